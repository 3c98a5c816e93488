"""Every page and dialog with something in it, for tests that hold everywhere.

A walk leads from the start of the program to the place. Each uses one of two workspaces: the demo
interview, or the finished plan that can be changed. What only the pictures show is in ``MORE``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from coach.llm.transfer import NoNetworkError
from coach.ui.screens.change import ChangeDialog
from coach.ui.screens.confirm import Confirm
from coach.ui.screens.correction import CorrectionDialog
from coach.ui.screens.difference import DifferenceDialog
from coach.ui.screens.export import ExportDialog
from coach.ui.screens.find import FindDialog
from coach.ui.screens.help import HelpDialog
from coach.ui.screens.interview import InterviewPage
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
from coach.ui.screens.share import ShareDialog
from coach.ui.screens.statement import StatementDialog
from coach.ui.screens.versions import VersionsPage
from coach.ui.screens.wish import WishDialog
from coach.ui.set_up import Far
from coach.ui.set_up_texts import set_up_texts
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.conversation import Bubble
from coach.workspace import Workspace
from tests.plan.changes import changeable
from tests.plan.drafts import finished_interview, workspace
from tests.scripted import ScriptedEngine
from tests.ui import demo, pictures, talks
from tests.ui.pictures import PictureApp, started, until, until_page
from tests.ui.setting_up import EarlyWorkspace, Machine

Walk = Callable[[Pilot[Any]], Awaitable[object]]


def changed(home: Path) -> Workspace:
    """Return a workspace with a finished plan, and a coach that rewords one of its lines."""
    session = finished_interview(home)
    engine = ScriptedEngine(
        lambda request: request.messages[-1].content.replace("I stop or change", "I change")
    )
    opened = workspace(home, engine)
    opened.store.save_plan(session, changeable(session).model_dump_json())
    return opened


async def plan(pilot: Pilot[Any]) -> PlanPage:
    """Open the plan that can be changed, at a line that can be."""
    await started(pilot)
    app: Any = pilot.app
    app.open_plan(plan_id=app.workspace.store.plans()[0].id)
    page: PlanPage = await until_page(pilot, PlanPage)
    await until(pilot, lambda: page._score is not None)
    await pilot.press("down", "down", "down")
    return page


def pressing(begin: Walk, keys: str, kind: type[Any]) -> Walk:
    """Return the walk that goes on by keys, one after the other, to a page of that kind."""

    async def walk(pilot: Pilot[Any]) -> object:
        await begin(pilot)
        await pilot.press(*keys.split())
        return await until_page(pilot, kind)

    return walk


async def _noted(pilot: Pilot[Any]) -> None:
    interview = await pictures.talked(pilot)
    await pilot.press("f2")
    await until(pilot, lambda: interview.query_one("#facts").has_focus)


async def _library(pilot: Pilot[Any]) -> LibraryPage:
    await started(pilot)
    await pilot.press("ctrl+l")
    page: LibraryPage = await until_page(pilot, LibraryPage)
    await until(pilot, lambda: page.query_one("#passages", OptionList).option_count)
    return page


async def _read(pilot: Pilot[Any]) -> None:
    page = await _library(pilot)
    await pilot.press("down", "enter", "down", "enter")
    await until(pilot, lambda: page.query_one("#reader").has_focus)
    await until(pilot, lambda: "pass on only" in str(page.query_one("#passage-text").visual))  # type: ignore[attr-defined]


async def _searched(pilot: Pilot[Any], query: str) -> LibraryPage:
    page = await _library(pilot)
    page.query_one(Input).value = query
    await until(pilot, lambda: page.query_one("#passages", OptionList).option_count != 3)
    return page


async def _found(pilot: Pilot[Any]) -> None:
    page = await _searched(pilot, "work")
    shown = page.query_one("#passage-source")
    await until(pilot, lambda: "Everyday practice" in str(shown.visual))  # type: ignore[attr-defined]


async def _none(pilot: Pilot[Any]) -> None:
    page = await _library(pilot)
    page.query_one(Input).value = "zeppelin"
    await until(pilot, lambda: not page.query_one("#passages").display)


async def _own(pilot: Pilot[Any]) -> None:
    page = await _library(pilot)
    await pilot.press("down", "home", "enter")
    await until(pilot, lambda: "Press F6" in str(page.query_one("#passage-text").visual))  # type: ignore[attr-defined]


async def _asked(pilot: Pilot[Any]) -> None:
    await _library(pilot)
    await pilot.press("f6")
    dialog = await until_page(pilot, AddDialog)
    await until(pilot, lambda: dialog.query_one("#files").root.children)


async def _added(pilot: Pilot[Any]) -> None:
    await _asked(pilot)
    pilot.app.screen.query_one("#path", Input).value = "~/papers"
    await pilot.press("enter")
    dialog = await until_page(pilot, AddingDialog)
    await until(pilot, lambda: dialog.query_one("#close").display)


async def _shelved(pilot: Pilot[Any]) -> None:
    await started(pilot)


async def _offered(pilot: Pilot[Any]) -> None:
    start = await started(pilot)
    await until(pilot, lambda: start.query_one("#set-up-notice").display)


async def _setting_up(pilot: Pilot[Any]) -> SetUpPage:
    await _offered(pilot)
    await pilot.press("enter")
    page: SetUpPage = await until_page(pilot, SetUpPage)
    app: Any = pilot.app
    app.set_up.far = Far("model", 313_000_000, 1_117_000_000)
    app.set_up_changed.publish(app.set_up)
    await until(pilot, lambda: "28 percent" in str(page.query_one("#steps").visual))  # type: ignore[attr-defined]
    return page


async def _set_up_failed(pilot: Pilot[Any]) -> None:
    page = await _setting_up(pilot)
    app: Any = pilot.app
    app.set_up.stop()
    await until(pilot, lambda: not app.set_up.running)
    told = NoNetworkError("A part of the model").message
    app.set_up.failure = f"{told} {set_up_texts().failures.NoNetworkError}"
    app.set_up_changed.publish(app.set_up)
    await until(pilot, lambda: page.query_one("#problem").display)


async def _early(pilot: Pilot[Any]) -> None:
    await _setting_up(pilot)
    await pilot.press("enter")
    interview = await until_page(pilot, InterviewPage)
    await pictures.idle(pilot, interview)


async def _over(pilot: Pilot[Any]) -> None:
    interview = await pictures.talked(pilot)
    await pictures.say(pilot, interview, "Yes, that is right.")
    await until(pilot, lambda: interview.finished)
    await pictures.idle(pilot, interview)


async def _planned(pilot: Pilot[Any]) -> None:
    await pictures.planned(pilot)
    pilot.app.clear_notifications()


async def practising(pilot: Pilot[Any], *turns: str) -> PracticePage:
    """Rehearse the talk of the demo's plan, and say these things."""
    await _planned(pilot)
    await pilot.press("p")
    page: PracticePage = await until_page(pilot, PracticePage)
    await until(pilot, lambda: not page._busy)
    for turn in turns:
        page.query_one(AnswerBox).replace_text(turn)
        await pilot.press("enter")
        await until(pilot, lambda: not page._busy and _replied(page))
    return page


def _replied(page: PracticePage) -> bool:
    last = page.query_one("#rehearsal").children[-1]
    return not last.has_class("employee")


async def _practice(pilot: Pilot[Any]) -> None:
    await practising(
        pilot, "Tell me about the last time a line was down.", "You want it faster, don't you?"
    )


async def _practised(pilot: Pilot[Any]) -> None:
    page = await practising(pilot, "You want it faster, don't you?")
    await pilot.press("f8")
    await until(pilot, lambda: page._over and not page._busy)


async def _palette(pilot: Pilot[Any]) -> None:
    await plan(pilot)
    await open_palette(pilot)


async def open_palette(pilot: Pilot[Any]) -> None:
    """Show the list of all commands."""
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
    await until(pilot, lambda: pilot.app.screen.query_one("CommandList").option_count)  # type: ignore[attr-defined]


async def _marked(pilot: Pilot[Any]) -> None:
    """Give two answers, change the first, and mark it."""
    interview = await pictures.begun(pilot)
    for answer in (talks.WORK, talks.NURSES):
        await pictures.say(pilot, interview, answer)
        await pictures.idle(pilot, interview)
    await pilot.press("f9", "up", "enter")
    dialog = await until_page(pilot, ChangeDialog)
    dialog.query_one(AnswerBox).replace_text(talks.STOCK)
    await pilot.press("enter")
    await pictures.idle(pilot, interview)
    changed = next(b for b in interview.query(Bubble) if b.speaker == "employee")
    await until(pilot, lambda: changed.changed)
    await pilot.press("f9", "up")


async def _finding(pilot: Pilot[Any]) -> None:
    await _marked(pilot)
    await pilot.press("ctrl+r")
    dialog = await until_page(pilot, FindDialog)
    dialog.query_one(Input).value = "ward"
    await until(pilot, lambda: 0 < len(dialog._lines) < 5)


async def _versions(pilot: Pilot[Any]) -> None:
    await plan(pilot)
    await pilot.press("delete")
    await until(pilot, lambda: pilot.app.screen.plan.version == 2)  # type: ignore[attr-defined]
    await pilot.press("v")
    page = await until_page(pilot, VersionsPage)
    await until(pilot, lambda: page.query_one("#versions", OptionList).option_count == 2)


async def _review(pilot: Pilot[Any]) -> None:
    await plan(pilot)
    await pilot.press("r")
    page = await until_page(pilot, ReviewPage)
    await until(pilot, lambda: not page._busy)
    await pilot.press("1")
    await until(pilot, lambda: not page._busy)


async def _share(pilot: Pilot[Any]) -> None:
    await pressing(plan, "t", ShareDialog)(pilot)
    shown = pilot.app.screen.query_one("#shared", Static)
    await until(pilot, lambda: str(shown.content))


_wish = pressing(plan, "w", WishDialog)

DEMO: dict[str, Walk] = {
    "start": started,
    "offered": _offered,
    "setting-up": _setting_up,
    "settings": pressing(started, "ctrl+o", SettingsPage),
    "interview": pictures.talked,
    "noted": _noted,
    "correction": pressing(_noted, "enter", CorrectionDialog),
    "changing": pressing(_marked, "enter", ChangeDialog),
    "finding": _finding,
    "confirm": pressing(pictures.talked, "f8", Confirm),
    "library": _library,
    "reading": _read,
    "adding": _asked,
    "added": _added,
    "practice": _practice,
}
CHANGED: dict[str, Walk] = {
    "plan": plan,
    "export": pressing(plan, "e", ExportDialog),
    "share": _share,
    "score": pressing(plan, "s", ScoreDialog),
    "report": pressing(plan, "k", ReportDialog),
    "help": pressing(plan, "f1", HelpDialog),
    "statement": pressing(plan, "c", StatementDialog),
    "wish": _wish,
    "difference": pressing(_wish, "enter", DifferenceDialog),
    "versions": _versions,
    "review": _review,
}
WALKS = {**DEMO, **CHANGED}
MORE: dict[str, Walk] = {
    "set-up-failed": _set_up_failed,
    "early": _early,
    "shelf": _shelved,
    "over": _over,
    "marked": _marked,
    "drafted": _planned,
    "practised": _practised,
    "found": _found,
    "none": _none,
    "own": _own,
    "palette": _palette,
}
"""What is a page or a dialog of ``WALKS`` in another state, or not ours."""


FRESH = ("offered", "setting-up", "set-up-failed", "early")
"""What is seen on a computer where nothing was set up."""


TALKED = ("marked", "changing", "finding")
"""What needs the real interview."""


def app(name: str, home: Path, **options: Any) -> PictureApp:
    """Return the interface on what the walk of that name needs."""
    found: Any = changed(home) if name in CHANGED or name == "palette" else demo.workspace(home)
    if name == "report":  # its library is a whole one
        found = demo.workspace(home)
        session = finished_interview(home)
        found.store.save_plan(session, changeable(session).model_dump_json())
    if name in TALKED:
        found = talks.workspace(home)
    if name in FRESH:
        machine = Machine()
        found = EarlyWorkspace(home)
        options |= {"look": machine.look, "begin_set_up": machine.begin}
    if name == "shelf":
        fill(found)
    return PictureApp(found, **options)


def fill(workspace: Any) -> str:
    """Put an open interview and one with a plan on the shelf; return the open one."""
    store = workspace.store
    done = store.create_session("short")
    store.save_plan(done, demo.plan(done).model_dump_json())
    store.set_status(done, "finished")
    waiting: str = store.create_session("full")
    store.set_title(waiting, "Forklift repairs")
    return waiting


def papers(folder: Path) -> None:
    """Make a folder with a handbook, and a file that cannot be read."""
    folder.mkdir(parents=True)
    (folder / "handbook.md").write_text(
        "# Parcels\n\nA parcel that comes before noon is booked the same day.\n\n"
        "# Returns\n\nA return is checked by the shift lead.\n",
        encoding="utf-8",
    )
    (folder / "scan.pdf").write_bytes(b"no pdf at all")
