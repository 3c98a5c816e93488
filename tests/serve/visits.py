"""A site with a window that is a stub, and a visitor who speaks with it like a browser."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from coach.serve.access import Access
from coach.serve.site import Site

SECONDS = 60
STUB = str(Path(__file__).with_name("stub_window.py"))


@dataclass
class Visit:
    """Everything of one test."""

    client: TestClient
    access: Access
    site: Site

    @property
    def origin(self) -> str:
        return str(self.client.make_url("/")).rstrip("/")

    async def enter(self) -> str:
        """Go in with a new token; return the token."""
        token = self.access.new_token()
        reply = await self.client.get("/", params={"token": token})
        assert reply.status == 200
        return token

    async def open(self, query: str = "") -> aiohttp.ClientWebSocketResponse:
        """Connect a page with its window."""
        return await self.client.ws_connect(f"/ws{query}", headers={"Origin": self.origin})

    async def state(self) -> dict[str, str]:
        """Return what a closed page is told."""
        return dict(await (await self.client.get("/state")).json())

    async def here(self) -> int:
        """Press the button of a closed page; return the status of the answer."""
        reply = await self.client.post(
            "/here", headers={"Origin": self.origin}, allow_redirects=False
        )
        return reply.status


@asynccontextmanager
async def visited(mode: str = "") -> AsyncIterator[Visit]:
    """Give a site whose window is a stub in that mode, and a visitor without a cookie."""
    access = Access("127.0.0.1")
    site = Site(access, [sys.executable, STUB, mode])
    jar = aiohttp.CookieJar(unsafe=True)  # takes cookies of addresses that are numbers
    server = TestServer(await site.application())
    async with TestClient(server, cookie_jar=jar, timeout=aiohttp.ClientTimeout(SECONDS)) as client:
        yield Visit(client, access, site)


async def said(socket: aiohttp.ClientWebSocketResponse, words: str) -> str:
    """Wait until the window drew these words; return all it drew up to them."""
    drawn = ""
    while words not in drawn:
        message = await socket.receive(timeout=SECONDS)
        assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), (drawn, message)
        drawn += message.data.decode() if isinstance(message.data, bytes) else message.data
    return drawn


async def closed(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Wait until the other side closes."""
    while not socket.closed:
        await socket.receive(timeout=SECONDS)


async def until(condition: Callable[[], object]) -> None:
    """Wait until ``condition`` holds."""
    for _ in range(SECONDS * 100):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")
