"""The plan: written section by section, each statement with its sources."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message
from textual.worker import Worker, WorkerError

from coach.errors import Cancelled, NotFoundError
from coach.files import show_in_folder, shown
from coach.plan.model import SECTION_IDS, PassageSource, Plan, Section, Statement
from coach.team.texts import texts as team_texts
from coach.ui.keys import key
from coach.ui.screens.export import ExportDialog, Saved
from coach.ui.screens.page import TopBar
from coach.ui.screens.plan_changes import PlanChanges
from coach.ui.screens.report import ReportDialog
from coach.ui.screens.score import ScoreDialog
from coach.ui.screens.share import ShareDialog
from coach.ui.show import explain
from coach.ui.texts import texts
from coach.ui.widgets.sources import SourcesPanel
from coach.ui.widgets.statements import Place, Statements
from coach.ui.widgets.status import Status

if TYPE_CHECKING:
    from coach.knowledge.passages import Passage
    from coach.plan.reporting_parts import Part
    from coach.plan.scoring import Score
    from coach.store.messages import Message as Line
    from coach.workspace import Workspace

Drafting = Callable[[], "Iterator[Section | Plan]"]


@dataclass
class Drafted(Message):
    """A section, or at last the whole plan, is ready."""

    part: Section | Plan


@dataclass
class DraftEnded(Message):
    """Drafting is over; ``error`` says why it failed, ``cancelled`` that it was stopped."""

    error: str | None
    cancelled: bool


class PlanPage(PlanChanges):
    """A saved plan, or one that is being written.

    Args:
        workspace: Gives and drafts plans.
        plan_id: The saved plan to show.
        session_id: The interview to write the plan of, when there is no ``plan_id``.
    """

    HELP = "plan"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "stop", "stop"),
        # Before the list's own Enter, so that it works from the sources too.
        key("enter", "passage", "passage", priority=True),
        key("c", "edit", "edit"),
        key("w", "reword", "reword"),
        key("z,ctrl+z", "undo", "undo"),
        key("e", "export", "export"),
        key("s", "score", "score"),
        key("a", "add", "add_line"),
        key("delete", "delete", "delete_line"),
        key("v", "versions", "versions"),
        key("p", "practice", "practice"),
        key("r", "review", "review"),
        key("k", "report", "report"),
        key("t", "share", "share", show=False),
        key("o", "open_folder", "open_folder"),
        key("y,ctrl+y", "redo", "redo", show=False),
        key("shift+up", "move(-1)", "move_up", show=False),
        key("shift+down", "move(1)", "move_down", show=False),
        key("tab", "app.focus_next", "sources", fixed=True),
        key("f5", "draft", "draft"),
        key("escape", "close", "close"),
    ]

    def __init__(
        self,
        workspace: Workspace,
        *,
        plan_id: str | None = None,
        session_id: str | None = None,
    ) -> None:
        super().__init__(workspace)
        self.page_title = texts().plan.title
        self._plan_id = plan_id
        self._session_id = session_id
        self._lines: list[Line] = []
        self._saved: Path | None = None
        self._passages: dict[str, Passage] = {}
        self._score: Score | None = None
        self._drafting = False
        self._leaving = False
        self._parts = 0
        self._worker: Worker[None] | None = None

    def content(self) -> ComposeResult:
        """Show the statements and, beside or below them, the sources of the one in focus."""
        yield Status(id="status")
        with Container(id="plan"):
            yield Statements(id="statements")
            yield SourcesPanel(id="sources")

    def on_mount(self) -> None:
        """Open the plan, or begin to write it."""
        self.query_one(Statements).focus()
        if self._plan_id is not None:
            self.query_one(Status).work(texts().plan.loading)
            self.load(self._plan_id)
        elif self._session_id is not None:
            self.draft(self._session_id)

    # A saved plan

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self, plan_id: str) -> None:
        """Open a saved plan in a thread."""
        plan = await self.fetch(lambda: self.workspace.plan(plan_id))
        self.query_one(Status).work("")
        if plan is not None:
            await self.show_plan(plan)

    async def show_plan(self, plan: Plan, place: Place | None = None) -> None:
        """Show a finished plan.

        Args:
            plan: The plan.
            place: What gets the focus; without it the place that has it.
        """
        await self._read_transcript(plan.session)
        self.plan, self._session_id = plan, plan.session
        bar = self.query_one(TopBar)
        bar.retitle(plan.title or texts().plan.title)
        self.query_one(Statements).show(plan.sections, place)
        self.refresh_bindings()
        self._score = await self.fetch(lambda: _score(plan))
        if self._score is not None:
            points, total = self._score.total, self._score.maximum
            bar.remark(texts().plan.score.format(points=points, total=total))
            self.refresh_bindings()

    async def _read_transcript(self, session_id: str) -> None:
        lines = await self.fetch(lambda: self.workspace.store.messages(session_id))
        self._lines = lines or []

    # Writing

    def draft(self, session_id: str) -> None:
        """Write the plan in a thread; sections appear as they are done."""
        self._drafting, self._parts, self.plan, self._score = True, 0, None, None
        self.query_one(Statements).show([])
        self.query_one(SourcesPanel).say(texts().plan.waiting)
        self.query_one(TopBar).remark("")
        self._say_progress()
        self.refresh_bindings()
        self._worker = self.run_worker(
            lambda: self._draft(session_id),
            thread=True,
            exclusive=True,
            group="draft",
            exit_on_error=False,
        )

    def _draft(self, session_id: str) -> None:
        error: str | None = None
        cancelled = False
        try:
            for part in self.workspace.draft_plan(session_id):
                self.post_message(Drafted(part))
                if self._leaving:
                    break
        except Cancelled:
            cancelled = True
        except Exception as failure:
            error = explain(failure)
        self.post_message(DraftEnded(error, cancelled))

    @on(Drafted)
    async def drafted(self, message: Drafted) -> None:
        """Show what is ready."""
        if isinstance(message.part, Plan):
            await self.show_plan(message.part)
            return
        self._parts += 1
        if not self._lines and self._session_id is not None:
            await self._read_transcript(self._session_id)
        self.query_one(Statements).add_section(message.part)
        self._say_progress()

    @on(DraftEnded)
    def draft_ended(self, message: DraftEnded) -> None:
        """Say how it ended."""
        self._drafting = False
        words = texts().plan
        self.query_one(Status).work("")
        if message.error:
            self.query_one(Status).say(words.failed)
            self.tell(message.error, severity="error")
        elif message.cancelled or self.plan is None:
            self.query_one(Status).say(words.stopped)
        else:
            self.query_one(Status).say(words.ready)
        self.refresh_bindings()

    def _say_progress(self) -> None:
        words, total = texts().plan, len(SECTION_IDS)
        number = min(self._parts + 1, total)
        title = texts().sections[SECTION_IDS[number - 1]]
        what = f"{words.writing.format(number=number, total=total)}: {title}"
        self.query_one(Status).work(what, texts().interview.to_stop)

    # Sources

    @on(Statements.Marked)
    def marked(self, message: Statements.Marked) -> None:
        """Show where the statement in focus comes from."""
        self.show_sources(message.statement)

    @work(exclusive=True, group="sources", exit_on_error=False)
    async def show_sources(self, statement: Statement) -> None:
        """Load the cited passages in a thread and show the sources."""
        self.cited = tuple(s.id for s in statement.sources if isinstance(s, PassageSource))
        self.refresh_bindings()
        missing = [name for name in self.cited if name not in self._passages]
        if missing:
            found = await self.fetch(lambda: self._get(missing))
            self._passages.update(found or {})
        named = self.plan.passages if self.plan else {}
        self.query_one(SourcesPanel).show(statement, self._lines, self._passages, named)

    def _get(self, ids: list[str]) -> dict[str, Passage]:
        """Return those of the passages that are still in the library."""
        found = {}
        for name in ids:
            with contextlib.suppress(NotFoundError):
                found[name] = self.workspace.library.get(name)
        return found

    # Keys

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Offer only what can be done now."""
        if action in self.CHANGES:
            return self.can_change(action)
        if action == "stop":
            return self._drafting or self.rewording
        if action == "close":
            return not self._drafting and not self.rewording
        if action in ("export", "share", "practice", "review", "report"):
            return self.plan is not None and not self.rewording
        if action == "open_folder":
            return self._saved is not None
        if action == "score":
            return self._score is not None
        if action == "passage":
            return bool(self.cited)
        if action == "draft":
            busy = self._drafting or self.rewording
            return not busy and self._session_id is not None
        return True

    def action_stop(self) -> None:
        """Stop writing."""
        self.query_one(Status).work(texts().plan.stopping)
        self._cancel()
        self.stop_rewording()

    def _cancel(self) -> None:
        if self._drafting:
            self._leaving = True
            self.run_worker(self._cancel_engine, thread=True, group="cancel", exit_on_error=False)

    def _cancel_engine(self) -> None:
        self.workspace.engine.cancel()

    def action_draft(self) -> None:
        """Write the plan again from the interview."""
        if self._session_id is not None:
            self._leaving = False
            self.draft(self._session_id)

    def action_passage(self) -> None:
        """Read what the statement in focus rests on; closing it leads back to the statement."""
        self.coach.action_library()

    def action_export(self) -> None:
        """Save the plan as a file."""
        if self.plan is not None:
            self.app.push_screen(ExportDialog(self.workspace, self.plan), self._exported)

    def action_share(self) -> None:
        """Make a share file of the plan, for a map of the team."""
        if self.plan is not None:
            self.app.push_screen(ShareDialog(self.workspace, self.plan), self._shared)

    def _shared(self, path: Path | None) -> None:
        if path is not None:
            self.tell(team_texts().screen.done.format(path=shown(path)))

    def _exported(self, saved: Saved | None) -> None:
        if saved is None:
            return
        self._saved = saved.path
        self.refresh_bindings()
        if saved.show:
            self.action_open_folder()
        else:
            self.tell(texts().export.done.format(path=shown(saved.path)))

    @work(exclusive=True, group="folder", exit_on_error=False)
    async def action_open_folder(self) -> None:
        """Open the folder of the file that was saved, or say where it is."""
        saved, words = self._saved, texts().export
        if saved is None:
            return
        opened = not self.app.is_web and await self.fetch(lambda: show_in_folder(saved))
        told = words.shown if opened else words.no_desktop
        self.tell(told.format(path=shown(saved)))

    def action_score(self) -> None:
        """Show the score and what would raise it."""
        if self._score is not None:
            self.app.push_screen(ScoreDialog(self._score))

    @work(exclusive=True, group="report", exit_on_error=False)
    async def action_report(self) -> None:
        """Check the plan again in a thread, and show the report."""
        plan, workspace = self.plan, self.workspace
        if plan is None:
            return
        parts = await self.fetch(lambda: _report(workspace, plan.id))
        if parts is not None and self.is_current:
            self.app.push_screen(ReportDialog(parts))

    def action_practice(self) -> None:
        """Rehearse the talk with the customer."""
        from coach.ui.screens.practice import PracticePage

        if self.plan is not None:
            self.app.push_screen(PracticePage(self.workspace, self.plan))

    def action_review(self) -> None:
        """Look at the plan again; afterwards its newest version is shown."""
        from coach.ui.screens.review import ReviewPage

        if self.plan is not None:
            self.app.push_screen(ReviewPage(self.workspace, self.plan), self._reviewed)

    def _reviewed(self, _: None) -> None:
        if self.plan is not None:
            self.load(self.plan.id)

    def action_close(self) -> None:
        """Go back to the start page."""
        self.coach.go_home()

    async def leave(self) -> None:
        """Let the writing end."""
        await super().leave()
        self._cancel()
        if self._worker is not None and self._drafting:
            with contextlib.suppress(WorkerError):
                await self._worker.wait()


def _score(plan: Plan) -> Score:
    import datetime as dt

    from coach.plan.scoring import score

    return score(plan, today=dt.date.today())


def _report(workspace: Workspace, plan_id: str) -> list[Part]:
    from coach.plan.reporting import report
    from coach.plan.reporting_parts import parts

    return parts(report(workspace.store, workspace.library.get, plan_id))
