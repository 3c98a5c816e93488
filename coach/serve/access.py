"""Who is let in: a token that works once, the cookie after it, and checks on where a call is from.

Against other people on the machine or the network: without the token or the cookie nothing is
shown. Against pages of other sites in the same browser: the cookie is ``SameSite=Strict``, and a
call whose ``Origin`` is another site is refused. Against DNS rebinding, where another site's name
is made to mean this machine: the ``Host`` must be the address that Coach is reached at.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from urllib.parse import urlsplit

from coach.config import is_loopback

TOKEN_BYTES = 32


class Access:
    """The secrets of one run, kept in memory only.

    Args:
        host: The address or name that was given for listening.
    """

    def __init__(self, host: str) -> None:
        self._host = host.lower()
        self._token = ""
        self._pass = secrets.token_urlsafe(TOKEN_BYTES)

    def new_token(self) -> str:
        """Return a new token; one from before that was not used does not work any more."""
        self._token = secrets.token_urlsafe(TOKEN_BYTES)
        return self._token

    def spend(self, token: str) -> str | None:
        """Return the value of the cookie for the right token, which works this once; else None."""
        if not self._token or not _same(token, self._token):
            return None
        self._token = ""
        return self._pass

    def knows(self, cookie: str | None) -> bool:
        """Tell whether a cookie is the one that was given for a token."""
        return cookie is not None and _same(cookie, self._pass)

    def is_own_host(self, host: str, address: str, port: int) -> bool:
        """Tell whether a ``Host`` header names the place where the call arrived.

        Args:
            host: The header.
            address: The address of this machine that the call arrived at.
            port: Its port.
        """
        parsed = _split(host)
        if parsed is None or parsed[1] != port:
            return False
        name = parsed[0]
        if name == self._host and _ip(name) is None:
            return True
        if name == "localhost":
            return is_loopback(address)
        return _ip(name) is not None and _ip(name) == _ip(address)


def is_own_origin(origin: str, host: str) -> bool:
    """Tell whether an ``Origin`` header is the page's own, given the checked ``Host``."""
    return origin.lower() == f"http://{host.lower()}"


def _same(given: str, wanted: str) -> bool:
    """Compare without telling by the time it takes how much of it was right."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode("utf-8"))


def _split(host: str) -> tuple[str, int] | None:
    """Return the name and the port of a ``Host`` header, or None when it is not one."""
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not name or parts.netloc != host or "@" in host or parts.path:
        return None
    return name, 80 if port is None else port


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an IP address, one of version 4 in its own form; None for a name."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
