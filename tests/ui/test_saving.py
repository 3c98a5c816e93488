from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input

from coach.ui.screens import plan as plan_page
from coach.ui.screens.export import ExportDialog
from coach.ui.screens.plan import PlanPage
from tests.ui.pictures import PictureApp, planned, until, until_page


def toasts(pilot: Pilot[Any]) -> str:
    return " ".join(note.message for note in pilot.app._notifications)


async def save(pilot: Pilot[Any], path: Path, button: str) -> PlanPage:
    await pilot.press("e")
    dialog = await until_page(pilot, ExportDialog)
    assert pilot.app.screen.region.contains_region(dialog.query_one(f"#{button}").region)
    dialog.query_one("#path", Input).value = str(path)
    while not dialog.query_one(f"#{button}", Button).has_focus:
        await pilot.press("tab")
    await pilot.press("enter")
    page: PlanPage = await until_page(pilot, PlanPage)
    return page


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_the_folder_is_opened_by_the_button_the_key_and_the_palette(
    size: tuple[int, int], app: PictureApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    answers = [True, False]

    def show(path: Path) -> bool:
        shown.append(path)
        return answers.pop(0)

    monkeypatch.setattr(plan_page, "show_in_folder", show)
    first, second = tmp_path / "one [b].md", tmp_path / "two.md"
    async with app.run_test(size=size) as pilot:
        page = await planned(pilot)
        assert "Open folder" not in [c.title for c in app.get_system_commands(page)]
        await pilot.press("o")
        await save(pilot, first, "save-and-show")
        await until(pilot, lambda: "its folder is open" in toasts(pilot))
        assert shown == [first]
        assert first.is_file()

        await save(pilot, second, "save")
        await until(pilot, lambda: "(O opens its folder)" in toasts(pilot))
        assert shown == [first]
        assert "Open folder" in [c.title for c in app.get_system_commands(page)]
        await pilot.press("o")
        await until(pilot, lambda: "No folder can be opened" in toasts(pilot))
        assert str(second) in toasts(pilot)
        assert shown == [first, second]


async def test_in_a_browser_the_path_is_said(
    app: PictureApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(_path: Path) -> bool:
        raise AssertionError("this would open on the machine of somebody else")

    monkeypatch.setattr(plan_page, "show_in_folder", show)
    monkeypatch.setattr(PictureApp, "is_web", property(lambda _app: True))
    async with app.run_test(size=(80, 24)) as pilot:
        await planned(pilot)
        await save(pilot, tmp_path / "plan.md", "save-and-show")
        await until(pilot, lambda: "No folder can be opened" in toasts(pilot))
