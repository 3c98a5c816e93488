"""How the pages look, compared with accepted pictures (``--snapshot-update`` accepts new ones)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.theme import Theme

from coach.store import rows, store
from coach.ui.theme import CONTRAST, DARK, LIGHT
from tests.ui import demo, pictures
from tests.ui.fakes import FakeWorkspace
from tests.ui.test_start import fill

Compare = Callable[..., bool]
SIZES = [(120, 40), (80, 24), (60, 20)]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeWorkspace:
    """The demo, with an open interview and a plan of the same afternoon."""
    for module in (store, rows):
        monkeypatch.setattr(module, "now", demo.NOW.isoformat)
    workspace = demo.workspace(tmp_path / "demo")
    fill(workspace)
    return workspace


async def _helped(pilot: Pilot[Any]) -> None:
    await pictures.started(pilot)
    await pilot.press("f1")


async def _noted(pilot: Pilot[Any]) -> None:
    await pictures.talked(pilot)
    await pilot.press("f2")


async def _planned(pilot: Pilot[Any]) -> None:
    await pictures.planned(pilot)
    pilot.app.clear_notifications()


WALKS: dict[str, Callable[[Pilot[Any]], Awaitable[object]]] = {
    "start": pictures.started,
    "interview": pictures.talked,
    "noted": _noted,
    "plan": _planned,
    "help": _helped,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["start", "interview", "plan"])
def test_page(
    name: str, size: tuple[int, int], shelf: FakeWorkspace, snap_compare: Compare
) -> None:
    app = pictures.PictureApp(shelf, theme=DARK.name)
    assert snap_compare(app, terminal_size=size, run_before=WALKS[name])


@pytest.mark.parametrize("name", ["noted", "help"])
def test_more(name: str, shelf: FakeWorkspace, snap_compare: Compare) -> None:
    app = pictures.PictureApp(shelf, theme=DARK.name)
    assert snap_compare(app, terminal_size=(80, 24), run_before=WALKS[name])


@pytest.mark.parametrize("size", SIZES[1:], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("look", [LIGHT, CONTRAST], ids=lambda look: look.name)
@pytest.mark.parametrize("name", ["start", "interview", "plan"])
def test_look(
    name: str, look: Theme, size: tuple[int, int], shelf: FakeWorkspace, snap_compare: Compare
) -> None:
    app = pictures.PictureApp(shelf, theme=look.name)
    assert snap_compare(app, terminal_size=size, run_before=WALKS[name])


def test_light(shelf: FakeWorkspace, snap_compare: Compare) -> None:
    app = pictures.PictureApp(shelf, theme=LIGHT.name)
    assert snap_compare(app, terminal_size=(120, 40), run_before=pictures.talked)
