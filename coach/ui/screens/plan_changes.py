"""What a person does to a finished plan: own words, other wordings, order, undo.

Every change is saved at once as the plan's next version, in a thread, one after the other.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from textual import on, work
from textual.message import Message
from textual.worker import Worker, WorkerError

from coach.errors import Cancelled
from coach.plan import editing
from coach.plan.difference import difference
from coach.plan.editing import EMPTY, SOURCES
from coach.plan.model import Plan, Section, Statement
from coach.plan.rewording import Reworded, can_be_reworded, rewordable
from coach.plan.versions import Versions
from coach.ui.screens.difference import DifferenceDialog
from coach.ui.screens.page import Page
from coach.ui.screens.statement import StatementDialog
from coach.ui.screens.versions import VersionsPage
from coach.ui.screens.wish import Wish, WishDialog
from coach.ui.show import explain
from coach.ui.texts import texts
from coach.ui.widgets.statements import Place, Statements
from coach.ui.widgets.status import Status
from coach.workspace import Workspace


@dataclass
class LineReworded(Message):
    """The model is done with one line."""

    result: Reworded


@dataclass
class RewordingEnded(Message):
    """The model is done; ``error`` says why it failed, ``cancelled`` that it was stopped."""

    error: str | None
    cancelled: bool


class PlanChanges(Page):
    """The part of the plan's page that changes the plan."""

    CHANGES = frozenset({"edit", "add", "delete", "reword", "move", "undo", "redo", "versions"})
    """Actions that need a finished plan."""
    ON_A_LINE = frozenset({"edit", "delete", "reword", "move"})
    """Actions that need a line that can be changed."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.plan: Plan | None = None
        self.rewording = False
        self._wordings: dict[int, str] = {}
        self._asked = 0
        self._target: tuple[Plan, Place] | None = None
        self._saving = asyncio.Lock()
        self._reworder: Worker[None] | None = None

    async def show_plan(self, plan: Plan, place: Place | None = None) -> None:
        """Show a plan, the focus on a place in it."""
        raise NotImplementedError

    def can_change(self, action: str) -> bool:
        """Return whether one of ``CHANGES`` can be done now."""
        if self.plan is None or self.rewording:
            return False
        statement, place = self._statement(), self.query_one(Statements).place
        if action == "undo":
            return self.plan.version > 1
        if action == "redo":
            change = self.plan.change
            return change is not None and change.kind in ("undone", "redone")
        if action == "add":
            return place is not None and place.section != SOURCES
        if action == "reword" and place is not None and place.section != SOURCES:
            section = self.plan.section(place.section)
            return section is not None and (
                (statement is not None and can_be_reworded(statement))
                or bool(rewordable(self.plan, section.id))
            )
        return action not in self.ON_A_LINE or statement is not None

    def _section(self) -> Section | None:
        """Return the section in focus, when it can be changed."""
        place = self.query_one(Statements).place
        if place is None or self.plan is None or place.section == SOURCES:
            return None
        return self.plan.section(place.section)

    def _statement(self) -> Statement | None:
        """Return the statement in focus, when it can be changed."""
        section, place = self._section(), self.query_one(Statements).place
        if section is None or place is None or not 1 <= place.number <= len(section.statements):
            return None
        return section.statements[place.number - 1]

    # Own words and order

    @work(group="change", exit_on_error=False)
    async def action_edit(self) -> None:
        """Put own words in place of the statement in focus."""
        section, statement = self._section(), self._statement()
        place = self.query_one(Statements).place
        if section is None or statement is None or place is None:
            return
        shown = "" if statement.kind == EMPTY else statement.text
        text = await self.app.push_screen_wait(StatementDialog(section.title, shown))
        if text is not None:
            today = self.coach.now().astimezone().date()
            await self._change(
                lambda plan: editing.edited(plan, place.section, place.number, text, today=today),
                place,
            )

    @work(group="change", exit_on_error=False)
    async def action_add(self) -> None:
        """Add a statement of one's own below the one in focus."""
        section, place = self._section(), self.query_one(Statements).place
        if section is None or place is None:
            return
        text = await self.app.push_screen_wait(StatementDialog(section.title))
        if text is not None:
            at = place.number + 1
            await self._change(
                lambda plan: editing.added(plan, place.section, text, at=at),
                Place(place.section, at),
            )

    @work(group="change", exit_on_error=False)
    async def action_delete(self) -> None:
        """Delete the statement in focus."""
        await self._change_here(lambda plan, p: editing.deleted(plan, p.section, p.number), 0)

    @work(group="change", exit_on_error=False)
    async def action_move(self, by: int) -> None:
        """Move the statement in focus up or down in its section."""

        def moved(plan: Plan, place: Place) -> Plan:
            section = editing.find_section(plan, place.section)
            to = min(max(1, place.number + by), len(section.statements))
            return editing.moved(plan, place.section, place.number, to)

        await self._change_here(moved, by)

    async def _change_here(self, change: Callable[[Plan, Place], Plan], by: int) -> None:
        """Change the statement that is in focus when the changes before are done."""
        async with self._saving:
            place = self.query_one(Statements).place
            if place is None or self._statement() is None:
                return
            after = Place(place.section, max(1, place.number + by))
            await self._save(lambda plan: change(plan, place), after)

    # Undo and versions

    @work(group="change", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take back the last change."""
        await self._go_back(lambda versions: versions.undo(), texts().changes.undone)

    @work(group="change", exit_on_error=False)
    async def action_redo(self) -> None:
        """Bring back what was undone."""
        await self._go_back(lambda versions: versions.redo(), texts().changes.redone)

    def action_versions(self) -> None:
        """Look at the versions of the plan; afterwards its newest version is shown."""
        if self.plan is not None:
            self.app.push_screen(VersionsPage(self.workspace, self.plan.id), self._looked)

    def _looked(self, _: None) -> None:
        self.reload()

    @work(group="change", exit_on_error=False)
    async def reload(self) -> None:
        """Show the newest version, when it is not the one that is shown."""
        async with self._saving:
            before = self.plan
            if before is None:
                return
            after = await self.fetch(lambda: self.workspace.plan(before.id))
            if after is not None and after.version != before.version:
                await self.show_plan(after, _first_change(before, after))
                self.query_one(Status).say("")

    async def _go_back(self, step: Callable[[Versions], Plan], done: str) -> None:
        async with self._saving:
            before = self.plan
            if before is None:
                return
            store = self.workspace.store
            after = await self.fetch(lambda: step(Versions(store, before.id)))
            if after is not None:
                await self.show_plan(after, _first_change(before, after))
                self.query_one(Status).say(done)

    # Other wordings

    @work(group="change", exit_on_error=False)
    async def action_reword(self) -> None:
        """Let the coach word the statement in focus, or its section, as is wished."""
        plan, section = self.plan, self._section()
        statement, place = self._statement(), self.query_one(Statements).place
        if plan is None or section is None or place is None:
            return
        fits = statement is not None and can_be_reworded(statement)
        others = [n for n in rewordable(plan, section.id) if n != place.number or not fits]
        text = statement.text if statement is not None and fits else ""
        wish = await self.app.push_screen_wait(WishDialog(section.title, text, whole=bool(others)))
        if wish is not None:
            self._reword(plan, place, wish)

    def _reword(self, plan: Plan, place: Place, wish: Wish) -> None:
        self.rewording, self._wordings, self._target = True, {}, (plan, place)
        self.query_one(Status).work(texts().changes.rewording, texts().interview.to_stop)
        self.refresh_bindings()
        number = None if wish.whole else place.number

        def run() -> None:
            error: str | None = None
            cancelled = False
            try:
                for result in self.workspace.reword(plan, place.section, number, wish.words):
                    self.post_message(LineReworded(result))
            except Cancelled:
                cancelled = True
            except Exception as failure:
                error = explain(failure)
            self.post_message(RewordingEnded(error, cancelled))

        self._reworder = self.run_worker(run, thread=True, group="reword", exit_on_error=False)

    @on(LineReworded)
    def line_reworded(self, message: LineReworded) -> None:
        """Keep a new wording until all are there."""
        result, words = message.result, texts().changes
        self._asked = result.total
        if result.text is not None:
            self._wordings[result.number] = result.text
        if result.done < result.total:
            what = words.rewording_line.format(number=result.done + 1, total=result.total)
            self.query_one(Status).work(what, texts().interview.to_stop)

    @on(RewordingEnded)
    def rewording_ended(self, message: RewordingEnded) -> None:
        """Ask whether the new wordings shall stand there; say so when there are none."""
        self.rewording = False
        self.refresh_bindings()
        status, words = self.query_one(Status), texts().changes
        status.work("")
        if message.error:
            self.tell(message.error, severity="error")
        if message.cancelled:
            status.say(words.stopped)
        elif self._wordings:
            self.propose()
        elif not message.error:
            status.say(words.nothing_better)

    @work(group="change", exit_on_error=False)
    async def propose(self) -> None:
        """Show the new wordings beside the old ones, and save them when they are wanted."""
        if self._target is None:
            return
        (plan, place), wordings = self._target, dict(self._wordings)
        after = editing.reworded(plan, place.section, wordings)
        stay, words = self._asked - len(wordings), texts().changes
        note = words.one_stays if stay == 1 else words.some_stay.format(count=stay) if stay else ""
        if await self.app.push_screen_wait(DifferenceDialog(difference(plan, after), note)):
            await self._change(lambda plan: editing.reworded(plan, place.section, wordings), place)
        else:
            self.query_one(Status).say(words.kept)

    # Saving

    async def _change(self, change: Callable[[Plan], Plan], place: Place) -> None:
        async with self._saving:
            await self._save(change, place)

    async def _save(self, change: Callable[[Plan], Plan], place: Place) -> None:
        """Save a change as the next version, and show it; a failure is told and changes nothing."""
        before = self.plan
        if before is None:
            return
        store = self.workspace.store

        def save() -> Plan:
            after = change(before)
            return before if after is before else Versions(store, before.id).save(after)

        after = await self.fetch(save)
        if after is None or after is before:
            return
        await self.show_plan(after, place)
        words = texts().changes
        moved_day = [d.day for d in before.dates] != [d.day for d in after.dates]
        self.query_one(Status).say(words.saved_day if moved_day else words.saved)

    def stop_rewording(self) -> None:
        """Stop the model."""
        if self.rewording:
            cancel = self.workspace.engine.cancel
            self.run_worker(cancel, thread=True, group="cancel", exit_on_error=False)

    async def leave(self) -> None:
        """Let the rewording end."""
        self.stop_rewording()
        if self._reworder is not None and self.rewording:
            with contextlib.suppress(WorkerError):
                await self._reworder.wait()


def _first_change(before: Plan, after: Plan) -> Place | None:
    """Return where two versions first differ; None when they do not."""
    for section in after.sections:
        old = before.section(section.id)
        told = [s.text for s in old.statements] if old else []
        have = [s.text for s in section.statements]
        if told != have:
            pairs = zip(told, have, strict=False)
            same = next((n for n, (a, b) in enumerate(pairs, 1) if a != b), None)
            return Place(section.id, same or min(len(told), len(have)) + 1)
    return None
