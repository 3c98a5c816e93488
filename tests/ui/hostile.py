"""Looks at what is drawn where hostile text is shown: it is letters, and nothing else happens."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from tests.ui.pictures import until, until_page

MARKS = "a [/b] [c"
BAD = f"{MARKS}\x1b[31m\x1b]0;t\x07\x00\x08\x9b31m \u202eevil\u202c שלום 日本語 👩‍👩‍👧\tend"
TEXT = f"{BAD} {'x' * 100_000} {BAD}"
CONTENT = f"{MARKS} \u202eevil\u202c שלום 日本語"
"""A document with control characters in it is none."""
SMALL, WIDE = (60, 20), (120, 40)
_DIRECTIONS = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def rows(screen: Any) -> Iterator[str]:
    """Return what is drawn, line by line."""
    for strip in screen._compositor.render_strips():
        yield "".join(segment.text for segment in strip)


def inside(screen: Any) -> str:
    """Return what is drawn in a dialog, without the page behind it."""
    around = screen.query(".dialog")
    if not around:
        return "\n".join(rows(screen))
    region = around.first().region
    drawn = [*rows(screen)][region.y : region.bottom]
    return "\n".join(row[region.x : region.right] for row in drawn)


async def check(pilot: Pilot[Any], *, marks: bool = True) -> None:
    """Look at the screen: the marks stand there as text, and nothing that a terminal obeys."""
    await pilot.pause(0.02)
    screen: Any = pilot.app.screen
    drawn = [*rows(screen)]
    told = {
        f"{ord(letter):04x} in {row.strip()[:60]!r}"
        for row in drawn
        for letter in row
        if unicodedata.category(letter) in ("Cc", "Cs") or letter in _DIRECTIONS
    }
    assert not told
    if marks:
        assert "[/b] [c" in "\n".join(drawn), "the marks do not stand there as text"
        assert not screen.is_modal or "[/b] [c" in inside(screen)


async def pasted(pilot: Pilot[Any], text: str) -> None:
    """Paste into what has the focus, as a terminal does."""
    pilot.app.post_message(Paste(text))
    await pilot.pause(0)


async def above(pilot: Pilot[Any], keys: str, kind: type[Any], *, marks: bool = True) -> None:
    """Open a dialog or a page by keys, look at it, and close it again."""
    before = pilot.app.screen
    await pilot.press(*keys.split())
    await until_page(pilot, kind)
    await check(pilot, marks=marks)
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is before)


def at(*sizes: tuple[int, int]) -> Any:
    """Return the mark that runs a walk in terminals of these sizes."""
    return pytest.mark.parametrize("size", sizes, ids=lambda size: f"{size[0]}x{size[1]}")
