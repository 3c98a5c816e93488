from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Static

from coach.plan.model import PlanDate
from coach.review.texts import texts
from coach.store import reviews, rows, store
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.review import Options, ReviewPage
from coach.ui.screens.start import Choices
from coach.ui.texts import named
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.conversation import Bubble
from tests.plan import people
from tests.plan.drafts import plan_of
from tests.review.saved import save
from tests.ui import demo
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp, started, status, until, until_page

HAPPENED = "We sat down and she named three things."


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeWorkspace:
    """The nurse's interview with her plan, which is due."""
    for module in (store, rows, reviews):
        monkeypatch.setattr(module, "now", demo.NOW.isoformat)
    workspace = demo.workspace(tmp_path / "demo")
    save(workspace.store, people.nurse())
    return workspace


async def opened(pilot: Pilot[Any]) -> ReviewPage:
    """Go from the start page to the plan and press the key there."""
    start = await started(pilot)
    choices = start.query_one(Choices)
    await until(pilot, lambda: any((o.id or "").startswith("plan-") for o in choices.options))
    ids = [option.id or "" for option in choices.options]
    choices.highlighted = next(n for n, name in enumerate(ids) if name.startswith("plan-"))
    await pilot.press("enter")
    plan = await until_page(pilot, PlanPage)
    await until(pilot, lambda: plan._score is not None)
    pilot.app.clear_notifications()
    await pilot.press("r")
    page = await until_page(pilot, ReviewPage)
    await idle(pilot, page)
    return page  # type: ignore[no-any-return]


async def idle(pilot: Pilot[Any], page: ReviewPage) -> None:
    await until(pilot, lambda: not page._busy)
    await pilot.pause(0)


async def press(pilot: Pilot[Any], page: ReviewPage, key: str) -> None:
    """Press a key and wait for the question that follows."""
    before = page._step
    await pilot.press(key)
    await until(pilot, lambda: not page._busy and (page._step is not before or page.over))
    await pilot.pause(0)


async def say(pilot: Pilot[Any], page: ReviewPage, text: str) -> None:
    page.query_one(AnswerBox).replace_text(text)
    await press(pilot, page, "enter")


def shown(page: ReviewPage) -> list[str]:
    return [
        widget.said if isinstance(widget, Bubble) else str(widget.visual)
        for widget in page.query_one("#talk", VerticalScroll).children
        if isinstance(widget, (Bubble, Static))
    ]


async def test_a_review_by_keyboard_leads_to_the_next_version(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    async with app.run_test() as pilot:
        page = await opened(pilot)
        assert page.query_one(Options).has_focus
        await press(pilot, page, "1")
        assert page.query_one(AnswerBox).has_focus
        await say(pilot, page, HAPPENED)
        await press(pilot, page, "f3")
        await pilot.press("down")
        await press(pilot, page, "enter")
        assert page._step is not None
        assert page._step.question == "change"
        await say(pilot, page, "On Thursday I watch one handover.")
        await press(pilot, page, "f8")
        assert page.over
        assert any(HAPPENED.rstrip(".") in text for text in shown(page))
        assert status(page) == named(texts().screen.over)
        await pilot.press("escape")
        plan_page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: plan_page.plan is not None and plan_page.plan.version == 2)
    plan = workspace.plan(workspace.store.plans()[0].id)
    assert "“On Thursday I watch one handover”" in plan.statements("actions.first")[0].text


async def test_it_goes_on_where_it_was_left_with_the_unsent_text(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        page = await opened(pilot)
        await press(pilot, page, "1")
        page.query_one(AnswerBox).replace_text("She began to")
        await pilot.press("escape")
        await until_page(pilot, PlanPage)
        await pilot.press("r")
        page = await until_page(pilot, ReviewPage)
        await until(pilot, lambda: page._review is not None)
        await idle(pilot, page)
        assert shown(page)[0] == texts().resumed
        assert page._step is not None
        assert page._step.question == "happened"
        assert page.query_one(AnswerBox).text == "She began to"


async def test_back_opens_the_question_before(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        page = await opened(pilot)
        await pilot.press("f4")
        await until(pilot, lambda: status(page) == texts().no_back)
        await press(pilot, page, "3")
        await press(pilot, page, "f4")
        assert page._step is not None
        assert page._step.question == "done"


async def test_leaving_out_everything_changes_nothing(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    async with app.run_test() as pilot:
        page = await opened(pilot)
        while not page.over:
            await press(pilot, page, "f9")
        assert status(page) == named(texts().screen.over_nothing)
    assert workspace.store.plans()[0].version == 1


async def test_markup_in_an_answer_is_text(app: PictureApp) -> None:
    async with app.run_test() as pilot:
        page = await opened(pilot)
        await press(pilot, page, "1")
        await say(pilot, page, people.HOSTILE)
        assert people.HOSTILE in shown(page)
        await press(pilot, page, "f8")
        assert any("[/b] {{7*7}}" in text for text in shown(page))


async def test_the_start_page_says_that_it_is_time(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    later = plan_of(people.tester()).model_copy(
        update={"dates": [PlanDate(kind="study", day=dt.date(2027, 3, 1), title="Study")]}
    )
    session = workspace.store.create_session("full")
    workspace.store.save_plan(session, later.model_dump_json())
    past = workspace.plan(workspace.store.plans()[-1].id)
    renewed = past.model_copy(
        update={"dates": [PlanDate(kind="study", day=dt.date(2026, 3, 1), title="Study")]}
    )
    workspace.store.save_plan(past.session, renewed.model_dump_json())
    async with app.run_test() as pilot:
        start = await started(pilot)
        lines = [str(option.prompt) for option in start.query_one(Choices).options]
    marked = [text for text in lines if texts().screen.due in text]
    assert len(marked) == 1
    assert "Marta" in marked[0]


async def test_a_plan_with_nothing_to_look_at_is_said_so(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    plan = workspace.plan(workspace.store.plans()[0].id)
    bare = plan.model_copy(update={"sections": plan.sections[:1]})
    workspace.store.save_plan(plan.session, bare.model_dump_json())
    async with app.run_test() as pilot:
        page = await opened(pilot)
        assert status(page) == named(texts().screen.failed)
        await pilot.press("escape")
        await until_page(pilot, PlanPage)
