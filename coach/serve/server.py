"""Runs the site until it is ended, and prints the address that lets a browser in."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address

from aiohttp import web

from coach.config import is_loopback
from coach.errors import CoachError, UsageError
from coach.serve import PORT
from coach.serve.access import Access
from coach.serve.site import TOKEN, Site
from coach.serve.texts import fill, texts
from coach.text import one_line

LOOPBACK = "127.0.0.1"
SHUTDOWN_SECONDS = 15.0
"""Longest wait for calls that still run when it is ended: longer than a window takes to close."""

Say = Callable[[str], None]


def check_host(host: str | None, *, allow_others: bool) -> str:
    """Return the address to listen at.

    Args:
        host: What was asked for; None for this machine only.
        allow_others: Whether other machines may be let in.

    Raises:
        UsageError: only one of the two that other machines need was given.
    """
    words = texts().command
    if host is None:
        if allow_others:
            raise UsageError(words.nobody_else, words.nobody_else_remedy)
        return LOOPBACK
    if not allow_others and not is_loopback(host):
        shown = one_line(host, limit=60)
        raise UsageError(fill(words.not_alone, host=shown), words.not_alone_remedy)
    return host


async def serve(
    command: Sequence[str], *, host: str, port: int, say: Say, keys: bool = False
) -> None:
    """Serve the interface until a signal ends it; no process is left then.

    Args:
        command: Program and arguments that open the interface.
        host: Address to listen at, checked by :func:`check_host`.
        port: Port to listen at; 0 for any that is free.
        say: Prints a line.
        keys: Whether Enter on standard input gives another address.

    Raises:
        CoachError: the port or the address cannot be used.
    """
    ended = asyncio.Event()
    _end_by_signal(ended)
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    access = Access(host)
    runner = web.AppRunner(
        await Site(access, command, name=f"-{port}").application(),
        access_log=None,
        shutdown_timeout=SHUTDOWN_SECONDS,
    )
    try:
        await runner.setup()
        await web.SockSite(runner, listening).start()
        _print_address(access, host, port, say)
        if keys:
            loop = asyncio.get_running_loop()
            _at_enter(lambda: loop.call_soon_threadsafe(_print_address, access, host, port, say))
        say(texts().command.another if keys else texts().command.stop)
        await ended.wait()
    finally:
        await runner.cleanup()
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        CoachError: the port or the address cannot be used.
    """
    words = texts().command
    shown = one_line(host, limit=60)
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        other = PORT + 1 if port < 1024 or port == 65535 else port + 1
        if error.errno == errno.EADDRINUSE:
            message, remedy = words.port_taken, words.port_taken_remedy
        elif error.errno in (errno.EACCES, errno.EPERM):
            message, remedy = words.port_refused, words.port_refused_remedy
        else:
            # Behind a number from the system Python adds its own words; a name has none.
            number = error.errno or 0
            reason = os.strerror(number) if number > 0 else error.strerror or str(error)
            message = fill(words.no_address, host=shown, reason=one_line(reason, limit=200))
            raise CoachError(message, words.no_address_remedy) from error
        raise CoachError(fill(message, port=port), fill(remedy, other=other)) from error


def _print_address(access: Access, host: str, port: int, say: Say) -> None:
    token = access.new_token()
    hosts = _reached_at(host)
    say(texts().command.address if len(hosts) == 1 else texts().command.addresses)
    for name in hosts:
        say(f"  http://{name}:{port}/?{TOKEN}={token}")


def _reached_at(host: str) -> list[str]:
    """Return where this machine is reached, as it stands in an address."""
    with suppress(ValueError):
        if ip_address(host).is_unspecified:
            return [_bracketed(address) for address in _own_addresses()] or [LOOPBACK]
    return [_bracketed(host)]


def _own_addresses() -> list[str]:
    """Return the addresses (IPv4) of this machine on its networks."""
    import psutil

    found = [
        entry.address
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family == socket.AF_INET
    ]
    return [address for address in found if not is_loopback(address)]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _end_by_signal(ended: asyncio.Event) -> None:
    """Let Ctrl-C, a request to end, and the end of the terminal set ``ended``."""
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # Windows has no such handlers; there Ctrl-C arrives as KeyboardInterrupt.
        with suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(getattr(signal, name), ended.set)


def _at_enter(act: Callable[[], object]) -> None:
    """Call ``act`` for every line that is entered.

    The thread reads without Python's buffer, whose lock it would hold when the program ends.
    """
    if hasattr(signal, "SIGTTIN"):
        # In the background reading then fails, and does not stop the program.
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)

    def read() -> None:
        with suppress(OSError, RuntimeError):
            while os.read(sys.stdin.fileno(), 1024):
                act()

    threading.Thread(target=read, name="serve-keys", daemon=True).start()
