"""Runs the interview, which blocks, in a thread, and posts what it tells as messages.

The interview is touched by this thread only, one call at a time; whoever shows it gets copies.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import Worker, WorkerError

from coach.errors import Cancelled
from coach.interview.events import Event, Heard, NotesChanged, Progress
from coach.interview.notes import Fact, Notes
from coach.ui.outline import Outline
from coach.ui.show import explain

if TYPE_CHECKING:
    from textual.screen import Screen

    from coach.interview.agenda import Form
    from coach.interview.session import Interview
    from coach.store.messages import Message as Line
    from coach.workspace import Workspace

Call = Callable[["Interview"], "Iterator[Event]"]


@dataclass
class Opened(Message):
    """The interview is there: everything that was said and heard so far.

    ``early`` says that the model is not there yet; it is opened again when it is.
    """

    session_id: str
    form: Form
    finished: bool
    lines: list[Line]
    notes: Notes
    progress: Progress
    outline: Outline
    draft: str
    early: bool = False


@dataclass
class Told(Message):
    """The interview told something."""

    event: Event


@dataclass
class Noted(Message):
    """The notes changed; ``newest`` is the fact that was added, if one was."""

    notes: Notes
    newest: Fact | None


@dataclass
class Ended(Message):
    """The call is over.

    Attributes:
        error: What to tell people when it failed.
        cancelled: Whether it ended because it was cancelled.
        opened: Whether there is an interview to go on with.
    """

    error: str | None
    cancelled: bool
    opened: bool


class Runner:
    """One interview and the thread that works on it.

    Args:
        screen: Gets the messages.
        workspace: Opens the interview.
        session_id: The interview to go on with; None begins a new one.
        form: Form of a new interview.
        waits: Tells whether the interview must do without the model just now.
    """

    def __init__(
        self,
        screen: Screen[None],
        workspace: Workspace,
        session_id: str | None,
        form: Form,
        waits: Callable[[], bool] = lambda: False,
    ) -> None:
        self._screen = screen
        self._workspace = workspace
        self._form = form
        self._interview: Interview | None = None
        self._before: Interview | None = None
        self._worker: Worker[None] | None = None
        self._waiting: deque[Call] = deque()
        self._leaving = False
        self._waits = waits
        self.early = False
        self.session_id = session_id
        self.busy = False

    @property
    def stoppable(self) -> bool:
        """Whether there is work of the model to stop."""
        return self.busy and self._interview is not None

    def open(self, *, again: bool = False) -> None:
        """Open the interview and let the coach speak; also what to do after a failure.

        Args:
            again: It was open without the model just now, so nobody needs a recap.
        """
        self._before, self._interview = self._interview or self._before, None
        more = {"recap": False} if again else {}
        self._begin(lambda interview: interview.start(**more))

    def run(self, call: Call) -> bool:
        """Run one call of the interview; False when it is busy."""
        if self.busy or self._interview is None:
            return False
        self._begin(call)
        return True

    def queue(self, call: Call) -> bool:
        """Run a call as soon as the interview is free; True when that is now."""
        if self.run(call):
            return True
        self._waiting.append(call)
        return False

    def next(self) -> bool:
        """Run the next waiting call; False when there is none or it cannot run."""
        if not self._waiting or self.busy or self._interview is None:
            return False
        return self.run(self._waiting.popleft())

    def typing(self, text: str) -> None:
        """Tell the interview what is typed so far, while it waits for an answer."""
        if not self.busy and self._interview is not None:
            self._interview.typing(text)

    def cancel(self) -> None:
        """Stop the model's part of the running call."""
        interview = self._interview
        if self.stoppable and interview is not None:
            self._screen.run_worker(
                interview.cancel, thread=True, group="cancel", exit_on_error=False
            )

    async def close(self) -> None:
        """Stop, and wait until nothing touches the interview any more."""
        self._leaving = True
        self._waiting.clear()
        self.cancel()
        if self._worker is not None:
            with contextlib.suppress(WorkerError):
                await self._worker.wait()
        for interview in (self._before, self._interview):
            if interview is not None:
                interview.leave()

    def _begin(self, call: Call) -> None:
        self.busy = True
        self._worker = self._screen.run_worker(
            lambda: self._work(call),
            thread=True,
            exclusive=True,
            group="interview",
            exit_on_error=False,
        )

    def _work(self, call: Call) -> None:
        error: str | None = None
        cancelled = False
        try:
            interview = self._interview or self._open()
            for event in call(interview):
                self._screen.post_message(Told(event))
                if isinstance(event, (Heard, NotesChanged)):
                    newest = event.fact if isinstance(event, Heard) else None
                    self._screen.post_message(Noted(interview.notes.model_copy(deep=True), newest))
                if self._leaving:
                    break
        except Cancelled:
            cancelled = True
        except Exception as failure:
            error = explain(failure)
        self._screen.post_message(Ended(error, cancelled, self._interview is not None))

    def _open(self) -> Interview:
        self.early = self._waits()
        early = {"early": True} if self.early else {}
        if self.session_id is None:
            interview = self._workspace.new_interview(self._form, **early)
        else:
            interview = self._workspace.open_interview(self.session_id, **early)
        self.session_id = interview.session_id
        self._screen.post_message(
            Opened(
                session_id=interview.session_id,
                form=interview.form,
                finished=interview.finished,
                lines=interview.messages(),
                notes=interview.notes.model_copy(deep=True),
                progress=interview.progress(),
                outline=Outline.of(self._workspace.agenda, interview.form),
                draft=self._workspace.store.draft(interview.session_id),
                early=self.early,
            )
        )
        self._interview = interview
        if self._before is not None:
            # Only now, so that no other window comes between.
            self._before.leave()
            self._before = None
        return interview
