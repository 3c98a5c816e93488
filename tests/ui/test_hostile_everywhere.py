"""Hostile text in every place that shows foreign text: it is letters, and nothing else happens.

One text has everything: brackets that look like markup, escapes and control characters, wide and
right-to-left letters, and a line of a hundred thousand letters. A walk per page leads it to the
page's own places and to all dialogs above it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from coach.errors import CoachError
from coach.interview import events
from coach.interview.notes import Fact
from coach.knowledge.passages import Passage
from coach.plan.model import AnswerSource, PassageInfo, PassageSource, Plan, Section, Statement
from coach.ui.screens.change import ChangeDialog
from coach.ui.screens.confirm import Confirm
from coach.ui.screens.correction import CorrectionDialog
from coach.ui.screens.export import ExportDialog
from coach.ui.screens.find import FindDialog
from coach.ui.screens.help import HelpDialog
from coach.ui.screens.library import LibraryPage
from coach.ui.screens.library_add import AddDialog
from coach.ui.screens.library_adding import AddingDialog
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.practice import PracticePage
from coach.ui.screens.report import ReportDialog
from coach.ui.screens.review import ReviewPage
from coach.ui.screens.score import ScoreDialog
from coach.ui.screens.set_up import SetUpPage
from coach.ui.screens.settings import SettingsPage
from coach.ui.screens.start import StartPage
from coach.ui.screens.statement import StatementDialog
from coach.ui.screens.versions import VersionsPage
from coach.ui.screens.wish import WishDialog
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.heard import FactList
from tests.ui import demo
from tests.ui.fakes import FakeWorkspace, Save
from tests.ui.hostile import (
    BAD,
    CONTENT,
    MARKS,
    SMALL,
    TEXT,
    WIDE,
    above,
    at,
    check,
    pasted,
)
from tests.ui.pictures import PictureApp, begun, idle, say, started, until, until_page
from tests.ui.setting_up import Machine


async def palette(pilot: Pilot[Any], query: str) -> None:
    """Search the list of all commands."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
    pilot.app.screen.query_one(Input).value = query
    await until(pilot, lambda: pilot.app.screen.query_one("CommandList").option_count)
    await check(pilot)
    await pilot.press("escape")


def plan_of(session: str, more: str = "") -> Plan:
    """Return a plan in which every text is hostile."""
    cited: Any = [AnswerSource(turn=1, quote=TEXT), AnswerSource(turn=9, quote=BAD)]
    cited.append(PassageSource(id="bad"))
    action = Statement(text=f"{TEXT} {more}", sources=cited, kind="actions.first")
    return Plan(
        session=session,
        created=demo.NOW,
        title=TEXT,
        sections=[
            Section(id="work", title=TEXT, statements=[Statement(text=BAD, sources=cited[:1])]),
            Section(id="actions", title=BAD, statements=[action]),
        ],
        passages={"bad": PassageInfo(id="bad", title=BAD, source=BAD)},
    )


@pytest.fixture
def workspace(tmp_path: Path) -> FakeWorkspace:
    """A store, a library and an interview in which every text is hostile."""
    fact = Fact(value=TEXT, quote=TEXT, turn=0, status="assumed")
    replies = [
        Save(),
        events.Heard("work", "role", fact),
        events.Heard("topic [/b]", "slot [", fact),
        events.Trouble(TEXT),
        events.PassageFound("bad", TEXT, TEXT),
        events.ReplyWords(TEXT),
        demo.said("topic [/x]", TEXT),
        events.Progress("topic [/x]", TEXT, TEXT, 1, 8, 5),
    ]
    passage = Passage.model_construct(
        id="bad", title=TEXT, topic="a [/b]", keywords=[TEXT], aliases=[TEXT], method=TEXT,
        source=TEXT, text=TEXT,
    )  # fmt: skip
    team = passage.model_copy(update={"id": "theirs", "topic": "team"})
    found = demo.workspace(
        tmp_path / "demo",
        script=[[demo.said("work", TEXT)], replies, [CoachError(TEXT, TEXT)]],
        passages=[passage, team],
    )
    store = found.store
    session = store.create_session("full")
    store.set_title(session, TEXT)
    for speaker, kind in (("coach", "question"), ("employee", "answer")):
        store.add_message(
            session, speaker=speaker, topic="work", kind=kind, origin="stock", text=TEXT
        )
    store.save_plan(session, plan_of(session).model_dump_json())
    store.save_plan(session, plan_of(session, "again").model_dump_json())
    return found


async def plan_opened(pilot: Pilot[Any], workspace: FakeWorkspace) -> Any:
    """Open the newest plan and return its page."""
    await started(pilot)
    pilot.app.open_plan(plan_id=workspace.store.plans()[0].id)  # type: ignore[attr-defined]
    page = await until_page(pilot, PlanPage)
    await until(pilot, lambda: page._score is not None)
    return page


@at(SMALL, WIDE)
async def test_start_and_palette(app: PictureApp, size: Any) -> None:
    async with app.run_test(size=size) as pilot:
        await started(pilot)
        await until(pilot, lambda: app.screen.shelf.plans)  # type: ignore[attr-defined]
        await check(pilot)
        await palette(pilot, "Go on")
        await palette(pilot, "Open the plan")


@at(SMALL, WIDE)
async def test_the_interview(app: PictureApp, size: Any) -> None:
    async with app.run_test(size=size) as pilot:
        interview = await begun(pilot)
        await check(pilot, marks=False)
        await pasted(pilot, f"{BAD} {'x' * 10_000} {BAD}")
        await check(pilot)
        await pilot.press("enter")
        await idle(pilot, interview)
        await pilot.press("pageup", "pageup")
        await check(pilot, marks=False)
        await say(pilot, interview, TEXT)  # too long
        await check(pilot, marks=False)
        await say(pilot, interview, BAD)  # fails with a hostile message
        await idle(pilot, interview)
        await check(pilot)
        app.clear_notifications()
        await pilot.press("f2")
        await until(pilot, lambda: interview.query_one(FactList).has_focus)
        await check(pilot)
        await above(pilot, "enter", CorrectionDialog)
        await above(pilot, "f1", HelpDialog, marks=False)
        await pilot.press("escape")
        await above(pilot, "ctrl+r", FindDialog)
        app.push_screen(ChangeDialog(BAD, TEXT))
        await until_page(pilot, ChangeDialog)
        await check(pilot)


@at(WIDE)
async def test_the_plan_and_its_dialogs(
    app: PictureApp, workspace: FakeWorkspace, size: Any
) -> None:
    async with app.run_test(size=size) as pilot:
        await started(pilot)
        app.open_plan(plan_id=workspace.store.plans()[0].id)
        page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: page._score is not None)
        await check(pilot)
        await pilot.press("down")
        await until(pilot, lambda: "From the library" in str(page.query_one("#source").visual))
        await check(pilot)
        await above(pilot, "c", StatementDialog)
        await above(pilot, "w", WishDialog)
        await above(pilot, "s", ScoreDialog, marks=False)
        await above(pilot, "k", ReportDialog)
        await above(pilot, "v", VersionsPage)
        await above(pilot, "f1", HelpDialog, marks=False)
        await above(pilot, "ctrl+l", LibraryPage, marks=False)


@at(SMALL)
async def test_changing_the_plan_and_saving_it(
    app: PictureApp, workspace: FakeWorkspace, size: Any, tmp_path: Path
) -> None:
    async with app.run_test(size=size) as pilot:
        await started(pilot)
        app.open_plan(plan_id=workspace.store.plans()[0].id)
        page = await until_page(pilot, PlanPage)
        await until(pilot, lambda: page._score is not None)
        await pilot.press("a")
        await until_page(pilot, StatementDialog)
        await pasted(pilot, BAD)
        await check(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: page.plan.version == 3)
        await check(pilot)
        await pilot.press("v")
        await until_page(pilot, VersionsPage)
        await check(pilot)
        await pilot.press("t")
        await check(pilot)
        await pilot.press("escape")
        await until_page(pilot, PlanPage)
        await pilot.press("e")
        dialog = await until_page(pilot, ExportDialog)
        dialog._kind = "json"
        field = dialog.query_one("#path", Input)
        field.focus()
        for path in (BAD, "~nobody of that name/x.pdf", "y" * 100_000):
            field.value = ""
            await pasted(pilot, path)
            await pilot.press("enter")
            problem = dialog.query_one("#problem")
            await until(pilot, lambda shown=problem: str(shown.visual))
            await check(pilot, marks=path == BAD)
            problem.update("")
        folder = tmp_path / "to [b] [c"
        folder.mkdir()
        field.value = str(folder / "plan.json")
        await pilot.press("enter")
        await until(pilot, (folder / "plan.json").is_file)
        await until_page(pilot, PlanPage)


@at(SMALL, WIDE)
async def test_the_library(app: PictureApp, size: Any) -> None:
    async with app.run_test(size=size) as pilot:
        await started(pilot)
        await pilot.press("ctrl+l")
        page = await until_page(pilot, LibraryPage)
        listed = page.query_one("#passages", OptionList)
        await until(pilot, lambda: listed.option_count)
        await check(pilot, marks=False)
        page._list.open_group("topic:a [/b]")
        page._list.focus()
        page._list.action_last()
        await check(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: page.query_one("#reader").has_focus)
        await check(pilot)
        await pilot.press("end")
        await check(pilot, marks=False)
        await pilot.press("escape", "slash")
        await pasted(pilot, BAD)
        await check(pilot)
        page.query_one(Input).value = "evil"
        await until(pilot, lambda: listed.display and listed.option_count)
        await check(pilot)


def hostile_files(papers: Path) -> list[Path]:
    """Make documents with the worst names that this system takes; return those it took."""
    names = [f"{MARKS.replace('/', '_')} שלום 日本語.md", f"{'n' * 240}.md"]
    if sys.platform != "win32":
        names += ["esc \x1b[31m\x07.md", "two\nlines.txt", "turn \u202egpj.md"]
        names += [os.fsdecode(b"half \xff name.md")] if sys.platform == "linux" else []
    made = []
    for name in names:
        try:
            (papers / name).write_text(
                f"# {CONTENT}\n\nA parcel is booked.\n\n{CONTENT}\n", "utf-8"
            )
        except OSError:
            continue
        made.append(papers / name)
    return made


@at(SMALL, WIDE)
async def test_documents_with_hostile_names_are_added_shown_and_removed(
    app: PictureApp, workspace: FakeWorkspace, papers: Path, size: Any
) -> None:
    made = hostile_files(papers)
    assert len(made) >= 2
    async with app.run_test(size=size) as pilot:
        await started(pilot)
        await pilot.press("ctrl+l")
        page = await until_page(pilot, LibraryPage)
        await pilot.press("f6")
        dialog = await until_page(pilot, AddDialog)
        await pasted(pilot, f"{BAD}/x")
        await check(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: str(dialog.query_one("#problem").visual))
        await check(pilot)
        tree: Any = dialog.query_one("#files")
        await until(pilot, lambda: tree.root.children)
        tree.focus()
        await pilot.press("home", "enter")
        await until(pilot, lambda: len(tree.root.children[0].children) >= len(made))
        for _ in made:
            await pilot.press("down")
            await check(pilot, marks=False)
        await pilot.press("home")
        await until(pilot, lambda: dialog.query_one("#path", Input).value.endswith("papers"))
        dialog.query_one("#add").focus()
        await pilot.press("enter")
        adding = await until_page(pilot, AddingDialog)
        await until(pilot, lambda: adding.query_one("#close").display)
        await check(pilot, marks=False)
        await pilot.press("escape")
        await until_page(pilot, LibraryPage)
        assert len(workspace.own.documents()) == len(made) + 1  # and the handbook
        page._list.open_group("own")
        page._list.focus()
        for _ in made:
            await pilot.press("down")
            await check(pilot, marks=False)
        before = pilot.app.screen
        await pilot.press("home", "down", "delete")
        await until_page(pilot, Confirm)
        await check(pilot, marks=False)
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is before)
        await until(pilot, lambda: len(workspace.own.documents()) == len(made))
        await check(pilot, marks=False)


@at(SMALL)
async def test_the_practice_page(
    app: PictureApp, workspace: FakeWorkspace, size: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.ui.fakes.CUSTOMER_SAYS", BAD)
    async with app.run_test(size=size) as pilot:
        await plan_opened(pilot, workspace)
        await pilot.press("p")
        page = await until_page(pilot, PracticePage)
        await until(pilot, lambda: not page._busy)
        for text in (BAD, f"{BAD} {'x' * 10_000}"):
            await pasted(pilot, text)
            await check(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: not page._busy and not page.query_one(AnswerBox).text)
            await check(pilot, marks=False)
        page.query_one(AnswerBox).replace_text(TEXT)
        await pilot.press("enter")
        await until(pilot, lambda: not page._busy)
        await check(pilot, marks=False)
        await pilot.press("f8")
        await until(pilot, lambda: page._over and not page._busy)
        await check(pilot, marks=False)


@at(WIDE)
async def test_the_review(app: PictureApp, workspace: FakeWorkspace, size: Any) -> None:
    async with app.run_test(size=size) as pilot:
        await plan_opened(pilot, workspace)
        await pilot.press("r")
        page = await until_page(pilot, ReviewPage)
        await until(pilot, lambda: not page._busy)
        await check(pilot, marks=False)
        await pilot.press("1")
        await until(pilot, lambda: not page._busy)
        await pasted(pilot, BAD)
        await check(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: not page._busy)
        await check(pilot)
        await pilot.press("f8")
        await until(pilot, lambda: not page._busy)
        await check(pilot)


@at(SMALL)
async def test_settings_and_messages(
    workspace: FakeWorkspace, size: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CONFIG", "/nowhere/" + BAD.replace("\0", ""))
    keys = {BAD: "f12", "skip": BAD, "send": "[/b] [c"}
    workspace.settings = workspace.settings.model_copy(update={"keys": keys, "model": f"/{TEXT}"})
    app = PictureApp(workspace)
    async with app.run_test(size=size) as pilot:
        start = await until_page(pilot, StartPage)
        await check(pilot)
        start.tell(TEXT, severity="error")
        await check(pilot)
        app.clear_notifications()
        await pilot.press("ctrl+o")
        page = await until_page(pilot, SettingsPage)
        await until(pilot, lambda: page._shelf.models)
        await check(pilot)
        await pilot.press("end")
        await check(pilot)
        await pilot.press("enter")  # it cannot be written
        await until(pilot, lambda: app._notifications)
        await check(pilot)


@at(SMALL, WIDE)
async def test_the_set_up(workspace: FakeWorkspace, size: Any) -> None:
    machine = Machine()
    app = PictureApp(workspace, look=machine.look, begin_set_up=machine.begin)
    async with app.run_test(size=size) as pilot:
        await started(pilot)
        app.open_set_up()
        page = await until_page(pilot, SetUpPage)
        machine.set_up.tell(step="model")
        machine.set_up.tell(say=TEXT)
        await until(pilot, lambda: MARKS in app.set_up.far.said)  # type: ignore[union-attr]
        await check(pilot)
        for line in (
            {"step": TEXT},
            {"done": 10**30, "total": "[/b]"},
            {"total": BAD},
            {TEXT: BAD},
        ):
            machine.set_up.tell(**line)
        for line in ({"error": TEXT, "remedy": TEXT, "kind": TEXT}, {"error": BAD, "kind": ["x"]}):
            machine.set_up.end(**line)
            await until(pilot, lambda: not app.set_up.running)
            await until(pilot, lambda: "[/b] [c" in str(page.query_one("#problem").visual))
            await check(pilot)
            app.set_up.begin()
            await until(pilot, lambda: not page.query_one("#problem").display)
        await pilot.press("escape")
        machine.set_up.end(error=TEXT)
        await until(pilot, lambda: not app.set_up.running)
        await check(pilot, marks=False)
