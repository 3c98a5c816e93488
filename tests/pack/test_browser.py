"""The slides in a real browser; skipped where there is no Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.interview.agenda import load_agenda
from coach.pack.pack import pack_files
from coach.pack.texts import slide_texts
from tests.serve.browser import CHROMIUM, chromium

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
SIZES = ((1280, 720), (1024, 768), (1920, 1080))
_TOO_FULL = """JSON.stringify([...document.querySelectorAll('.slide, .middle')]
    .filter(part => part.scrollHeight > part.clientHeight)
    .map(part => part.innerText))"""
_ON_THE_SECOND = "window.scrollY === window.innerHeight"


async def test_slides_fit_the_screen_and_a_key_leads_on(tmp_path: Path) -> None:
    page = tmp_path / "slides.html"
    page.write_text(str(pack_files(load_agenda(), 90)["slides-90.html"]), encoding="utf-8")
    async with chromium(tmp_path / "profile") as browser:
        tab = await browser.open(page.as_uri())
        await tab.until_text(slide_texts().title)
        for width, height in SIZES:
            await tab.call(
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=height,
                deviceScaleFactor=1,
                mobile=False,
            )
            assert await tab.value(_TOO_FULL) == "[]"
        event = {"key": "PageDown", "code": "PageDown", "windowsVirtualKeyCode": 34}
        await tab.call("Input.dispatchKeyEvent", type="rawKeyDown", **event)
        await tab.until(lambda: tab.value(_ON_THE_SECOND))
        assert tab.requests == [page.as_uri()]
        assert tab.complaints == []
