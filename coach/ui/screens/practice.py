"""The rehearsal of the talk with the customer; nothing of it is kept."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerError

from coach.practice.rehearsal import Aside, Ended, Event, Rehearsal, Said, Thinking
from coach.practice.texts import texts as practice_texts
from coach.ui.keys import key
from coach.ui.screens.page import Page
from coach.ui.show import explain, line, plain
from coach.ui.texts import named, texts
from coach.ui.widgets.answer_box import AnswerBox
from coach.ui.widgets.conversation import Bubble
from coach.ui.widgets.status import Status

if TYPE_CHECKING:
    from coach.plan.model import Plan
    from coach.workspace import Workspace

Call = Callable[[Rehearsal], Iterator[Event]]
END = "/end"


@dataclass
class Told(Message):
    """The rehearsal told something."""

    event: Event


@dataclass
class Done(Message):
    """The call is over; ``error`` says why it failed."""

    error: str | None


class Spoken(Bubble):
    """A message with the name of who speaks.

    Args:
        side: ``coach``, ``customer`` or ``employee``.
        name: The name to show.
        text: What is said.
    """

    def __init__(self, side: str, name: str, text: str) -> None:
        speaker = "employee" if side == "employee" else "coach"
        super().__init__(speaker, text, reviewed=side == "coach")
        self.add_class(side)
        self._speaker_name = name

    def compose(self) -> ComposeResult:
        """Show the name above the text."""
        _, *said = super().compose()
        yield Static(line(self._speaker_name), classes="speaker", markup=False)
        yield from said


class PracticePage(Page):
    """One rehearsal.

    Args:
        workspace: Gives the rehearsal.
        plan: The plan whose talk is rehearsed.
    """

    HELP = "practice"
    CSS_PATH: ClassVar[PurePath] = Path(__file__).parents[1] / "styles" / "practice.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "stop", "stop"),
        key("f8", "end", "end"),
        key("escape", "close", "close"),
        key("pageup", "page(-1)", "earlier", show=False, priority=True),
        key("pagedown", "page(1)", "later", show=False, priority=True),
    ]

    def __init__(self, workspace: Workspace, plan: Plan) -> None:
        super().__init__(workspace)
        self.page_title = practice_texts().screen.title
        self._plan = plan
        self._rehearsal: Rehearsal | None = None
        self._busy = True
        self._over = False
        self._leaving = False
        self._worker: Worker[None] | None = None

    def content(self) -> ComposeResult:
        """Show the talk, and the field for what to say."""
        with Vertical(id="practice"):
            yield VerticalScroll(id="rehearsal", can_focus=False)
            yield Status(id="status")
            yield AnswerBox(id="turn", placeholder=named(practice_texts().screen.placeholder))

    def on_mount(self) -> None:
        """Begin the rehearsal; the page can be used meanwhile."""
        self.query_one("#rehearsal", VerticalScroll).anchor()
        self.query_one(AnswerBox).focus()
        self.query_one(Status).work(practice_texts().screen.opening)
        self._run(lambda rehearsal: rehearsal.start())

    # What the rehearsal tells

    def _run(self, call: Call) -> None:
        self._busy = True
        self.refresh_bindings()
        self._worker = self.run_worker(
            lambda: self._work(call), thread=True, group="rehearsal", exit_on_error=False
        )

    def _work(self, call: Call) -> None:
        error: str | None = None
        try:
            if self._rehearsal is None:
                self._rehearsal = self.workspace.practice(self._plan)
            for event in call(self._rehearsal):
                self.post_message(Told(event))
                if self._leaving:
                    break
        except Exception as failure:
            error = explain(failure)
        self.post_message(Done(error))

    @on(Told)
    async def told(self, message: Told) -> None:
        """Show one event."""
        words = practice_texts()
        match message.event:
            case Thinking():
                self.query_one(Status).work(words.screen.thinking, texts().interview.to_stop)
            case Said(text=text):
                label = self._rehearsal.label if self._rehearsal else ""
                await self._add(Spoken("customer", label, text))
            case Aside(text=text) if text.startswith("("):
                await self._add(Static(plain(text), classes="note", markup=False))
            case Aside(text=text):
                await self._add(Spoken("coach", words.coach, text))
            case Ended() as ended:
                self._over = True
                text = "\n".join(ended.lines())
                await self._add(Spoken("coach", words.feedback.title, text))

    @on(Done)
    def done(self, message: Done) -> None:
        """Let the employee go on, or show that it is over."""
        self._busy = False
        words, status = practice_texts().screen, self.query_one(Status)
        status.work("")
        if message.error is not None:
            self.tell(message.error, severity="error")
        if self._rehearsal is None:
            status.say(named(words.again))
        elif self._over:
            self.query_one(AnswerBox).display = False
            status.say(named(words.over))
            scroll = self.query_one("#rehearsal", VerticalScroll)
            scroll.can_focus = True
            scroll.focus()
        self.refresh_bindings()

    async def _add(self, widget: Static | Spoken) -> None:
        await self.query_one("#rehearsal").mount(widget)

    # What the employee does

    @on(AnswerBox.Sent, "#turn")
    async def send(self, message: AnswerBox.Sent) -> None:
        """Say something to the customer."""
        text = message.text.strip()
        if self._busy or self._rehearsal is None or self._over:
            self.query_one(Status).hint(practice_texts().screen.wait)
            return
        message.box.clear()
        if text.lower() == END:
            self.action_end()
            return
        self.query_one("#rehearsal", VerticalScroll).anchor()
        if text:
            await self._add(Spoken("employee", practice_texts().you, text))
        self._run(lambda rehearsal: rehearsal.say(text))

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Offer only what can be done now."""
        ready = self._rehearsal is not None and not self._over
        if action == "stop":
            return self._busy and ready
        if action == "close":
            return not self._busy or not ready
        if action == "end":
            return not self._busy and ready
        return True

    def action_stop(self) -> None:
        """Let the running reply go on without the model."""
        self.query_one(Status).work(practice_texts().screen.stopping)
        self._cancel()

    def _cancel(self) -> None:
        if self._rehearsal is not None and self._busy:
            cancel = self._rehearsal.cancel
            self.run_worker(cancel, thread=True, group="cancel", exit_on_error=False)

    def action_end(self) -> None:
        """End it and show what was noticed."""
        self._run(lambda rehearsal: rehearsal.end())

    def action_page(self, direction: int) -> None:
        """Scroll the talk by a page; the field keeps the focus."""
        talk = self.query_one("#rehearsal", VerticalScroll)
        if direction < 0:
            talk.scroll_page_up(animate=False)
        else:
            talk.scroll_page_down(animate=False)

    async def action_close(self) -> None:
        """Go back to the plan."""
        await self.leave()
        self.app.pop_screen()

    async def leave(self) -> None:
        """Let the running reply end."""
        self._leaving = True
        self._cancel()
        if self._worker is not None and self._busy:
            with contextlib.suppress(WorkerError):
                await self._worker.wait()
