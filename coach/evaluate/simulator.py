"""A simulated employee: answers an interview as a persona would, through its events alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from coach.evaluate.personas import Persona
from coach.interview.events import Event, Finished, Said

TURN_LIMIT = 80
"""Messages of an employee after which something is wrong with the interview."""

READBACK_DEFAULT = "Yes, that's right."


class Interviewing(Protocol):
    """What the simulator uses of ``coach.interview.session.Interview``."""

    def start(self) -> Iterator[Event]:
        """Open the interview."""
        ...

    def answer(self, text: str) -> Iterator[Event]:
        """Take an employee's message."""
        ...

    def finish(self) -> Iterator[Event]:
        """End the interview early."""
        ...

    def readback_topics(self) -> Sequence[str]:
        """Return the topics that the read-back now open covers."""
        ...


@dataclass(frozen=True)
class Outcome:
    """How a simulated interview ended.

    Attributes:
        finished: Whether it came to its end by itself.
        reason: The interview's own reason, or why it was broken off.
        answers: Messages that the employee sent.
    """

    finished: bool
    reason: str
    answers: int


class Employee:
    """Decides what a persona says next.

    Entries of ``asks`` and ``readback`` are used once each; answers on a topic go on from the last
    one given.
    """

    def __init__(self, persona: Persona) -> None:
        self._persona = persona
        self._given: Counter[str] = Counter()
        self._asked: set[str] = set()
        self._read_back: set[str] = set()

    def reply(self, said: Said, readback_topics: Sequence[str] = ()) -> str:
        """Return the reply to the coach's last message.

        Args:
            said: The message.
            readback_topics: What it covers, when it is a read-back.
        """
        if said.kind == "readback":
            return self._confirm(readback_topics or (said.topic,))
        return self._answer(said.topic)

    def _confirm(self, topics: Sequence[str]) -> str:
        for topic in topics:
            correction = self._persona.readback.get(topic)
            if correction is not None and topic not in self._read_back:
                self._read_back.add(topic)
                return correction
        return READBACK_DEFAULT

    def _answer(self, topic: str) -> str:
        question = self._persona.asks.get(topic)
        if question is not None and topic not in self._asked:
            self._asked.add(topic)
            return question
        answers = self._persona.answers.get(topic, [])
        number = self._given[topic]
        self._given[topic] += 1
        return answers[number] if number < len(answers) else self._persona.exhausted


def simulate(interview: Interviewing, persona: Persona, *, limit: int = TURN_LIMIT) -> Outcome:
    """Hold a whole interview with ``persona`` as the employee.

    An interview that does not end within ``limit`` messages, or falls silent, is ended and counts
    as not finished.
    """
    employee = Employee(persona)
    said, finished = _follow(interview.start())
    answers = 0
    while finished is None and said is not None and answers < limit:
        topics = interview.readback_topics() if said.kind == "readback" else ()
        answers += 1
        said, finished = _follow(interview.answer(employee.reply(said, topics)))
    if finished is not None:
        return Outcome(True, finished.reason, answers)
    for _ in interview.finish():
        pass
    return Outcome(False, "silent" if said is None else "turn limit", answers)


def _follow(events: Iterator[Event]) -> tuple[Said | None, Finished | None]:
    """Take all events of a call; return the last message and the end, where there is one."""
    said: Said | None = None
    finished: Finished | None = None
    for event in events:
        if isinstance(event, Said):
            said = event
        elif isinstance(event, Finished):
            finished = event
    return said, finished
