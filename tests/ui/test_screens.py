"""How every page and dialog looks, in three sizes, light and dark, compared with accepted pictures.

``python scripts/screens.py`` accepts how they look now.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.pilot import Pilot

from coach.store import rows, store
from coach.ui.theme import DARK, LIGHT
from tests.ui import demo, places
from tests.ui.compact import compact

SIZES = [(120, 40), (80, 24), (60, 20)]
LOOKS = {"dark": DARK.name, "light": LIGHT.name}
WALKS = {**places.WALKS, **places.MORE}


class Picture(SingleFileSnapshotExtension):
    """A picture in a file of its own."""

    _file_extension = "svg"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose name is the same on every machine, with one clock and one set of ids."""
    monkeypatch.chdir(tmp_path)
    folder = Path("home", "anna", ".local", "share", "coach")
    monkeypatch.setenv("COACH_CONFIG", str(folder / "settings.toml"))
    numbers = count(1)
    for module in (store, rows):
        monkeypatch.setattr(module, "now", demo.NOW.isoformat, raising=False)
        monkeypatch.setattr(module, "letters", lambda n: f"{next(numbers):0{n}d}", raising=False)
    monkeypatch.setattr(store, "datetime", SimpleNamespace(now=lambda: demo.NOW))
    return folder


async def settled(pilot: Pilot[Any], size: tuple[int, int]) -> str:
    """Return the picture once nothing changes any more."""
    before: list[Any] = []
    while True:
        await pilot.pause(0.01)
        drawn = [[*strip] for strip in pilot.app.screen._compositor.render_strips()]
        if drawn == before:
            return compact(pilot.app.export_screenshot(simplify=True), *size)
        before = drawn


@pytest.mark.parametrize("name", WALKS)
async def test_screen(name: str, home: Path, snapshot: SnapshotAssertion) -> None:
    app = places.app(name, home)
    changed = []
    async with app.run_test(size=SIZES[0]) as pilot:
        await WALKS[name](pilot)
        app.clear_notifications()
        for look, theme in LOOKS.items():
            app.theme = theme
            if name == "palette":  # one that is open keeps its colours
                await pilot.press("escape")
                await places.open_palette(pilot)
            for size in SIZES:
                await pilot.resize_terminal(*size)
                picture = await settled(pilot, size)
                title = f"{look}-{size[0]}x{size[1]}"
                if picture != snapshot(name=title, extension_class=Picture):
                    changed.append(title)
    assert not changed, "look at the pictures, then accept them with scripts/screens.py"
