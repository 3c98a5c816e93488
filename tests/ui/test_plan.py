from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, OptionList, Static

from coach.errors import EngineError
from coach.llm.engine import Request
from coach.plan.export.formats import FORMATS
from coach.plan.export.markdown import to_markdown
from coach.plan.export.names import without_names
from coach.plan.model import PassageSource, Statement
from coach.ui.keys import active_keys
from coach.ui.screens.export import ExportDialog, Kind
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.library import LibraryPage
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.start import StartPage
from coach.ui.texts import texts
from coach.ui.widgets.sources import SourcesPanel
from coach.ui.widgets.statements import Statements
from tests.plan.drafts import finished_interview, good
from tests.plan.drafts import workspace as workspace_of_plans
from tests.scripted import ScriptedEngine
from tests.ui import demo
from tests.ui.fakes import FakeWorkspace, Gate
from tests.ui.pictures import PictureApp, planned, started, status, until, until_page


def sources(page: PlanPage) -> str:
    return str(page.query_one(SourcesPanel).query_one("#source", Static).visual)


def talked(workspace: FakeWorkspace) -> str:
    """Save the demo's conversation and return its session."""
    store = workspace.store
    session = store.create_session("full")
    questions = [demo.OPENING, *demo.REPLIES]
    for question, answer in zip(questions, demo.ANSWERS, strict=False):
        for speaker, text in (("coach", question), ("employee", answer)):
            store.add_message(
                session,
                speaker=speaker,  # type: ignore[arg-type]
                topic="work",
                kind="question" if speaker == "coach" else "answer",
                origin="stock",
                text=text,
            )
    return session


async def opened(pilot: Any, workspace: FakeWorkspace) -> PlanPage:
    session = talked(workspace)
    plan_id, _ = workspace.store.save_plan(session, demo.plan(session).model_dump_json())
    await started(pilot)
    pilot.app.open_plan(plan_id=plan_id)
    page = await until_page(pilot, PlanPage)
    await until(pilot, lambda: page.plan is not None and "140" in sources(page))
    return page  # type: ignore[no-any-return]


async def test_each_statement_shows_where_it_comes_from(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, workspace)
        assert "The coach asked" in sources(page)
        assert "What do you do at work that other people count on?" in sources(page)
        assert "The pay slips and the overtime list" in sources(page), "the quote has its context"
        await pilot.press("down", "down")
        await until(pilot, lambda: "Thursday meeting" in sources(page))
        await pilot.press("down", "down")
        await until(pilot, lambda: "Ask what helps before you improve" in sources(page))
        assert "The coach's suggestion" in sources(page)
        assert "half of the columns" in sources(page)


async def test_enter_leads_to_the_passage_and_escape_back_to_the_statement(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, workspace)
        await pilot.press("enter")
        assert app.screen is page, "this statement cites no passage"
        await pilot.press(*["down"] * 4)
        await until(pilot, lambda: "Ask what helps before you improve" in sources(page))
        marked = page.query_one(Statements).highlighted
        footer = {active.display: active.label for active in active_keys(page) if active.shown}
        assert footer["Enter"] == "Passage"
        await pilot.press("enter")
        library = await until_page(pilot, LibraryPage)
        text = library.query_one("#passage-text", Static)
        await until(pilot, lambda: library.query_one("#reader").has_focus)
        assert "half of the columns" in str(text.visual)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        assert page.query_one(Statements).highlighted == marked
        assert page.query_one(Statements).has_focus


async def cites(pilot: Any, workspace: FakeWorkspace, *ids: str) -> PlanPage:
    """Open a plan whose one statement rests on these passages."""
    whole = demo.plan(talked(workspace))
    statement = Statement(text="By Friday.", sources=[PassageSource(id=name) for name in ids])
    section = whole.sections[0].model_copy(update={"statements": [statement]})
    plan = whole.model_copy(update={"sections": [section]})
    plan_id, _ = workspace.store.save_plan(whole.session, plan.model_dump_json())
    await started(pilot)
    pilot.app.open_plan(plan_id=plan_id)
    page = await until_page(pilot, PlanPage)
    await until(pilot, lambda: page.cited)
    return page  # type: ignore[no-any-return]


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_several_passages_are_a_list_to_choose_from(
    app: PictureApp, workspace: FakeWorkspace, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        page = await cites(pilot, workspace, "ask-what-helps", "next-process")
        await pilot.press("enter")
        library = await until_page(pilot, LibraryPage)
        listed = library.query_one("#passages", OptionList)
        await until(pilot, lambda: listed.has_focus)
        assert [option.id for option in listed.options if option.id] == [
            "passage:ask-what-helps",
            "passage:next-process",
        ]
        await pilot.press("down", "enter")
        await until(pilot, lambda: library.query_one("#reader").has_focus)
        text = library.query_one("#passage-text", Static)
        assert "pass on only what you would accept" in str(text.visual)
        await pilot.press("escape")
        await until(pilot, lambda: listed.has_focus)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)


async def test_a_passage_that_is_gone_is_named_and_the_others_are_shown(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        page = await cites(pilot, workspace, "next-process", "removed-one")
        await until(pilot, lambda: "not in the library any more" in sources(page))
        assert "removed-one" in sources(page)
        assert "The next process is your customer" in sources(page)
        assert not app._notifications


async def test_a_removed_passage_says_so_in_the_library(
    app: PictureApp, workspace: FakeWorkspace
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        page = await cites(pilot, workspace, "removed-one")
        await pilot.press("enter")
        library = await until_page(pilot, LibraryPage)
        nothing = library.query_one("#nothing", Static)
        await until(pilot, lambda: "not in the library any more" in str(nothing.visual))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)


async def test_own_documents_are_marked_as_such(tmp_path: Path) -> None:
    own = demo.PASSAGES[0].model_copy(update={"topic": "own", "source": "handbook.pdf, page 3"})
    workspace = demo.workspace(tmp_path / "demo", passages=[own])
    app = PictureApp(workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        page = await cites(pilot, workspace, own.id)
        await until(pilot, lambda: "handbook.pdf, page 3" in sources(page))
        assert "From your organisation's own document" in sources(page)


async def test_sections_appear_while_the_plan_is_written(tmp_path: Path) -> None:
    whole, gate = demo.plan(), Gate()
    script = [whole.sections[0], gate, *whole.sections[1:], whole]
    workspace = demo.workspace(tmp_path / "demo", plan=script)
    session = talked(workspace)
    app = PictureApp(workspace)
    async with app.run_test() as pilot:
        await started(pilot)
        app.open_plan(session_id=session)
        page = await until_page(pilot, PlanPage)
        await until(pilot, gate.reached.is_set)
        await until(pilot, lambda: page.query_one(Statements).option_count == 3)
        assert "part 2 of 12" in status(page)
        await pilot.press("down")  # the page is not blocked
        await until(pilot, lambda: "tell their people" in sources(page))
        gate.open()
        await until(pilot, lambda: page.plan is not None and not page._drafting)
        assert page.plan is not None
        assert page.plan.id == workspace.store.plans()[0].id
        assert "ready" in status(page)


async def test_writing_is_stopped_and_begun_again(tmp_path: Path) -> None:
    whole, gate = demo.plan(), Gate()
    workspace = demo.workspace(tmp_path / "demo", plan=[whole.sections[0], gate, whole])
    session = talked(workspace)
    app = PictureApp(workspace)
    async with app.run_test() as pilot:
        await started(pilot)
        app.open_plan(session_id=session)
        page = await until_page(pilot, PlanPage)
        await until(pilot, gate.reached.is_set)
        await pilot.press("escape")
        await until(pilot, lambda: not page._drafting)
        assert gate.cancelled
        assert "Stopped" in status(page)
        assert workspace.store.plans() == []
        workspace.plan_script = [*whole.sections, whole]
        await pilot.press("f5")
        await until(pilot, lambda: page.plan is not None and not page._drafting)
        assert len(workspace.store.plans()) == 1


async def test_a_stopped_plan_goes_on_when_the_interview_is_opened_again(tmp_path: Path) -> None:
    def hold_the_third(request: Request) -> str:
        if len(engine.requests) == 3:
            engine.hold.clear()
        return good(request)

    session, engine = finished_interview(tmp_path), ScriptedEngine(hold_the_third)
    real = workspace_of_plans(tmp_path, engine)
    app = PictureApp(real)  # type: ignore[arg-type]
    async with app.run_test() as pilot:
        await started(pilot)
        app.open_plan(session_id=session)
        page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: len(engine.requests) == 3)
        await pilot.press("escape")
        await until(pilot, lambda: not page._drafting)
        assert "go on later" in status(page)
        await pilot.press("escape")
        await until_page(pilot, StartPage)
        app.open_interview(session_id=session)
        interview = await until_page(pilot, InterviewPage)
        await until(pilot, lambda: interview.finished)
        await pilot.press("enter")
        page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: page.plan is not None and not page._drafting)
    asked = [request.messages for request in engine.requests]
    assert len(asked) == 4
    assert asked[2] == asked[3], "only what was stopped is asked again"
    real.store.close()


async def test_a_failed_draft_says_why_and_is_tried_again(tmp_path: Path) -> None:
    whole = demo.plan()
    broken = [whole.sections[0], EngineError("The model [stopped].", "Try again.")]
    workspace = demo.workspace(tmp_path / "demo", plan=broken)
    session = talked(workspace)
    app = PictureApp(workspace)
    async with app.run_test() as pilot:
        await started(pilot)
        app.open_plan(session_id=session)
        page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: app._notifications and not page._drafting)
        assert [n.message for n in app._notifications] == ["! The model [stopped]. Try again."]
        workspace.plan_script = [*whole.sections, whole]
        await pilot.press("f5")
        await until(pilot, lambda: page.plan is not None)


async def test_quitting_while_the_plan_is_written(tmp_path: Path) -> None:
    gate = Gate()
    workspace = demo.workspace(tmp_path / "demo", plan=[gate])
    session = talked(workspace)
    app = PictureApp(workspace)
    async with app.run_test() as pilot:
        await started(pilot)
        app.open_plan(session_id=session)
        await until(pilot, gate.reached.is_set)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app._exit)
    assert gate.cancelled


@pytest.mark.parametrize("kind", FORMATS)
async def test_the_plan_is_saved_in_every_format(
    kind: str, app: PictureApp, workspace: FakeWorkspace, tmp_path: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, workspace)
        await pilot.press("e")
        dialog = await until_page(pilot, ExportDialog)
        assert list(texts().export.kinds) == [button.id for button in dialog.query(Kind)]
        dialog.query_one("#kind").focus()
        await pilot.press(*["down"] * list(texts().export.kinds).index(kind), "space")
        await until(pilot, lambda: dialog.query_one("#path", Input).value.endswith(f".{kind}"))
        await pilot.press("tab", "tab", "enter")
        await until_page(pilot, PlanPage)
        assert page.plan is not None
        folder = workspace.settings.exports_folder / page.plan.session
        [written] = folder.iterdir()
        assert written.name == f"{page.plan.id}-version-1.{kind}"
        start = {"pdf": b"%PDF-", "docx": b"PK", "html": b"<!DOCTYPE html>", "md": b"# "}
        assert written.read_bytes().startswith(start.get(kind, b""))
        if kind == "json":
            assert json.loads(written.read_text(encoding="utf-8"))["id"] == page.plan.id


async def test_the_kinds_are_the_formats_of_the_command() -> None:
    assert set(texts().export.kinds) == set(FORMATS)


async def test_a_plan_is_saved_without_names_under_a_path_of_my_own(
    app: PictureApp, workspace: FakeWorkspace, tmp_path: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, workspace)
        await pilot.press("e")
        dialog = await until_page(pilot, ExportDialog)
        dialog.query_one("#without").focus()
        await pilot.press("space")
        field = dialog.query_one("#path", Input)
        await until(pilot, lambda: "without-names" in field.value)
        field.value = str(tmp_path / "my [b plan].pdf")
        dialog.query_one("#kind").focus()
        await pilot.press("down", "down", "down", "space")
        await until(pilot, lambda: field.value.endswith("my [b plan].md"))
        field.focus()
        await pilot.press("enter")
        await until_page(pilot, PlanPage)
        assert page.plan is not None
        text = (tmp_path / "my [b plan].md").read_text(encoding="utf-8")
        assert text == to_markdown(without_names(page.plan))


async def test_a_file_is_not_replaced_without_asking(
    app: PictureApp, workspace: FakeWorkspace, tmp_path: Path
) -> None:
    path = tmp_path / "there.md"
    path.write_text("mine", encoding="utf-8")
    async with app.run_test() as pilot:
        await opened(pilot, workspace)
        await pilot.press("e")
        dialog = await until_page(pilot, ExportDialog)
        field = dialog.query_one("#path", Input)
        for wrong in (str(tmp_path), str(tmp_path / "nowhere" / "plan.md"), "  "):
            field.value = wrong
            dialog.save()
            await until(pilot, lambda: str(dialog.query_one("#problem", Static).visual))
            dialog.query_one("#problem", Static).update("")
        field.value = str(path)
        dialog.save()
        await pilot.pause(0)
        assert path.read_bytes() == b"mine"
        dialog.save()
        await until_page(pilot, PlanPage)
        assert path.read_bytes() != b"mine"


async def test_from_the_last_answer_to_the_plan_and_home(app: PictureApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        page = await planned(pilot)
        assert page.plan is not None
        await pilot.press("escape")
        start = await until_page(pilot, StartPage)
        await until(pilot, lambda: start.shelf.plans)
