"""What may come next: told to the engine while the employee reads and types.

Nothing here waits, and nothing that was typed and not sent is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.interview.agenda import Agenda, Topic
from coach.interview.agreement import agrees
from coach.interview.asking import Asker
from coach.interview.corrector import Corrector
from coach.interview.readback import Numbered
from coach.interview.reading import Reader
from coach.interview.record import Record
from coach.interview.signals import signal_of
from coach.llm.engine import Engine, Request
from coach.text import clean

TOPICS_AHEAD = 2
"""For how many coming topics the fixed part is made ready where it is missing."""


@dataclass(frozen=True)
class _Expected:
    """What the open question is about; a snapshot, because typing is told by another thread."""

    topic: Topic | None
    facts: Sequence[Numbered]
    later: Sequence[Request]


_NOTHING = _Expected(None, (), ())


class Ahead:
    """Announces the requests that the next answer will lead to.

    Args:
        engine: The model.
        record: Notes and state of the interview.
        agenda: Topics.
        reader: Its requests come first.
        asker: Its follow-ups come second.
        corrector: Its requests come after a read-back.
    """

    def __init__(
        self,
        engine: Engine,
        record: Record,
        agenda: Agenda,
        *,
        reader: Reader,
        asker: Asker,
        corrector: Corrector,
    ) -> None:
        self._engine = engine
        self._record = record
        self._agenda = agenda
        self._reader = reader
        self._asker = asker
        self._corrector = corrector
        self._expected = _NOTHING

    def expect(self) -> None:
        """Take note of the question that is open now, and announce what is known of its answer."""
        state = self._record.state
        if state.phase == "done":
            self.forget()
            return
        topic = self._agenda.topic(state.topic)
        facts: tuple[Numbered, ...] = ()
        if state.phase == "readback":
            facts = tuple(self._record.correctable(state.readback_topics))
        self._expected = _Expected(None if facts else topic, facts, self._later(topic))
        self.typing("")

    def typing(self, text: str) -> None:
        """Announce what is typed so far; returns at once, from any thread."""
        expected, text = self._expected, clean(text).strip()
        requests = list(self._known(expected, text))
        if requests:
            sent = bool(text) and signal_of(text) == "answer" and not agrees(text)
            self._engine.anticipate([*requests, *expected.later], whole=sent)

    def forget(self) -> None:
        """Let go of all that was typed: no answer will come."""
        self._expected = _NOTHING
        self._engine.anticipate([])

    def _known(self, expected: _Expected, text: str) -> Sequence[Request]:
        if expected.facts:
            return [self._corrector.request(expected.facts, text)]
        topic = expected.topic
        if topic is None:
            return []
        requests = [self._reader.request(topic, text)]
        if topic.probes:
            requests.append(self._asker.opening(topic, text))
        return requests

    def _later(self, topic: Topic) -> list[Request]:
        """Return the fixed parts of coming topics, for states that are not kept yet."""
        topics = self._agenda.topics(self._record.state.form)
        place = next((n for n, other in enumerate(topics) if other.id == topic.id), len(topics))
        requests = []
        for later in topics[place + 1 : place + 1 + TOPICS_AHEAD]:
            for prefix in (self._reader.prefix(later), self._asker.prefix(later)):
                requests.append(Request(prefix, fixed=len(prefix)))
        return requests
