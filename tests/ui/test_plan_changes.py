"""A finished plan is changed by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from coach.errors import EngineError
from coach.llm.engine import Request
from coach.plan.model import Plan
from coach.plan.versions import Versions
from coach.text import clean
from coach.ui.screens.difference import DifferenceDialog
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.statement import StatementDialog
from coach.ui.screens.versions import VersionsPage
from coach.ui.screens.wish import WishDialog, Wishes
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.sources import SourcesPanel
from coach.ui.widgets.statements import Place, Statements
from coach.workspace import Workspace
from tests.plan.changes import ADAPT, CAUSE, FIRST, TIP, changeable, lines
from tests.plan.drafts import finished_interview, workspace
from tests.scripted import ScriptedEngine
from tests.ui.pictures import PictureApp, page, started, status, until, until_page
from tests.ui.test_hostile import HOSTILE

SHORT = "If I do not see it, I change the step and ask Noor what I got wrong."


def answer(request: Request) -> str:
    """Return a shorter wording of the one line that is asked about, else the line itself."""
    text = request.messages[-1].content
    return text.replace("I stop or change", "I change")


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine(answer)


@pytest.fixture
def opened(tmp_path: Path, engine: ScriptedEngine) -> Workspace:
    session = finished_interview(tmp_path)
    opened = workspace(tmp_path, engine)
    opened.store.save_plan(session, changeable(session).model_dump_json())
    return opened


@pytest.fixture
def app(opened: Workspace) -> PictureApp:
    return PictureApp(opened)  # type: ignore[arg-type]


async def shown(pilot: Pilot[Any], downs: int = 0) -> PlanPage:
    """Open the plan and go down from its first line."""
    await started(pilot)
    workspace = pilot.app.workspace  # type: ignore[attr-defined]
    pilot.app.open_plan(plan_id=workspace.store.plans()[0].id)  # type: ignore[attr-defined]
    plan_page: PlanPage = await until_page(pilot, PlanPage)
    await until(pilot, lambda: plan_page._score is not None)
    await pilot.press(*["down"] * downs)
    await pilot.pause(0)
    return plan_page


async def type_words(pilot: Pilot[Any], text: str) -> None:
    dialog = await until_page(pilot, StatementDialog)
    dialog.query_one(AnswerBox).replace_text(text)
    await pilot.press("enter")


def stored(opened: Workspace) -> Plan:
    return opened.plan(opened.store.plans()[0].id)


def saves(pilot: Pilot[Any], plan_page: PlanPage, version: int) -> Callable[[], bool]:
    """Return whether a version is saved and shown."""
    return lambda: plan_page.plan is not None and plan_page.plan.version == version


def source(plan_page: PlanPage) -> str:
    return str(plan_page.query_one(SourcesPanel).query_one("#source", Static).visual)


def focus(plan_page: PlanPage) -> Place | None:
    return plan_page.query_one(Statements).place


async def test_own_words_in_place_of_a_line(app: PictureApp, opened: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        plan_page = await shown(pilot, downs=2)
        await pilot.press("c")
        dialog = await until_page(pilot, StatementDialog)
        assert dialog.query_one(AnswerBox).text == CAUSE
        await type_words(pilot, "I note\nevery [b]trip[/b].")
        await until(pilot, saves(pilot, plan_page, 2))
        await until(pilot, lambda: "You wrote this line" in source(plan_page))
        assert CAUSE in source(plan_page)
        assert focus(plan_page) == Place("actions", 2)
        assert "Z takes it back" in status(plan_page)
    assert lines(stored(opened)) == [FIRST, "I note every [b]trip[/b].", ADAPT, TIP]


async def test_escape_and_the_same_words_change_nothing(app: PictureApp, opened: Workspace) -> None:
    async with app.run_test() as pilot:
        await shown(pilot, downs=2)
        await pilot.press("c")
        dialog = await until_page(pilot, StatementDialog)
        dialog.query_one(AnswerBox).replace_text("Other words")
        await pilot.press("escape")
        await until_page(pilot, PlanPage)
        await pilot.press("c")
        await until_page(pilot, StatementDialog)
        await pilot.press("enter")
        await until_page(pilot, PlanPage)
        await pilot.press("a")
        await until_page(pilot, StatementDialog)
        await pilot.press("enter")
        problem = page(pilot, StatementDialog).query_one("#problem", Static)
        await until(pilot, lambda: "a word at least" in str(problem.visual))
    assert stored(opened).version == 1


async def test_lines_are_added_moved_and_deleted_and_all_is_undone(
    app: PictureApp, opened: Workspace
) -> None:
    async with app.run_test() as pilot:
        plan_page = await shown(pilot, downs=1)
        await pilot.press("a")
        await type_words(pilot, "I hang up the keys.")
        await until(pilot, saves(pilot, plan_page, 2))
        assert focus(plan_page) == Place("actions", 2)
        await pilot.press("shift+down", "shift+down")  # also when the first is not saved yet
        await until(pilot, saves(pilot, plan_page, 4))
        assert focus(plan_page) == Place("actions", 4)
        await pilot.press("shift+up")
        await until(pilot, saves(pilot, plan_page, 5))
        await pilot.press("up", "delete")
        await until(pilot, saves(pilot, plan_page, 6))
        assert lines(stored(opened)) == [FIRST, "I hang up the keys.", ADAPT, TIP]
        for version in range(7, 12):
            await pilot.press("z")
            await until(pilot, saves(pilot, plan_page, version))
        assert lines(stored(opened)) == [FIRST, CAUSE, ADAPT, TIP]
        await pilot.press("z")
        await until(pilot, lambda: app._notifications)
        assert "nothing to undo" in next(iter(app._notifications)).message
        await pilot.press("y")
        await until(pilot, saves(pilot, plan_page, 12))
        assert "I hang up the keys." in lines(stored(opened))


async def test_a_section_without_lines_can_get_one(app: PictureApp, opened: Workspace) -> None:
    async with app.run_test() as pilot:
        plan_page = await shown(pilot)
        await pilot.press("delete")
        await until(pilot, saves(pilot, plan_page, 2))
        assert focus(plan_page) == Place("work", 0)
        await pilot.press("a")
        await type_words(pilot, "I drive the van.")
        await until(pilot, saves(pilot, plan_page, 3))
    assert lines(stored(opened), "work") == ["I drive the van."]


async def test_the_list_of_sources_cannot_be_changed(app: PictureApp, opened: Workspace) -> None:
    async with app.run_test() as pilot:
        plan_page = await shown(pilot, downs=5)
        assert focus(plan_page) == Place("sources", 1)
        await pilot.press("c", "a", "delete", "w", "shift+up")
        await pilot.pause()
        assert pilot.app.screen is plan_page
    assert stored(opened).version == 1


async def test_a_line_is_reworded_and_the_owner_decides(app: PictureApp, opened: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        plan_page = await shown(pilot, downs=3)
        await pilot.press("w")
        await until_page(pilot, WishDialog)
        await pilot.press("enter")
        dialog = await until_page(pilot, DifferenceDialog)
        told = "\n".join(str(one.visual) for one in dialog.query(Static))
        assert "[-stop or-]" in told
        await pilot.press("escape")
        await until_page(pilot, PlanPage)
        assert "old words stay" in status(plan_page)
        assert stored(opened).version == 1
        await pilot.press("w")
        await until_page(pilot, WishDialog)
        await pilot.press("enter")
        await until_page(pilot, DifferenceDialog)
        await pilot.press("enter")
        await until(pilot, saves(pilot, plan_page, 2))
    assert lines(stored(opened)) == [FIRST, CAUSE, SHORT, TIP]


async def test_a_whole_section_is_reworded_without_the_owners_lines(
    app: PictureApp, opened: Workspace, engine: ScriptedEngine
) -> None:
    async with app.run_test() as pilot:
        plan_page = await shown(pilot, downs=2)
        await pilot.press("c")
        await type_words(pilot, "I stop or change whatever I like to stop or change today.")
        await until(pilot, saves(pilot, plan_page, 2))
        await pilot.press("up", "w")
        dialog = await until_page(pilot, WishDialog)
        labels = [str(o.prompt) for o in dialog.query_one(Wishes).options]
        whole = next(n for n, label in enumerate(labels) if "all of" in label)
        await pilot.press(*["down"] * whole, "enter")
        await until_page(pilot, DifferenceDialog)
        await pilot.press("enter")
        await until(pilot, saves(pilot, plan_page, 3))
    assert "I stop or change whatever I like to stop or change today." in lines(stored(opened))
    assert SHORT in lines(stored(opened))


async def test_a_wish_in_own_words(
    app: PictureApp, opened: Workspace, engine: ScriptedEngine
) -> None:
    engine._replies = lambda _: ADAPT.replace("and ask", "and call and ask")
    async with app.run_test() as pilot:
        plan_page = await shown(pilot, downs=3)
        await pilot.press("w")
        dialog = await until_page(pilot, WishDialog)
        await pilot.press("tab", "enter")
        problem = dialog.query_one("#problem", Static)
        await until(pilot, lambda: "Shorter" in str(problem.visual))
        dialog.query_one(Input).value = "say that I call [/b]"
        await pilot.press("enter")
        await until_page(pilot, DifferenceDialog)
        await pilot.press("enter")
        await until(pilot, saves(pilot, plan_page, 2))
    assert "and call and ask Noor" in lines(stored(opened))[2]
    assert "say that I call [/b]" in engine.requests[0].messages[-1].content


async def test_when_no_wording_fits_the_line_stays_and_it_is_said(
    app: PictureApp, opened: Workspace, engine: ScriptedEngine
) -> None:
    engine._replies = lambda _: "Ask Kasimir 17 times."
    async with app.run_test() as pilot:
        plan_page = await shown(pilot, downs=3)
        await pilot.press("w")
        await until_page(pilot, WishDialog)
        await pilot.press("enter")
        await until(pilot, lambda: "no wording" in status(plan_page))
    assert stored(opened).version == 1


async def test_rewording_is_stopped_or_fails_and_nothing_changes(
    app: PictureApp, opened: Workspace, engine: ScriptedEngine
) -> None:
    engine.hold.clear()
    async with app.run_test() as pilot:
        plan_page = await shown(pilot, downs=3)
        await pilot.press("w")
        await until_page(pilot, WishDialog)
        await pilot.press("enter")
        await until(pilot, lambda: engine.requests)
        assert not plan_page.can_change("edit"), "one thing after the other"
        await pilot.press("escape")
        await until(pilot, lambda: "Stopped" in status(plan_page))
        engine._replies = lambda _: EngineError("The model [is] gone.", "Try again.")
        await pilot.press("w")
        await until_page(pilot, WishDialog)
        await pilot.press("enter")
        await until(pilot, lambda: app._notifications)
        assert "The model [is] gone." in next(iter(app._notifications)).message
    assert stored(opened).version == 1


async def test_a_change_made_elsewhere_is_not_overwritten(
    app: PictureApp, opened: Workspace
) -> None:
    async with app.run_test() as pilot:
        plan_page = await shown(pilot, downs=1)
        versions = Versions(opened.store, stored(opened).id)
        versions.save(stored(opened).model_copy(update={"title": "Theirs"}))
        await pilot.press("delete")
        await until(pilot, lambda: app._notifications)
        assert "another window" in next(iter(app._notifications)).message
        assert plan_page.plan is not None
    assert stored(opened).title == "Theirs"
    assert lines(stored(opened)) == [FIRST, CAUSE, ADAPT, TIP]


async def test_versions_are_compared_read_and_gone_back_to(
    app: PictureApp, opened: Workspace
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        plan_page = await shown(pilot, downs=1)
        await pilot.press("delete")
        await until(pilot, saves(pilot, plan_page, 2))
        await pilot.press("v")
        versions = await until_page(pilot, VersionsPage)
        listed = versions.query_one("#versions", OptionList)
        await until(pilot, lambda: listed.option_count == 2)
        text = versions.query_one("#version-text", Static)
        await until(pilot, lambda: f"- {FIRST}" in str(text.visual))
        await pilot.press("down")
        await until(pilot, lambda: "Nothing yet." in str(text.visual))  # whole: it is the first
        await pilot.press("n")
        await until(pilot, lambda: f"- {FIRST}" in str(text.visual))
        await pilot.press("t")
        await until(pilot, lambda: "Nothing yet." in str(text.visual))
        await pilot.press("b")
        await until(pilot, lambda: "now version 3" in status(versions))
        assert listed.option_count == 3
        await pilot.press("escape")
        await until_page(pilot, PlanPage)
        await until(pilot, saves(pilot, plan_page, 3))
    assert lines(stored(opened)) == [FIRST, CAUSE, ADAPT, TIP]


async def test_changes_of_one_sitting_are_one_line_until_all_are_asked_for(
    app: PictureApp, opened: Workspace
) -> None:
    async with app.run_test() as pilot:
        plan_page = await shown(pilot, downs=1)
        for version in (2, 3):
            await pilot.press("delete")
            await until(pilot, saves(pilot, plan_page, version))
        await pilot.press("v")
        versions = await until_page(pilot, VersionsPage)
        listed = versions.query_one("#versions", OptionList)
        await until(pilot, lambda: listed.option_count == 2)
        assert "2 changes by you" in str(listed.get_option_at_index(0).prompt)
        await pilot.press("a")
        await until(pilot, lambda: listed.option_count == 3)
        assert "A line deleted: What I will do" in str(listed.get_option_at_index(0).prompt)


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_words_are_shown_as_they_are(
    name: str, app: PictureApp, opened: Workspace
) -> None:
    text = HOSTILE[name].replace("\ud83d", "\ufffd")[:900]
    async with app.run_test(size=(80, 24)) as pilot:
        plan_page = await shown(pilot, downs=1)
        for version, key in ((2, "c"), (3, "a"), (4, "c")):
            await pilot.press(key)
            await type_words(pilot, f"{text} {version}")
            await until(pilot, saves(pilot, plan_page, version))
        await pilot.press("v")
        versions = await until_page(pilot, VersionsPage)
        shown_text = versions.query_one("#version-text", Static)
        await until(pilot, lambda: "+ " in str(shown_text.visual))
        assert clean(text).split()[0] in str(shown_text.visual)
        assert "\x1b" not in str(shown_text.visual)
        await pilot.press("a", "t", "escape", "w")
        await pilot.pause()


async def test_own_words_stay_when_the_plan_is_written_again(tmp_path: Path) -> None:
    from tests.plan.drafts import good

    session = finished_interview(tmp_path)
    opened = workspace(tmp_path, ScriptedEngine(good))
    list(opened.draft_plan(session))
    app = PictureApp(opened)  # type: ignore[arg-type]
    async with app.run_test() as pilot:
        plan_page = await shown(pilot)
        await pilot.press("c")
        await type_words(pilot, "I care for 18 people at night.")
        await until(pilot, saves(pilot, plan_page, 2))
        await pilot.press("f5")
        await until(pilot, lambda: not plan_page._drafting and saves(pilot, plan_page, 3)())
        assert lines(plan_page.plan, "work")[0] == "I care for 18 people at night."  # type: ignore[arg-type]
        await pilot.press("z")
        await until(pilot, saves(pilot, plan_page, 4))
    assert stored(opened).sections == opened.plan(session, 2).sections
    opened.store.close()


async def test_every_key_is_in_help_and_in_the_palette(app: PictureApp) -> None:
    from coach.ui.keys import active_keys

    async with app.run_test() as pilot:
        plan_page: Any = await shown(pilot, downs=3)
        await pilot.press("delete")
        await until(pilot, saves(pilot, plan_page, 2))
        await pilot.press("z")
        await until(pilot, saves(pilot, plan_page, 3))
        names = {active.name for active in active_keys(plan_page)}
        assert {
            "edit", "reword", "add_line", "delete_line", "undo", "redo", "versions", "move_up",
            "move_down",
        } <= names  # fmt: skip
        commands = {command.title for command in app.get_system_commands(plan_page)}
        assert {"Change", "Reword", "Undo", "Redo", "Versions", "Line up", "Line down"} <= commands
