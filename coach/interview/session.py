"""The interview: an answer goes in, typed events come out.

Code owns the agenda, the counting, the notes and the ending; the model copies facts out of an
answer and words one follow-up, and both are checked. The full screen, the line mode and the
evaluator use this object and nothing else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

from coach.interview.agenda import Agenda, Form
from coach.interview.early import load_early
from coach.interview.events import AnswerSaved, Event, Finished, NotesChanged, Progress, Trouble
from coach.interview.flow import load_flow
from coach.interview.notes import Fact, Notes
from coach.interview.record import Record
from coach.interview.replies import Replies
from coach.interview.speaking import Draft
from coach.knowledge.library import Library
from coach.llm.engine import Engine
from coach.store.messages import Message
from coach.store.store import Store
from coach.text import clean

MAX_IDLE_MINUTES = 3.0
"""A longer pause is not counted as time spent on an answer."""


class Interview:
    """One interview, new or resumed; ``Workspace`` makes them.

    Every method that talks yields events and does its work while it is iterated, so it belongs in
    a thread of its own where a screen must stay alive.

    Args:
        store: Where everything is kept.
        session_id: The session; it exists in the store.
        engine: The model.
        library: Passages and the embedding.
        agenda: Topics.

    Attributes:
        session_id: Id of the session.
    """

    def __init__(
        self, store: Store, session_id: str, *, engine: Engine, library: Library, agenda: Agenda
    ) -> None:
        self._record = Record(store, session_id, agenda)
        self.session_id = self._record.session_id
        self._engine = engine
        self._cancelled = threading.Event()
        self._replies = Replies(
            self._record,
            engine=engine,
            library=library,
            agenda=agenda,
            cancelled=self._cancelled,
        )
        self._clock = time.monotonic()
        self._left = False

    @property
    def form(self) -> Form:
        """Full or short."""
        return self._record.state.form

    @property
    def notes(self) -> Notes:
        """What was heard so far."""
        return self._record.notes

    @property
    def finished(self) -> bool:
        """Whether the interview is over."""
        return self._record.state.phase == "done"

    @property
    def asked_slot(self) -> str | None:
        """What the open question is about, when it is not the first one on its topic."""
        return self._record.state.asked_slot

    @property
    def resting(self) -> bool:
        """Whether the employee was asked what they want to do after a crisis."""
        return self._record.state.resting

    @property
    def done(self) -> Sequence[str]:
        """The topics that are done, in order."""
        return tuple(self._record.state.finished)

    def start(self, *, recap: bool = True) -> Iterator[Event]:
        """Begin, or go on: a recap and the open question, or the reply that is still owed.

        Args:
            recap: Say where a resumed interview stands; not to somebody who never left it.
        """
        yield self.progress()
        if self._record.state.unread is not None and not self._replies.early.no_model:
            yield from self._guard(self._replies.changing.catch_up())
        owed = self._record.owed()
        early = self._replies.early
        if early.waiting() and not early.no_model:
            if owed is not None:
                early.keep(owed.turn)
            yield from self._guard(self._replies.catch_up())
        elif owed is not None:
            yield AnswerSaved(owed.turn, owed.text)
            yield from self._guard(self._replies.respond(owed.turn, owed.text))
        elif self.finished:
            self._record.set_finished()
            yield Finished("complete")
        elif self._record.state.phase == "topic" and not early.question_is_open:
            # All that could be asked without the model was asked.
            if early.no_model:
                yield from self._guard(early.say(load_early().welcome_back, Draft()))
            else:
                yield from self._guard(self._replies.course.next_topic(Draft()))
        elif self.messages():
            yield from self._guard(self._replies.course.recap() if recap else iter(()))
        else:
            yield from self._guard(self._replies.course.open())

    def answer(self, text: str) -> Iterator[Event]:
        """Take the employee's message, save it, and reply."""
        text = clean(text).strip()
        command = self._command(text)
        if command is not None:
            yield from command()
            return
        if not text or self.finished:
            yield Trouble(load_flow().nothing_typed)
            return
        self._count_time()
        turn = self._record.save_answer(text)
        yield AnswerSaved(turn, text)
        yield from self._guard(self._replies.respond(turn, text))

    def skip(self) -> Iterator[Event]:
        """Leave the open question; its topic is closed."""
        if not self.finished:
            self._count_time()
            yield from self._guard(self._replies.skip())

    def back(self) -> Iterator[Event]:
        """Take the last answer back and ask its question again; the transcript keeps it."""
        if not self.finished:
            yield from self._guard(self._replies.back())

    def keep(self) -> Iterator[Event]:
        """Take notes of a sensitive message after all, which was set aside."""
        if not self.finished:
            yield from self._guard(self._replies.keep())

    def finish(self) -> Iterator[Event]:
        """End now; the plan is written from what there is."""
        if not self.finished:
            yield from self._guard(self._replies.finish())

    def correct(self, topic: str, slot: str, before: Fact, value: str | None) -> Iterator[Event]:
        """Change a noted fact by hand; ``None`` or nothing withdraws it.

        The new words are a message of the employee, so that they can be traced like any other.

        Raises:
            KeyError: the fact is not noted there.
        """
        text = clean(value or "").strip()
        with self._record.undone_on_failure():
            after = None
            if text:
                turn = self._record.next_turn()
                after = Fact(value=text, quote=text, turn=turn, status="corrected")
            self.notes.change(topic, slot, before, after, by_hand=True)
            self._record.commit_correction(topic, text)
        yield NotesChanged()

    def change_answer(self, turn: int, text: str) -> Iterator[Event]:
        """Put another text in the place of an earlier answer, and take the notes of it anew.

        The interview goes on where it was; the old text stays in the transcript.

        Args:
            turn: Number of the answer, or of any text that stood in its place.
            text: What it is to say.
        """
        text = clean(text).strip()
        if self._replies.early.no_model:
            yield Trouble(load_early().no_change)
        elif not self.finished and self._replies.changing.is_for_the_coach(text):
            yield from self.answer(text)
        else:
            yield from self._guard(self._replies.changing.change(turn, text))

    def tell(self, topic: str, text: str, *, slot: str | None = None) -> Iterator[Event]:
        """Take a further answer on a topic that is done, such as one that was written on paper.

        Nothing is asked about it; the interview goes on where it was.

        Args:
            topic: Id of the topic.
            text: What was said.
            slot: What it is about, when it is not an answer to the topic's first question.
        """
        text = clean(text).strip()
        if not self.finished and self._replies.changing.is_for_the_coach(text):
            yield from self.answer(text)
        else:
            yield from self._guard(self._replies.changing.tell(topic, text, slot))

    def undo_answer(self, turn: int) -> Iterator[Event]:
        """Bring back what an answer said before its last change, with its notes."""
        yield from self._guard(self._replies.changing.undo(turn))

    def cancel(self) -> None:
        """End the model's part of the running call; the reply then comes from reviewed text."""
        self._cancelled.set()
        self._engine.cancel()

    def typing(self, text: str) -> None:
        """Tell what is typed so far, so that the model can read it meanwhile.

        Returns at once; from any thread. Nothing of it is kept unless it is sent.
        """
        self._replies.ahead.typing(text)

    def leave(self) -> None:
        """Let go of what was typed and of the session: another window can go on with it."""
        self._replies.ahead.forget()
        if not self._left:
            self._left = True
            self._record.let_go()

    def messages(self) -> list[Message]:
        """Return the transcript so far."""
        return self._record.messages()

    def readback_topics(self) -> Sequence[str]:
        """Return the topics that the open read-back covers; empty when none is open."""
        state = self._record.state
        return tuple(state.readback_topics) if state.phase == "readback" else ()

    def progress(self) -> Progress:
        """Return how far along the interview is."""
        return self._replies.progress()

    def _guard(self, steps: Iterator[Event]) -> Iterator[Event]:
        """Undo half a turn when it fails, so that trying again starts from what is saved."""
        self._cancelled.clear()
        with self._record.undone_on_failure():
            yield from steps
        self._replies.ahead.expect()
        self._replies.warm_up()

    def _command(self, text: str) -> Callable[[], Iterator[Event]] | None:
        """Return what a message means that is a command as the coach's own texts name it."""
        commands = {
            "/keep": self.keep,
            "/skip": self.skip,
            "/back": self.back,
            "/finish": self.finish,
        }
        return commands.get(text.lower())

    def _count_time(self) -> None:
        now = time.monotonic()
        self._record.state.minutes += min((now - self._clock) / 60, MAX_IDLE_MINUTES)
        self._clock = now
