"""The pages in the browser, and the way from a page to its window.

The scripts and fonts are those of textual-serve; its own page is not used, because that loads a
font from another site.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import WSCloseCode, web
from jinja2 import Environment, FileSystemLoader
from textual_serve.server import Server, to_int

from coach.log import log_failure
from coach.serve.access import Access, is_own_origin
from coach.serve.texts import texts
from coach.serve.window import Window

TOKEN = "token"
"""Name of the token in the address."""
TURN_SECONDS = 3.0
"""How long a page waits for the window before it to end, as when a page is loaded again."""
HEARTBEAT_SECONDS = 15.0
_PAGES = Path(__file__).parent / "page"
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site(Server):
    """Everything that is served: one window at a time, for those who are let in.

    Args:
        access: Who is let in.
        command: Program and arguments that open the interface.
        name: What belongs into the name of the cookie, so that two servers on one machine do not
            take each other's.

    Attributes:
        window: The window that is open, or was last.
    """

    def __init__(self, access: Access, command: Sequence[str], *, name: str = "") -> None:
        super().__init__("", title=texts().page.name)
        self.window: Window | None = None
        self._over = False
        self._access = access
        self._arguments = [*command]
        self._cookie = f"coach{name}"
        self._socket: web.WebSocketResponse | None = None
        self._turn = asyncio.Lock()
        self._pages = Environment(loader=FileSystemLoader(_PAGES), autoescape=True)

    async def application(self) -> web.Application:
        """Return the application of aiohttp."""
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.get("/", self.handle_index, allow_head=False),
                web.get("/ws", self.handle_websocket, allow_head=False),
                web.get("/state", self.handle_state),
                web.post("/here", self.handle_here),
                web.static("/static", self.statics_path),
                web.static("/page", _PAGES),
            ]
        )
        application.on_shutdown.append(self.on_shutdown)
        return application

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002
        """Close the window that is open; what was typed is saved."""
        self._over = True
        await self._close()

    async def handle_index(self, request: web.Request) -> web.Response:
        """Show the page with the window."""
        return self._page("window.html", socket=f"ws://{request.host}/ws")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Open the window for a page, and speak with it until one of them ends."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS)
        await socket.prepare(request)
        try:
            await asyncio.wait_for(self._turn.acquire(), TURN_SECONDS)
        except asyncio.TimeoutError:
            await socket.close()
            return socket
        width = to_int(request.query.get("width", ""), 80)
        height = to_int(request.query.get("height", ""), 24)
        try:
            if not self._over and not socket.closed:
                await self._show(Window(self._arguments, socket), socket, width, height)
        except Exception as error:
            # The page said what no page says, or the process could not be started.
            log_failure(error)
        finally:
            self._turn.release()
        return socket

    async def handle_state(self, request: web.Request) -> web.Response:  # noqa: ARG002
        """Tell a page that was closed why."""
        window = self.window
        failure = window.failure if window else ""
        elsewhere = window is not None and not window.page_gone
        state = "elsewhere" if elsewhere else "broken" if failure else "closed"
        return web.json_response({"state": state, "failure": failure})

    async def handle_here(self, request: web.Request) -> web.Response:  # noqa: ARG002
        """Close the window that is open, and let this page have the next one."""
        await self._close()
        return _lead_on()

    async def _show(
        self, window: Window, socket: web.WebSocketResponse, width: int, height: int
    ) -> None:
        self.window, self._socket = window, socket
        try:
            await window.start(width, height)
            await self._process_messages(socket, window)
        finally:
            window.page_gone = True
            await window.stop()
            self._socket = None
            await socket.close()

    async def _close(self) -> None:
        """Close the window that is open, and return when its process is gone."""
        if self.window is not None and self._socket is not None:
            window = self.window
            await self._socket.close(code=WSCloseCode.GOING_AWAY)
            await window.stop()

    # Who is let in

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Answer those who are let in; tell all others no more than what to do."""
        response = self._refusal(request) or await self._answer(request, handler)
        if not response.prepared:
            response.headers.update(_headers(request.host))
        return response

    def _refusal(self, request: web.Request) -> web.Response | None:
        """Return what those are told who are not let in, or None."""
        host = request.headers.getall("Host", [])
        address, port = _arrived_at(request)
        if len(host) != 1 or not self._access.is_own_host(host[0], address, port):
            return self._notice("refused", 403)
        origin = request.headers.get("Origin")
        # A browser names the origin of each of these; a page of another site may not ask for them.
        from_page = request.method != "GET" or request.path == "/ws"
        if (origin is not None or from_page) and not is_own_origin(origin or "", host[0]):
            return self._notice("refused", 403)
        if self._access.knows(request.cookies.get(self._cookie)):
            return None
        if request.path != "/" or request.method != "GET":
            return self._notice("locked", 403)
        value = self._access.spend(request.query.get(TOKEN, ""))
        return self._notice("locked", 403) if value is None else self._entrance(value)

    def _entrance(self, value: str) -> web.Response:
        """Give the cookie, and lead on to the page without the token in its address.

        A page leads on and not a redirect: a browser that came from another site, such as a mail,
        would not send the cookie along with that.
        """
        response = self._page("entrance.html")
        response.set_cookie(self._cookie, value, httponly=True, samesite="Strict", path="/")
        return response

    async def _answer(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        try:
            if request.path == "/" and TOKEN in request.query:
                return _lead_on()
            return await handler(request)
        except web.HTTPException as error:
            return self._notice("missing", error.status)
        except ConnectionError:
            raise
        except Exception as error:
            log_failure(error)
            return self._notice("failed", 500)

    def _notice(self, name: str, status: int) -> web.Response:
        words = texts().page
        values = {"title": getattr(words, name), "about": getattr(words, f"{name}_about")}
        return self._page("notice.html", status=status, **values)

    def _page(self, file: str, *, status: int = 200, **values: str) -> web.Response:
        text = self._pages.get_template(file).render(words=texts().page, **values)
        return web.Response(text=text, status=status, content_type="text/html")


def _arrived_at(request: web.Request) -> tuple[str, int]:
    """Return the address and port of this machine at which a call arrived."""
    if request.transport is None:
        return "", 0
    address, port = request.transport.get_extra_info("sockname")[:2]
    return str(address).split("%")[0], int(port)


def _lead_on() -> web.Response:
    """Send the browser to the page, without the token in its address."""
    return web.Response(status=303, headers={"Location": "/"})


def _headers(host: str) -> dict[str, str]:
    """Return the headers of every answer: nothing from elsewhere, in no frame, kept nowhere."""
    # Not every browser takes the page's own web socket for 'self'; none takes an IPv6 address here.
    socket = "" if "[" in host else f" ws://{host}"
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": f"'self'{socket}",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Server": texts().page.name,
        "Content-Security-Policy": "; ".join(f"{key} {value}" for key, value in policy.items()),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
