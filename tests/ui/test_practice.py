from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from coach.errors import CoachError
from coach.plan.model import Plan
from coach.practice.rehearsal import Rehearsal
from coach.practice.texts import texts
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.practice import PracticePage
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.conversation import Bubble
from tests.practice.people import rehearsal
from tests.scripted import ScriptedEngine
from tests.ui import demo
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp, planned, status, until, until_page

CASE = "Tell me about the last time a line was down."
TOLD = "Last Tuesday the main drive went at 7 in the evening. You were under the machine."


class Practising(FakeWorkspace):
    """Rehearses with Dave."""

    model = ScriptedEngine()
    fails = False

    def practice(self, plan: Plan) -> Rehearsal:
        if self.fails:
            raise CoachError("There is no [model].", "Run 'coach setup'.")
        return rehearsal(self.model)


@pytest.fixture
def workspace(tmp_path: Path) -> Practising:
    whole = demo.plan()
    workspace = Practising(
        tmp_path / "demo",
        script=demo.script(),
        plan=[*whole.sections, whole],
        agenda=demo.FakeAgenda(demo.TOPICS),
        passages=demo.PASSAGES,
    )
    workspace.model = ScriptedEngine([TOLD])
    return workspace


async def opened(pilot: Pilot[Any]) -> PracticePage:
    """Go to the plan, press the key there, and wait for the rehearsal to begin."""
    await planned(pilot)
    pilot.app.clear_notifications()
    await pilot.press("p")
    page = await until_page(pilot, PracticePage)
    await until(pilot, lambda: not page._busy)
    return page  # type: ignore[no-any-return]


async def say(pilot: Pilot[Any], page: PracticePage, text: str, *, wait: bool = True) -> None:
    page.query_one(AnswerBox).replace_text(text)
    await pilot.press("enter")
    if wait:
        await until(pilot, lambda: not page._busy)
        await pilot.pause(0)


def shown(page: PracticePage) -> list[str]:
    """Return the messages and notes, in order."""
    return [
        widget.said if isinstance(widget, Bubble) else str(widget.visual)
        for widget in page.query_one("#rehearsal").children
        if isinstance(widget, (Bubble, Static))
    ]


async def test_from_the_plan_through_a_rehearsal_and_back(
    app: PictureApp, workspace: Practising
) -> None:
    before = workspace.store.sessions(), workspace.store.plans()
    async with app.run_test() as pilot:
        page = await opened(pilot)
        assert shown(page)[0].startswith("Rehearsal: I play Dave")
        await say(pilot, page, CASE)
        assert shown(page)[-2:] == [CASE, TOLD]
        await pilot.press("f8")
        await until(pilot, lambda: page._over and not page._busy)
        assert f"“{CASE}” (open)" in shown(page)[-1]
        assert "Esc" in status(page)
        assert not page.query_one(AnswerBox).display
        await pilot.press("escape")
        await until_page(pilot, PlanPage)
        plans = workspace.store.plans()
    assert len(before[1]) == 0
    assert len(plans) == 1, "only the plan of the demo"


async def test_end_can_be_typed_too(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        page = await opened(pilot)
        await say(pilot, page, "/end")
        await until(pilot, lambda: page._over and not page._busy)
        assert shown(page)[-1] == texts().feedback.nothing


async def test_a_reply_is_stopped_and_goes_on_in_reviewed_words(
    app: PictureApp, workspace: Practising
) -> None:
    workspace.model.hold.clear()
    async with app.run_test() as pilot:
        page = await opened(pilot)
        await say(pilot, page, CASE, wait=False)
        await until(pilot, lambda: workspace.model.requests)
        await say(pilot, page, "What else?", wait=False)
        assert page.query_one(AnswerBox).text == "What else?", "it waits"
        await pilot.press("escape")
        await until(pilot, lambda: not page._busy)
        assert texts().aside.stopped in shown(page)
        assert "main drive" in shown(page)[-1]


async def test_leaving_in_the_middle_of_a_reply(app: PictureApp, workspace: Practising) -> None:
    workspace.model.hold.clear()
    async with app.run_test() as pilot:
        page = await opened(pilot)
        await say(pilot, page, CASE, wait=False)
        await until(pilot, lambda: workspace.model.requests)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)


async def test_without_a_model_it_says_so(app: PictureApp, workspace: Practising) -> None:
    workspace.fails = True
    async with app.run_test() as pilot:
        page = await opened(pilot)
        assert [n.message for n in app._notifications] == [
            "! There is no [model]. Run 'coach setup'."
        ]
        await say(pilot, page, "Hello?")
        assert shown(page) == []
        await pilot.press("escape")
        await until_page(pilot, PlanPage)


@pytest.mark.parametrize(
    "text", ["a [/b] [@click=app.quit]x[/]", "日本語 👩‍👩‍👧?", "x" * 30_000, " \x1b"]
)
async def test_hostile_turns_are_shown_as_text(app: PictureApp, text: str) -> None:
    async with app.run_test(size=(60, 20)) as pilot:
        page = await opened(pilot)
        await say(pilot, page, text)
        await pilot.press("f8")
        await until(pilot, lambda: page._over and not page._busy)
