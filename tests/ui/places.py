"""Every page and dialog with something in it, for tests that hold everywhere.

A walk leads from the start of the program to the place. Each uses one of two workspaces: the demo
interview, or the finished plan that can be changed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import OptionList

from coach.ui.screens.confirm import Confirm
from coach.ui.screens.correction import CorrectionDialog
from coach.ui.screens.difference import DifferenceDialog
from coach.ui.screens.export import ExportDialog
from coach.ui.screens.help import HelpDialog
from coach.ui.screens.library import LibraryPage
from coach.ui.screens.library_add import AddDialog
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.report import ReportDialog
from coach.ui.screens.review import ReviewPage
from coach.ui.screens.score import ScoreDialog
from coach.ui.screens.settings import SettingsPage
from coach.ui.screens.statement import StatementDialog
from coach.ui.screens.versions import VersionsPage
from coach.ui.screens.wish import WishDialog
from coach.workspace import Workspace
from tests.plan.changes import changeable
from tests.plan.drafts import finished_interview, workspace
from tests.scripted import ScriptedEngine
from tests.ui import demo, pictures
from tests.ui.pictures import PictureApp, started, until, until_page

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


_wish = pressing(plan, "w", WishDialog)

DEMO: dict[str, Walk] = {
    "start": started,
    "settings": pressing(started, "ctrl+o", SettingsPage),
    "interview": pictures.talked,
    "noted": _noted,
    "correction": pressing(_noted, "enter", CorrectionDialog),
    "confirm": pressing(pictures.talked, "f8", Confirm),
    "library": _library,
    "reading": _read,
    "adding": pressing(_library, "f6", AddDialog),
}
CHANGED: dict[str, Walk] = {
    "plan": plan,
    "export": pressing(plan, "e", ExportDialog),
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


def app(name: str, home: Path, **options: Any) -> PictureApp:
    """Return the interface on what the walk of that name needs."""
    found: Any = demo.workspace(home) if name in {*DEMO, "report"} else changed(home)
    if name == "report":  # its library is a whole one
        session = finished_interview(home)
        found.store.save_plan(session, changeable(session).model_dump_json())
    return PictureApp(found, **options)
