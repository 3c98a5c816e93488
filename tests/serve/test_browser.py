"""The interface in a real browser; skipped where there is no Chromium."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from coach.config import load_settings
from coach.serve.server import serve
from coach.serve.texts import texts
from coach.store.store import Store
from tests.serve.browser import CHROMIUM, Tab, chromium
from tests.serve.visits import until
from tests.ui.demo import ANSWERS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
_DEMO = [sys.executable, "-m", "tests.serve.demo_window"]


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """Serve the demo interview; give the address with its token."""
    lines: list[str] = []
    task = asyncio.create_task(serve(_DEMO, host="127.0.0.1", port=0, say=lines.append))
    try:
        await until(lambda: task.done() or len(lines) == 3)
        yield lines[1].strip()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def answer(tab: Tab, text: str, reply: str) -> None:
    """Type an answer and wait for the reply to it."""
    await tab.type(text)
    await tab.press("Enter")
    await tab.until_drawn(reply)


async def test_a_short_interview_to_a_plan(tmp_path: Path) -> None:
    async with served() as address, chromium(tmp_path / "profile") as browser:
        site = address.split("?")[0]
        stranger = await browser.open(site)
        await stranger.until_text(texts().page.locked)
        assert stranger.requests == [site]

        tab = await browser.open(address)
        await tab.until_drawn("Start the interview")
        await tab.press("Enter")
        await tab.until_drawn("count on?")
        for text, reply in zip(ANSWERS, ("is late?", "who would that be?", "right?"), strict=True):
            await answer(tab, text, reply)
        await answer(tab, "Yes, that's right.", "That was my last question.")
        await tab.until_drawn("Write my plan")
        await tab.press("Enter")
        await tab.until_drawn("Payroll for the night shift")

        assert await tab.value("location.href") == site
        assert all(re.match(r"(http|ws)://127\.0\.0\.1:\d+/", each) for each in tab.requests)
        assert tab.complaints == []

        await tab.press("q", control=True)
        await tab.until_text(texts().page.closed)
    store = Store(load_settings().database)
    [session] = store.sessions()
    assert [m.text for m in store.messages(session.id) if m.speaker == "employee"][:3] == ANSWERS
    assert len(store.plans()) == 1
    store.close()


async def test_a_second_window_takes_over_and_a_page_that_is_loaded_again_loses_nothing(
    tmp_path: Path,
) -> None:
    async with served() as address, chromium(tmp_path / "profile") as browser:
        site = address.split("?")[0]
        first = await browser.open(address)
        await first.until_drawn("Start the interview")

        second = await browser.open(site)
        await second.until_text(texts().page.elsewhere)
        await second.value("document.querySelector('#over button').click()")
        await first.until_text(texts().page.closed)
        await second.until_drawn("Start the interview")

        await second.press("Enter")
        await second.until_drawn("count on?")
        await second.type("I was just saying")
        await second.until_drawn("I was just saying")
        await second.call("Page.reload")
        await second.until_drawn("Go on with")
        for key in ("ArrowDown", "ArrowDown", "Enter"):  # below the two kinds of a new one
            await second.press(key)
        await second.until_drawn("I was just saying")


async def test_a_page_says_when_coach_has_stopped(tmp_path: Path) -> None:
    async with chromium(tmp_path / "profile") as browser:
        async with served() as address:
            tab = await browser.open(address)
            await tab.until_drawn("Start the interview")
        await tab.until_text(texts().page.gone)
