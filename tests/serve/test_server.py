from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psutil
import pytest

from coach.errors import CoachError, UsageError
from coach.serve import server as server_module
from coach.serve.server import check_host, serve
from coach.serve.texts import texts
from tests.serve.visits import SECONDS, STUB, closed, said, until

ADDRESS = re.compile(r"(http://\S+:\d+)/\?token=(\S+)")
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals as Linux and macOS have them")


class Running:
    """A server in this process, and what it printed."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def addresses(self) -> list[tuple[str, str]]:
        return ADDRESS.findall("\n".join(self.lines))


@contextlib.asynccontextmanager
async def running(host: str = "127.0.0.1", **options: bool) -> AsyncIterator[Running]:
    here = Running()
    command = [sys.executable, STUB]
    task = asyncio.create_task(serve(command, host=host, port=0, say=here.lines.append, **options))
    try:
        await until(lambda: here.addresses() or task.done())
        if task.done():
            await task
        yield here
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(SECONDS)
    )


@pytest.mark.parametrize("host", [None, "127.0.0.1", "localhost", "::1", "127.0.0.9"])
def test_this_machine_needs_no_switch(host: str | None) -> None:
    assert check_host(host, allow_others=False) == (host or "127.0.0.1")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "laptop.example", "", "127.0.0"])
def test_other_machines_need_both_switches(host: str) -> None:
    with pytest.raises(UsageError, match="--allow-others"):
        check_host(host, allow_others=False)
    assert check_host(host, allow_others=True) == host


def test_letting_others_in_needs_an_address() -> None:
    with pytest.raises(UsageError, match="--host"):
        check_host(None, allow_others=True)


async def test_the_printed_address_lets_in_once() -> None:
    async with running() as here, browser() as one, browser() as other:
        [(address, token)] = here.addresses()
        assert here.lines[-1] == texts().command.stop
        assert address.startswith("http://127.0.0.1:")
        assert (await one.get(f"{address}/?token={token}")).status == 200
        assert (await one.get(address)).status == 200
        assert (await other.get(f"{address}/?token={token}")).status == 403


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CoachError, match=f"{port}.*--port") as failure:
            await serve([sys.executable], host="127.0.0.1", port=port, say=print)
    assert failure.value.exit_status == 1


async def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(CoachError, match=r"192\.0\.2\.1 cannot be used: .*--host"):
        await serve([sys.executable], host="192.0.2.1", port=0, say=print)


async def test_all_addresses_of_this_machine_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_own_addresses", lambda: ["192.0.2.5", "192.0.2.6"])
    async with running("0.0.0.0") as here:
        printed = here.addresses()
    hosts = [address.rsplit(":", 1)[0] for address, _ in printed]
    assert hosts == ["http://192.0.2.5", "http://192.0.2.6"]
    assert len({token for _, token in printed}) == 1
    assert here.lines[0] == texts().command.addresses


async def test_no_secret_is_written_anywhere(
    coach_home: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    async with running() as here, browser() as one:
        [(address, token)] = here.addresses()
        await one.get(f"{address}/?token={token}")
        page = await one.ws_connect(f"{address}/ws", headers={"Origin": address})
        await said(page, "hello")
        await page.send_str("{")  # a failure, which is logged
        await closed(page)
        await one.get(f"{address}/?token={token}x", headers={"Host": "evil.example"})
        [cookie] = one.cookie_jar
    files = [path for path in coach_home.rglob("*") if path.is_file()]
    assert files  # the log of the failure
    written = [path.read_bytes().decode("utf-8", "replace") for path in files]
    everything = "".join([caplog.text, *capfd.readouterr(), *written])
    for secret in (token, cookie.value, address):
        assert secret not in everything


# The command


@contextlib.asynccontextmanager
async def command(*arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str, str]]:
    """Give the running command, its address and the token."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "coach", "serve", "--port", "0", *arguments,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        text = ""
        while not (found := ADDRESS.search(text)):
            line = await asyncio.wait_for(process.stdout.readline(), SECONDS)
            assert line, text
            text += line.decode()
        yield process, found[1], found[2]
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@contextlib.asynccontextmanager
async def window(address: str, token: str) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Give the connection to an open window."""
    async with browser() as one:
        await one.get(f"{address}/?token={token}")
        yield await one.ws_connect(f"{address}/ws", headers={"Origin": address})


def children(process: asyncio.subprocess.Process) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
async def test_it_ends_with_one_line_and_leaves_no_process(name: str) -> None:
    async with command() as (process, address, token), window(address, token) as page:
        await said(page, "Whom do you serve?")
        windows = children(process)
        assert windows
        process.send_signal(signal.Signals[name])
        rest, _ = await asyncio.wait_for(process.communicate(), SECONDS)
        assert process.returncode == 0
        assert rest.decode().splitlines()[-1] == texts().command.stopped
        assert not [each for each in windows if each.is_running()]


@posix
async def test_windows_end_when_the_server_is_killed() -> None:
    async with command() as (process, address, token), window(address, token) as page:
        await said(page, "Whom do you serve?")
        windows = children(process)
        assert windows
        process.kill()
        await until(lambda: not [each for each in windows if each.is_running()])


@posix
async def test_enter_gives_another_address() -> None:
    import pty

    terminal, inside = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "coach", "serve", "--port", "0",
        stdin=inside, stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        text = ""
        while texts().command.another not in text:
            text += (await asyncio.wait_for(process.stdout.readline(), SECONDS)).decode()
        os.write(terminal, b"\n")
        while len(ADDRESS.findall(text)) < 2:
            text += (await asyncio.wait_for(process.stdout.readline(), SECONDS)).decode()
        (address, before), (_, after) = ADDRESS.findall(text)
        async with browser() as one:
            assert (await one.get(f"{address}/?token={before}")).status == 403
            assert (await one.get(f"{address}/?token={after}")).status == 200
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), SECONDS) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(inside)
        os.close(terminal)
