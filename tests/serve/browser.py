"""A headless Chromium, spoken with in its own protocol (Chrome DevTools Protocol).

That is a web socket, and aiohttp is here anyway: a library for it would bring a browser or a
driver program of its own to every machine that runs the tests.
"""

from __future__ import annotations

import asyncio
import base64
import re
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
     if (found := shutil.which(name))), None,
)  # fmt: skip
_OPTIONS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-default-apps --window-size=1280,800"
    " --remote-debugging-port=0"
).split()
SECONDS = 60
_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-Z\\-_]")
_KEYS = {"Enter": (13, "\r"), "ArrowDown": (40, ""), "F8": (119, "")}


class Browser:
    """One Chromium with a profile of its own."""

    def __init__(self, http: aiohttp.ClientSession, socket: Any, port: int) -> None:
        self._socket = socket
        self._http = http
        self._port = port

    async def open(self, address: str) -> Tab:
        """Open an address in a new tab."""
        made = await self._http.put(f"http://127.0.0.1:{self._port}/json/new?about:blank")
        target = await made.json()
        tab = Tab(await self._http.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0))
        for domain in ("Page", "Network", "Runtime", "Log"):
            await tab.call(f"{domain}.enable")
        await tab.go(address)
        return tab

    async def close(self) -> None:
        with suppress(ConnectionError):
            await self._socket.send_json({"id": 1, "method": "Browser.close"})
        await self._socket.close()


class Tab:
    """One page.

    Attributes:
        drawn: All text that the page was sent over web sockets, without control sequences.
        requests: Every address that the page asked for.
        complaints: What the browser wrote to its console as errors.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.drawn = ""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._socket = socket
        self._number = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._news = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())

    async def go(self, address: str) -> None:
        await self.call("Page.navigate", url=address)

    async def text(self) -> str:
        """Return the words of the page itself (the terminal in it is a picture)."""
        return str(await self.value("document.body ? document.body.innerText : ''"))

    async def value(self, script: str) -> Any:
        reply = await self.call("Runtime.evaluate", expression=script, awaitPromise=True)
        return reply["result"].get("value")

    async def type(self, text: str) -> None:
        await self.call("Input.insertText", text=text)

    async def press(self, key: str, *, control: bool = False) -> None:
        code, text = _KEYS.get(key, (ord(key[0].upper()), key))
        event = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 if control else 0}
        if text and not control:
            event["text"] = text
        await self.call("Input.dispatchKeyEvent", type="keyDown", **event)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    async def picture(self) -> bytes:
        """Return what the page looks like, as PNG."""
        reply = await self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(reply["data"])

    async def until_drawn(self, words: str, *, seconds: float = SECONDS) -> None:
        """Wait until these words were drawn, and forget what was drawn up to them."""
        wanted = "".join(words.split())

        def found() -> bool:
            return wanted in "".join(self.drawn.split())

        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(found), seconds)
            except asyncio.TimeoutError as error:
                raise AssertionError(f"{words!r} is not in {self.drawn[-3000:]!r}") from error
            self.drawn = ""

    async def until(self, ready: Callable[[], Any]) -> None:
        """Wait until a call of the page gives something true."""
        for _ in range(SECONDS * 20):
            if await ready():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"the page never came to that: {await self.text()!r}")

    async def until_text(self, words: str) -> None:
        """Wait until the page itself says something."""

        async def there() -> bool:
            return words in await self.text()

        await self.until(there)

    async def close(self) -> None:
        """Close the tab as a person would."""
        with suppress(ConnectionError):
            await self._socket.send_json({"id": 0, "method": "Page.close"})
        await self._reader
        await self._socket.close()

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        reply = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return await asyncio.wait_for(reply, SECONDS)

    async def _read(self) -> None:
        async for message in self._socket:
            event = message.json()
            if waiting := self._waiting.pop(event.get("id"), None):
                waiting.set_result(event.get("result", {}))
            async with self._news:
                self._note(event.get("method", ""), event.get("params", {}))
                self._news.notify_all()

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.webSocketFrameReceived" and params["response"]["opcode"] == 2:
            frame = base64.b64decode(params["response"]["payloadData"])
            self.drawn += _CONTROL.sub(" ", frame.decode("utf-8", "replace"))
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requests.append(params["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(params["entry"]["text"])


@asynccontextmanager
async def chromium(profile: Path) -> AsyncIterator[Browser]:
    """Give a headless Chromium whose profile is a new folder; it is gone afterwards."""
    assert CHROMIUM is not None
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *_OPTIONS,
        f"--user-data-dir={profile}",
        "about:blank",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=sys.platform != "win32",
    )
    assert process.stderr is not None
    try:
        address = await asyncio.wait_for(_devtools(process.stderr), SECONDS)
        draining = asyncio.create_task(process.stderr.read())
        async with aiohttp.ClientSession() as http:
            browser = Browser(
                http, await http.ws_connect(address), int(re.findall(r":(\d+)/", address)[0])
            )
            yield browser
            await browser.close()
        await asyncio.wait_for(process.wait(), SECONDS)
        await draining
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _devtools(said: asyncio.StreamReader) -> str:
    while line := (await said.readline()).decode("utf-8", "replace"):
        if found := re.search(r"DevTools listening on (ws://\S+)", line):
            return found[1]
    raise AssertionError("Chromium did not start")
