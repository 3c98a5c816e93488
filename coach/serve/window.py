"""One open window: the interface in a process of its own, and the browser that it shows itself in.

textual-serve has the way of speaking with the process; here it is started without a shell, ends
whatever happens to it, and what it said last is kept for the page.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from coach.text import clean

DRIVER = "coach.ui.served:ServedDriver"
"""What the interface draws with; it is named and not imported, because it belongs to Textual."""
LEAVE_SECONDS = 8.0
"""How long the interface may take to save and close before it is ended."""
END_SECONDS = 2.0
_READY = b"__GANGLION__\n"
"""With this line the process says that the protocol begins."""
_HEAD_BYTES = 5
_NO_WINDOW = 0x08000000
"""Windows: a child that opens no console window."""
_LAST_WORDS = 4000
_FAILURE_CHARACTERS = 600


class Window(AppService):
    """The process of one window.

    Args:
        command: Program and arguments that open the interface.
        socket: The connection to the page.

    Attributes:
        failure: What the process said when it failed; empty when all is well.
        page_gone: Whether the page is closed, or about to be.
    """

    def __init__(self, command: Sequence[str], socket: web.WebSocketResponse) -> None:
        super().__init__(
            "",
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=self._close_page,
            download_manager=DownloadManager(),
        )
        self.failure = ""
        self._arguments = [*command]
        self._socket = socket
        self.page_gone = False

    async def run(self) -> None:
        """Pass on what the process draws until it ends; the page is told then."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        said = asyncio.create_task(_last_words(process.stderr))
        try:
            await self._pass_on_all(process.stdout)
        finally:
            with suppress(OSError):
                self.stdin.close()
            status = await process.wait()
            words = clean((await said).decode("utf-8", "replace"), limit=_FAILURE_CHARACTERS)
            self.failure = words.strip() if status else ""
            await self._close_page()

    async def stop(self) -> None:
        """Let the interface save and close, end it if it does not, and wait for its end."""
        task, process = self._task, self._process
        if task is None or process is None:
            return
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self.send_meta({"type": "quit"}), END_SECONDS)
        if not await _ends(task, LEAVE_SECONDS):
            with suppress(ProcessLookupError):
                process.terminate()
        if not await _ends(task, END_SECONDS):
            with suppress(ProcessLookupError):
                process.kill()
        await asyncio.wait([task])

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the process in a group of its own: a Ctrl-C in the terminal is not for it."""
        environment = self._build_environment(width, height)
        environment["TEXTUAL_DRIVER"] = DRIVER
        environment["PYTHONPATH"] = _import_path(environment.get("PYTHONPATH", ""))
        process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
            start_new_session=sys.platform != "win32",
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
        self._process, self._stdin = process, process.stdin
        return process

    async def _pass_on_all(self, output: asyncio.StreamReader) -> None:
        # ValueError: a line without end, so not what is waited for.
        with suppress(asyncio.IncompleteReadError, ValueError):
            while (line := await output.readline()) != _READY:
                if not line:
                    return
            while True:
                head = await output.readexactly(_HEAD_BYTES)
                payload = await output.readexactly(int.from_bytes(head[1:], "big"))
                await self._pass_on(head[:1], payload)

    async def _pass_on(self, kind: bytes, payload: bytes) -> None:
        """Pass a packet on; without a page it is dropped, so that the process is not held up."""
        if self.page_gone:
            return
        try:
            if kind == b"D":
                await self.on_data(payload)
            elif kind == b"M":
                await self.on_meta(payload)
        except (ConnectionError, RuntimeError):
            self.page_gone = True

    async def _close_page(self) -> None:
        self.page_gone = True
        with suppress(ConnectionError, RuntimeError):
            await self._socket.close()


async def _ends(task: asyncio.Task[None], seconds: float) -> bool:
    done, _ = await asyncio.wait([task], timeout=seconds)
    return bool(done)


async def _last_words(stream: asyncio.StreamReader | None) -> bytes:
    """Return the end of what a process says, reading all of it so that it is not held up."""
    words = b""
    while stream is not None and (part := await stream.read(_LAST_WORDS)):
        words = (words + part)[-_LAST_WORDS:]
    return words


def _import_path(before: str) -> str:
    """Return where this package is imported from, for the child, before what was there."""
    here = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(part for part in (here, before) if part)
