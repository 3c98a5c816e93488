"""Uses a program as a person does: in a terminal, or with a browser that visits it.

Run as a file, so that it can stand in a network namespace together with the program:
``offline_drivers.py terminal|visit COMMAND…``. The exit status is 0 when all was as it should be.
"""

from __future__ import annotations

import asyncio
import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
"""Longest wait for anything."""
START = "Start the interview"
GREETING = "I am a coach"
ANSWER = "I plan the rota for the ward and send it out on Mondays."
_ENTER, _QUIT, _PAUSE, _LIBRARY, _ESCAPE = b"\r", b"\x11", b"\x1b[21~", b"\x0c", b"\x1b"
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|.)")
_ADDRESS = re.compile(r"(http://\S+:\d+)/\?token=(\S+)")


class NotSeenError(Exception):
    """Something did not come in time."""


class Terminal:
    """A program in a pseudo terminal of 100 columns.

    Args:
        command: Program and arguments.
    """

    def __init__(self, command: list[str]) -> None:
        import fcntl
        import pty
        import termios

        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self._shown = ""
        environment = {**os.environ, "TERM": "xterm-256color"}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment
        )
        os.close(slave)

    def press(self, keys: bytes) -> None:
        """Type keys; what was shown before no longer counts."""
        self._shown = ""
        os.write(self._master, keys)

    def wait_for(self, text: str) -> None:
        """Wait until all words of a text were drawn since the last key.

        Raises:
            NotSeenError: they were not.
        """
        wanted = set(re.findall(r"\w+", text))
        end = time.monotonic() + SECONDS
        while not wanted <= set(re.findall(r"\w+", _ESCAPES.sub(" ", self._shown))):
            if time.monotonic() > end or not self._read():
                raise NotSeenError(text)

    def close(self) -> int:
        """Quit by the key, and return the exit status."""
        with suppress(OSError):
            self.press(_QUIT)
        end = time.monotonic() + SECONDS
        while self.process.poll() is None and time.monotonic() < end:
            self._read()
        if self.process.poll() is None:
            self.process.kill()
        os.close(self._master)
        return self.process.wait()

    def _read(self) -> bool:
        """Take what was written in the next moment; False when the program is gone."""
        if not select.select([self._master], [], [], 0.05)[0]:
            return True
        try:
            data = os.read(self._master, 65_536)
        except OSError:
            return False
        self._shown += data.decode("utf-8", "replace")
        return bool(data)


def in_terminal(command: list[str]) -> int:
    """Begin an interview in the full screen, answer, look at the library, go back, and quit."""
    from coach.config import load_settings
    from coach.store.store import Store

    terminal = Terminal(command)
    try:
        terminal.wait_for(START)
        terminal.press(_ENTER)
        terminal.wait_for(GREETING)
        terminal.press(ANSWER.encode())
        terminal.press(_ENTER)
        with closing(Store(load_settings().database)) as store:
            newest = store.sessions()[0].id
            end = time.monotonic() + SECONDS
            while len(store.messages(newest)) < 3:
                if time.monotonic() > end or not terminal._read():
                    raise NotSeenError("a reply")
        terminal.press(_LIBRARY)
        terminal.wait_for("Library")
        terminal.press(_ESCAPE)
        terminal.wait_for("Pause")
        terminal.press(_PAUSE)
        terminal.wait_for(START)
    finally:
        status = terminal.close()
    return status


def visit(command: list[str]) -> int:
    """Start the server, open its page as a browser does until it is drawn, and end the server."""
    _loopback_up()
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )
    try:
        assert server.stdout is not None
        found = None
        while found is None and (line := server.stdout.readline()):
            found = _ADDRESS.search(line)
        if found is None:
            raise NotSeenError("an address")
        asyncio.run(_look(found[1], found[2]))
    finally:
        # Its watcher, where there is one, lets the signal pass.
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.communicate(timeout=SECONDS)
    return server.returncode


async def _look(site: str, token: str) -> None:
    import aiohttp

    jar = aiohttp.CookieJar(unsafe=True)  # takes cookies of addresses that are numbers
    timeout = aiohttp.ClientTimeout(SECONDS)
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=timeout) as browser:
        async with browser.get(f"{site}/", params={"token": token}) as entrance:
            entrance.raise_for_status()
        async with browser.get(f"{site}/") as page:
            page.raise_for_status()
        async with browser.ws_connect(f"{site}/ws", headers={"Origin": site}) as socket:
            drawn = ""
            while START not in drawn:
                message = await socket.receive(timeout=SECONDS)
                if message.type not in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT):
                    raise NotSeenError(START)
                data = message.data
                drawn += data.decode("utf-8", "replace") if isinstance(data, bytes) else data


def _loopback_up() -> None:
    """Let this machine speak with itself, in a namespace where not even that goes."""
    import fcntl
    import socket

    set_flags, up_and_running = 0x8914, 0x41
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket, suppress(OSError):
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh14x", b"lo", up_and_running))


if __name__ == "__main__":
    # Before this folder.
    sys.path.insert(0, str(ROOT))
    drivers = {"terminal": in_terminal, "visit": visit}
    sys.exit(drivers[sys.argv[1]](sys.argv[2:]))
