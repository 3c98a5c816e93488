"""Keys in texts that stand outside the interface's own files are named as they are set."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from coach.config import shipped_folder
from coach.plan.scoring import Point, Score
from coach.ui.keymap import declared
from coach.ui.keys import display
from coach.ui.screens import score
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.practice import PracticePage
from coach.ui.screens.review import ReviewPage
from coach.ui.screens.score import ScoreDialog
from coach.ui.texts import name_keys, named, texts
from tests.ui import demo, places
from tests.ui.pictures import PictureApp, started, until, until_page

MARKER = re.compile(r"<([^<>:]+):([a-z_]+)>")


def usual(action: str) -> set[str]:
    return {display(key) for key in declared()[action].keys}


def test_every_key_that_a_hint_names_is_known_and_the_usual_one() -> None:
    text = (shipped_folder("prompts") / "plan" / "scoring.yaml").read_text(encoding="utf-8")
    keys = set(score._HINTED.findall(text))
    assert keys == set(score._ACTIONS)
    for key, action in score._ACTIONS.items():
        assert key in usual(action)


@pytest.mark.parametrize("name", ["review", "practice"])
def test_the_pages_texts_name_keys_by_their_actions(name: str) -> None:
    text = (shipped_folder("prompts") / name / "texts.yaml").read_text(encoding="utf-8")
    screen = text[text.index("\nscreen:") :].split("\ncommand:")[0]
    found = MARKER.findall(screen)
    assert found
    for key, action in found:
        assert key in usual(action)
    assert not re.search(r"\b(Esc|Enter|F\d+)\b", MARKER.sub("", screen))


def test_other_keys_are_put_in() -> None:
    assert named("Press <Esc:close> to go back.") == "Press Esc to go back."
    name_keys({"close": "F12", "add_line": "Ins"})
    assert named("Press <Esc:close> to go back.") == "Press F12 to go back."
    hint = "Write it into “Work” (key A), not here (key Q)."
    assert score._with_keys(hint) == "Write it into “Work” (key Ins), not here (key Q)."


@pytest.mark.parametrize(("place", "kind"), [("practice", PracticePage), ("review", ReviewPage)])
async def test_pages_show_the_keys_that_are_set(
    place: str, kind: type[Any], tmp_path: Path
) -> None:
    opened: Any = places.changed(tmp_path) if place == "review" else demo.workspace(tmp_path)
    if place == "practice":
        places.fill(opened)
    keys = {"send": "ctrl+s", "newline": "enter", "add_line": "insert"}
    opened.settings = opened.settings.model_copy(update={"keys": keys})
    app = PictureApp(opened)
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot)
        app.open_plan(plan_id=opened.store.plans()[0].id)
        page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: page._score is not None)
        hint = "Write it into “Work” (key A)."
        page._score = Score(points=[Point(number=1, id="a", title="Work", points=0, hint=hint)])
        await pilot.press("s")
        dialog = await until_page(pilot, ScoreDialog)
        assert "(key Ins)" in str(dialog.query_one(".point").visual)
        await pilot.press("escape")
        await until_page(pilot, PlanPage)
        await pilot.press(place[0])
        shown = await until_page(pilot, kind)
        assert "Ctrl+S sends it" in str(shown.query_one("#turn").placeholder)
        await until(pilot, lambda: not shown._busy)


def test_what_stopping_does_is_true_on_every_page() -> None:
    assert "question" not in texts().about["stop"]
