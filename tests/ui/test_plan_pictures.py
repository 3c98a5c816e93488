"""How changing a plan looks, compared with accepted pictures."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from coach.store import rows, store
from coach.ui.screens.difference import DifferenceDialog
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.statement import StatementDialog
from coach.ui.screens.versions import VersionsPage
from coach.ui.screens.wish import WishDialog
from coach.ui.theme import DARK
from coach.ui.widgets.answer_box import AnswerBox
from coach.workspace import Workspace
from tests.ui import demo
from tests.ui.pictures import PictureApp, until, until_page
from tests.ui.places import changed, plan

SIZES = [(120, 40), (80, 24)]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    for module in (store, rows):
        monkeypatch.setattr(module, "now", demo.NOW.isoformat, raising=False)
    return changed(tmp_path)


async def _editing(pilot: Pilot[Any]) -> None:
    await plan(pilot)
    await pilot.press("c")
    await until_page(pilot, StatementDialog)


async def _edited(pilot: Pilot[Any]) -> PlanPage:
    page = await plan(pilot)
    await pilot.press("c")
    dialog = await until_page(pilot, StatementDialog)
    dialog.query_one(AnswerBox).replace_text("If Noor sees no difference, I ask her why.")
    await pilot.press("enter")
    await until(pilot, lambda: page.plan is not None and page.plan.version == 2)
    await pilot.pause(0)
    return page


async def _wishing(pilot: Pilot[Any]) -> None:
    await plan(pilot)
    await pilot.press("w")
    await until_page(pilot, WishDialog)


async def _proposed(pilot: Pilot[Any]) -> None:
    await _wishing(pilot)
    await pilot.press("enter")
    await until_page(pilot, DifferenceDialog)


async def _versions(pilot: Pilot[Any]) -> None:
    await _edited(pilot)
    await pilot.press("v")
    page = await until_page(pilot, VersionsPage)
    await until(pilot, lambda: page.query_one("#versions", OptionList).option_count == 2)
    await pilot.pause(0)


WALKS: dict[str, Callable[[Pilot[Any]], Awaitable[object]]] = {
    "editing": _editing,
    "edited": _edited,
    "wishing": _wishing,
    "proposed": _proposed,
    "versions": _versions,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", WALKS)
def test_changing(
    name: str, size: tuple[int, int], opened: Workspace, snap_compare: Callable[..., bool]
) -> None:
    app = PictureApp(opened, theme=DARK.name)  # type: ignore[arg-type]
    assert snap_compare(app, terminal_size=size, run_before=WALKS[name])
