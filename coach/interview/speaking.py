"""Saying a reply: shown piece by piece as soon as each is certain, saved whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from coach.interview import turns
from coach.interview.agenda import Agenda
from coach.interview.events import CoachKind, Event, Origin, Progress, ReplyWords, Said
from coach.interview.record import Record
from coach.interview.wording import split_question
from coach.store.messages import NewMessage


@dataclass
class Draft:
    """A reply that is being made.

    Attributes:
        began: When the employee's message came, by ``time.perf_counter``.
        shown: What the employee sees of it already; the whole reply begins with it.
        first_ms: Milliseconds from the message to the first words.
    """

    began: float = field(default_factory=time.perf_counter)
    shown: str = ""
    first_ms: float | None = None

    def show(self, text: str) -> ReplyWords:
        """Return the event that shows more of the reply."""
        if self.first_ms is None:
            self.first_ms = self.elapsed_ms()
        self.shown += text
        return ReplyWords(text)

    def elapsed_ms(self) -> float:
        """Return the milliseconds since the employee's message came."""
        return round((time.perf_counter() - self.began) * 1000, 1)


class Speaker:
    """Shows and saves what the coach says.

    Args:
        record: Notes and state of the interview.
        agenda: Topics.
    """

    def __init__(self, record: Record, agenda: Agenda) -> None:
        self._record = record
        self._agenda = agenda

    def ask(self, kind: CoachKind, origin: Origin, text: str, draft: Draft) -> Iterator[Event]:
        """Say something that ends in a question, and remember the question."""
        question = split_question(text)[1] or text
        state = self._record.state
        state.questions.append(question)
        state.open_question = question
        yield from self.say(kind, origin, text, draft)

    def say(self, kind: CoachKind, origin: Origin, text: str, draft: Draft) -> Iterator[Event]:
        """Show what is not shown yet of a reply, save it whole, and tell how far it has come.

        Args:
            kind: What the message is for.
            origin: Who worded it.
            text: The whole reply; it begins with what is shown.
            draft: The reply so far.
        """
        yield draft.show(text[len(draft.shown) :])
        message = NewMessage(
            speaker="coach",
            topic=self._record.state.topic,
            kind=kind,
            origin=origin,
            text=text,
            ttft_ms=draft.first_ms,
            total_ms=draft.elapsed_ms(),
        )
        turn = self._record.commit([message])[0]
        yield Said(turn, message.topic, kind, origin, text)
        yield self.progress()

    def progress(self) -> Progress:
        """Return how far along the interview is."""
        state = self._record.state
        topic = self._agenda.topic(state.topic)
        return Progress(
            topic=topic.id,
            title=topic.title,
            stage=self._agenda.stage(topic.stage).title,
            done=len(state.finished),
            total=len(self._agenda.topics(state.form)),
            minutes_left=turns.minutes_left(self._agenda, state),
        )
