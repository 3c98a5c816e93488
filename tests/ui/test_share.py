from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Button, Checkbox, Input, Static

from coach.team.preview import preview
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.share import ShareDialog
from tests.ui.pictures import PictureApp, planned, until, until_page


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_a_share_file_is_what_was_shown(
    size: tuple[int, int], app: PictureApp, tmp_path: Path
) -> None:
    path = tmp_path / "share.json"
    async with app.run_test(size=size) as pilot:
        await planned(pilot)
        await pilot.press("t")
        dialog = await until_page(pilot, ShareDialog)
        problem = dialog.query_one("#problem", Static)
        dialog.query_one("#path", Input).value = str(path)
        dialog.query_one("#write", Button).press()
        await until(pilot, lambda: "what the map shall call you" in str(problem.content))
        await pilot.press(*"Team")
        for switch in dialog.query(Checkbox):
            if switch.id == "section-0" or (switch.id or "").startswith("name-"):
                assert switch.value
                switch.value = False
        shown = dialog.query_one("#shared", Static)
        await until(pilot, lambda: "You are called: Team" in str(shown.content))
        await until(pilot, lambda: "Samira" not in str(shown.content))
        await until(pilot, lambda: "Parts left out: work" in str(shown.content))
        seen = str(shown.content)
        write = dialog.query_one("#write", Button)
        while not write.has_focus:
            await pilot.press(
                "shift+tab" if dialog.focused == dialog.query_one("#cancel") else "tab"
            )
        await pilot.press("enter")
        await until_page(pilot, PlanPage)
    content = path.read_bytes()
    assert "\n".join(preview(content)) == seen
    assert json.loads(content)["left_out"] == ["work"]


async def test_escape_writes_nothing(app: PictureApp, tmp_path: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        page = await planned(pilot)
        await pilot.press("t")
        dialog = await until_page(pilot, ShareDialog)
        suggested = Path(dialog.query_one("#path", Input).value).expanduser()
        await pilot.press("escape")
        assert await until_page(pilot, PlanPage) is page
        assert not suggested.exists()
