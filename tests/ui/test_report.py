"""The report of the checks, from the plan's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.containers import VerticalScroll
from textual.widgets import Static

from coach.plan.model import Problem, Report
from coach.ui.keys import active_keys
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.report import ReportDialog
from coach.ui.widgets.statements import Statements
from tests.plan.changes import changeable
from tests.plan.drafts import finished_interview
from tests.ui import demo
from tests.ui.fakes import FakeWorkspace
from tests.ui.pictures import PictureApp, started, until, until_page
from tests.ui.test_hostile import HOSTILE


async def reported(pilot: Any, home: Path, workspace: FakeWorkspace, report: Report) -> Any:
    """Open a plan that keeps this report, and its report of the checks."""
    session = finished_interview(home)
    plan = changeable(session).model_copy(update={"report": report})
    plan_id, _ = workspace.store.save_plan(session, plan.model_dump_json())
    await started(pilot)
    pilot.app.open_plan(plan_id=plan_id)
    page = await until_page(pilot, PlanPage)
    await until(pilot, lambda: page.plan is not None)
    await pilot.press("k")
    return await until_page(pilot, ReportDialog)


def text(dialog: ReportDialog) -> str:
    return "\n".join(str(one.visual) for one in dialog.query(Static))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def app(home: Path) -> PictureApp:
    return PictureApp(demo.workspace(home))


async def test_it_is_read_with_the_keys_and_closed(app: PictureApp, home: Path) -> None:
    workspace: Any = app.workspace
    report = Report(
        worded=1,
        redrafted=1,
        problems=[Problem(section="", kind="test", problem="too long")] * 20,
        retrieved={"actions": ["p-1"]},
    )
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = await reported(pilot, home, workspace, report)
        shown = text(dialog)
        assert "6 statements: 2 rest on your own words" in shown
        assert "problems were found:" in shown, "nobody said any of this in the interview"
        assert "What I will do, line 1: First step" in shown
        assert "The small test: It is too long." in shown
        assert "“Test small”, cited there" in shown
        body = dialog.query_one("#report", VerticalScroll)
        assert body.has_focus
        assert body.region.right <= 80
        assert body.region.bottom <= 24
        await pilot.press("end")
        await until(pilot, lambda: body.scroll_y == body.max_scroll_y > 0)
        await pilot.press("escape")
        page = await until_page(pilot, PlanPage)
        assert page.query_one(Statements).has_focus


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_problems_are_shown_as_they_are(
    app: PictureApp, home: Path, name: str
) -> None:
    workspace: Any = app.workspace
    words = HOSTILE[name].replace("\ud83d", "\ufffd")
    report = Report(
        removed=1,
        problems=[
            Problem(section=words, kind="x", problem=words),
            Problem(section="", kind=words, problem=f"words from nowhere: {words}"),
            Problem(section="", kind="trouble", problem=words),
        ],
        retrieved={words: [words]},
    )
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = await reported(pilot, home, workspace, report)
        shown = text(dialog)
        assert not {letter for letter in shown if ord(letter) < 32} - {"\n"}
        assert "\u202e" not in shown
        for one in dialog.query(Static):
            assert one.region.right <= 80
        await pilot.press("end", "escape")
        await until_page(pilot, PlanPage)


async def test_the_palette_offers_it_where_there_is_a_plan(app: PictureApp, home: Path) -> None:
    workspace: Any = app.workspace
    session = finished_interview(home)
    plan_id, _ = workspace.store.save_plan(session, changeable(session).model_dump_json())
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot)
        assert "report" not in {active.name for active in active_keys(app.screen)}
        app.open_plan(plan_id=plan_id)
        page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: page.plan is not None)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press(*"checks", "enter")
        await until_page(pilot, ReportDialog)


async def test_a_plan_that_is_gone_is_told_and_nothing_opens(app: PictureApp, home: Path) -> None:
    workspace: Any = app.workspace
    session = finished_interview(home)
    plan_id, _ = workspace.store.save_plan(session, changeable(session).model_dump_json())
    async with app.run_test(size=(80, 24)) as pilot:
        await started(pilot)
        app.open_plan(plan_id=plan_id)
        page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: page.plan is not None)
        workspace.store.delete_session(session)
        await pilot.press("k")
        await until(pilot, lambda: app._notifications)
        assert isinstance(app.screen, PlanPage)
