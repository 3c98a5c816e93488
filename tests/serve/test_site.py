from __future__ import annotations

import asyncio
import re
from pathlib import Path

import aiohttp
import psutil
import pytest

from coach.serve import site as site_module
from coach.serve import window as window_module
from coach.serve.texts import texts
from tests.serve.visits import closed, said, until, visited

PATHS = [
    "/",
    "/?token=",
    "/?token=wrong",
    "/?token=%ff%00",
    "/state",
    "/static/js/textual.js",
    "/static/fonts/RobotoMono-VariableFont_wght.ttf",
    "/static/",
    "/page/window.js",
    "/page/../site.py",
    "/ws",
    "/download/1",
    "/nothing",
]


def process_of(drawn: str) -> psutil.Process:
    """Return the process that drew its number."""
    found = re.search(r"hello \d+x\d+ (\d+)", drawn)
    assert found is not None
    return psutil.Process(int(found[1]))


# Who is let in


@pytest.mark.parametrize("path", PATHS)
async def test_without_a_token_nothing_is_shown(path: str) -> None:
    async with visited() as visit:
        visit.access.new_token()
        reply = await visit.client.get(path, headers={"Origin": visit.origin})
        text = await reply.text()
        assert reply.status == 403
        assert texts().page.locked in text
        assert "script" not in text
        assert "Set-Cookie" not in reply.headers
        assert visit.site.window is None


async def test_without_a_cookie_there_is_no_socket() -> None:
    async with visited() as visit:
        visit.access.new_token()
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await visit.open()
        assert visit.site.window is None


async def test_a_wrong_cookie_is_none() -> None:
    async with visited() as visit:
        visit.client.session.cookie_jar.update_cookies(
            {"coach": "x" * 43}, visit.client.make_url("/")
        )
        assert (await visit.client.get("/")).status == 403


async def test_the_token_is_spent_by_the_first_call_and_leaves_a_cookie() -> None:
    async with visited() as visit:
        token = visit.access.new_token()
        address = f"/?token={token}"
        reply = await visit.client.get(address)
        cookie = reply.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert token not in cookie
        assert token not in await reply.text()
        assert (await visit.client.get("/")).status == 200
        visit.client.session.cookie_jar.clear()
        assert (await visit.client.get(address)).status == 403


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT"])
async def test_only_opening_the_page_spends_the_token(method: str) -> None:
    async with visited() as visit:
        address = f"/?token={visit.access.new_token()}"
        reply = await visit.client.request(method, address, headers={"Origin": visit.origin})
        assert reply.status == 403
        assert (await visit.client.get(address)).status == 200


async def test_who_is_in_keeps_the_token_for_another() -> None:
    async with visited() as visit:
        await visit.enter()
        token = visit.access.new_token()
        reply = await visit.client.get(f"/?token={token}", allow_redirects=False)
        assert (reply.status, reply.headers["Location"]) == (303, "/")
        visit.client.session.cookie_jar.clear()
        assert (await visit.client.get(f"/?token={token}")).status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", ""])
async def test_another_name_for_this_machine_is_refused(host: str) -> None:
    async with visited() as visit:
        token = visit.access.new_token()
        header = {"Host": host.format(port=visit.client.port)}
        assert (await visit.client.get(f"/?token={token}", headers=header)).status == 403
        await visit.client.get(f"/?token={token}")
        for path in ("/", "/static/js/textual.js", "/state"):
            assert (await visit.client.get(path, headers=header)).status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", None])
async def test_a_page_of_another_site_gets_no_socket_and_changes_nothing(
    origin: str | None,
) -> None:
    async with visited() as visit:
        await visit.enter()
        header = {} if origin is None else {"Origin": origin}
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await visit.client.ws_connect("/ws", headers=header)
        assert (await visit.client.post("/here", headers=header)).status == 403
        assert visit.site.window is None


# The pages


async def test_pages_scripts_and_fonts_come_from_here() -> None:
    async with visited() as visit:
        await visit.enter()
        queue, seen = ["/"], set[str]()
        while queue:
            path = queue.pop()
            seen.add(path)
            reply = await visit.client.get(path)
            assert reply.status == 200, path
            policy = reply.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'")
            assert reply.headers["Cache-Control"] == "no-store"
            if path.endswith((".ttf", "textual.js")):
                continue
            named = re.findall(
                r"""(?:\bsrc|\bhref|(?<!-)\burl)\s*[=(]\s*["']?([^"')>]+)""", await reply.text()
            )
            for address in named:
                assert address.startswith(("/", "data:")), address
                assert not address.startswith("//")
            queue += [each for each in named if each.startswith("/") and each not in seen]
        assert {"/static/js/textual.js", "/page/window.js", "/page/window.css"} <= seen
        assert any(path.endswith(".ttf") for path in seen)


async def test_the_page_connects_to_where_it_came_from() -> None:
    async with visited() as visit:
        await visit.enter()
        text = await (await visit.client.get("/")).text()
        assert f'data-session-websocket-url="ws://127.0.0.1:{visit.client.port}/ws"' in text


async def test_what_is_not_there_is_said() -> None:
    async with visited() as visit:
        await visit.enter()
        reply = await visit.client.get("/nothing")
        assert reply.status == 404
        assert texts().page.missing in await reply.text()


async def test_a_failure_tells_nothing_of_itself(
    coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with visited() as visit:
        await visit.enter()
        monkeypatch.setattr(site_module, "_lead_on", fail)
        reply = await visit.client.get("/?token=x")
        text = await reply.text()
    assert reply.status == 500
    assert texts().page.failed in text
    assert "an answer" not in text
    log = (coach_home / "logs" / "coach.log").read_text(encoding="utf-8")
    assert "ValueError" in log
    assert "an answer" not in log


def fail() -> None:
    words = " ".join(["an", "answer"])  # so that they are in the error and not in the code
    raise ValueError(words)


# The window


async def test_a_window_draws_and_takes_keys() -> None:
    async with visited() as visit:
        await visit.enter()
        socket = await visit.open("?width=100&height=40")
        drawn = await said(socket, "hello 100x40")
        await socket.send_json(["resize", {"width": 90, "height": 30}])
        await socket.send_json(["stdin", "é[/b]"])
        await said(socket, "typed é[/b]")
        await socket.send_json(["ping", "1"])
        await said(socket, '["pong", "1"]')
        process = process_of(drawn)
        await socket.close()
        await until(lambda: not process.is_running())


@pytest.mark.parametrize("query", ["?width=abc", "?height=", "?width=1e9"])
async def test_a_size_that_is_none_is_the_usual_one(query: str) -> None:
    async with visited() as visit:
        await visit.enter()
        await said(await visit.open(query), "hello 80x24")


@pytest.mark.parametrize("message", ["[]", "{", "7", '["stdin"]', '["resize", {}]', '["what"]'])
async def test_nonsense_ends_no_more_than_the_window(message: str) -> None:
    async with visited() as visit:
        await visit.enter()
        socket = await visit.open()
        await said(socket, "hello")
        await socket.send_str(message)
        if message != '["what"]':
            await closed(socket)
        await socket.close()
        assert not socket.exception()
        await said(await visit.open(), "hello")


async def test_a_page_that_is_loaded_again_has_its_window_again() -> None:
    async with visited() as visit:
        await visit.enter()
        first = await visit.open()
        before = process_of(await said(first, "hello"))
        second, _ = await asyncio.gather(visit.open(), first.close())
        after = process_of(await said(second, "hello"))
        assert not before.is_running()
        assert after.is_running()


async def test_a_second_window_is_told_why_and_can_take_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(site_module, "TURN_SECONDS", 0.1)
    async with visited() as visit:
        await visit.enter()
        first = await visit.open()
        before = process_of(await said(first, "hello"))
        await closed(await visit.open())
        assert (await visit.state())["state"] == "elsewhere"
        assert before.is_running()

        assert await asyncio.gather(visit.here(), visit.here()) == [303, 303]
        await closed(first)
        assert not before.is_running()
        assert (await visit.state())["state"] == "closed"
        await said(await visit.open(), "hello")


async def test_a_window_that_failed_says_why() -> None:
    async with visited("failing") as visit:
        await visit.enter()
        await closed(await visit.open())
        assert await visit.state() == {"state": "broken", "failure": "The disk is full. Make room."}
        assert await visit.here() == 303


async def test_a_window_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window_module, "LEAVE_SECONDS", 0.1)
    monkeypatch.setattr(window_module, "END_SECONDS", 0.1)
    async with visited("deaf") as visit:
        await visit.enter()
        socket = await visit.open()
        process = process_of(await said(socket, "hello"))
    assert not process.is_running()


async def test_a_window_that_draws_much_ends_when_its_page_is_gone() -> None:
    async with visited("noisy") as visit:
        await visit.enter()
        socket = await visit.open()
        process = process_of(await said(socket, "hello"))
        assert socket._response.connection is not None
        socket._response.connection.transport.abort()
        await until(lambda: not process.is_running())


async def test_the_end_of_the_site_leaves_no_process() -> None:
    async with visited() as visit:
        await visit.enter()
        process = process_of(await said(await visit.open(), "hello"))
    assert not process.is_running()
