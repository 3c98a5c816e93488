"""What can go wrong with a server, in plain words.

Nothing that a server says is repeated: it may quote the answers that were sent.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from coach.errors import ServerError


class PassingError(ServerError):
    """A failure that may be gone at the next try."""


class BrokenReplyError(Exception):
    """A reply that is not what the interface promises."""


class EndedEarlyError(Exception):
    """A reply that the server did not bring to its end."""


@contextmanager
def plain_errors(host: str, timeout: float) -> Iterator[None]:
    """Turn the failures of a connection into errors for people.

    Args:
        host: The server, for messages.
        timeout: Longest wait for the next piece of a reply, in seconds.

    Raises:
        ServerError: whatever failed.
    """
    import httpx

    try:
        yield
    except (asyncio.TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout) as error:
        raise ServerError(
            f"The server {host} did not answer for {timeout:.0f} seconds.",
            "Try again, or set remote_timeout higher.",
        ) from error
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        if _untrusted(error):
            raise ServerError(
                f"The certificate of the server {host} is not trusted.",
                "Set SSL_CERT_FILE to the file of your organisation's certificates.",
            ) from error
        raise PassingError(
            f"The server {host} cannot be reached.",
            "Start it, or check remote_url in the settings.",
        ) from error
    except (EndedEarlyError, httpx.NetworkError, httpx.RemoteProtocolError, OSError) as error:
        raise PassingError(f"The server {host} broke off its reply.", "Try again.") from error
    except (BrokenReplyError, httpx.HTTPError, httpx.InvalidURL) as error:
        raise ServerError(
            f"The server {host} replies in a way that Coach does not understand.",
            "Check remote_url in the settings: it usually ends in /v1.",
        ) from error


def refused(status: int, refusal: str, host: str, model: str) -> ServerError:
    """Return what a status other than 200 means.

    Args:
        status: The HTTP status.
        refusal: What the server says, in lower case; it only tells causes apart.
        host: The server, for messages.
        model: Name of the model that was asked for; may be empty.
    """
    server = f"The server {host}"
    if status in (401, 403):
        return ServerError(
            f"{server} refuses the key.",
            "Set remote_key in the settings, or COACH_REMOTE_KEY, to the right one.",
        )
    if status == 404:
        return ServerError(
            f"{server} does not know " + (f"the model {model}." if model else "this address."),
            "Check remote_model and remote_url in the settings; the address usually ends in /v1.",
        )
    if status == 429 or status >= 500:
        return PassingError(
            f"{server} is too busy or failing (status {status}).", "Try again in a minute."
        )
    if 300 <= status < 400:
        return ServerError(
            f"{server} sends Coach on to another address.",
            "Set remote_url to that address if you trust it.",
        )
    if "context" in refusal:
        return ServerError(
            f"The text is too long for the model on {host}.",
            "Start the server with a larger context.",
        )
    return ServerError(
        f"{server} refuses what Coach asks (status {status}).", "Look into the server's log."
    )


def _untrusted(error: BaseException | None) -> bool:
    """Tell whether a server's certificate is what an error comes from."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
