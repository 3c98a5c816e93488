"""Looking back: what was said about a topic in answers to other questions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from coach.interview.agenda import Topic
from coach.interview.carried import may_be_carried
from coach.interview.earlier import Passage, said_about
from coach.interview.events import Event, Heard, Working
from coach.interview.findings import Finding
from coach.interview.flow import load_flow
from coach.interview.modelcalls import ModelCalls
from coach.interview.reading import Reader
from coach.interview.record import Record
from coach.interview.voice import Customers
from coach.llm.prompts import render
from coach.text import find_quote, one_line, words

MAX_SAID_WORDS = 12
"""Longest part of an earlier answer that is said again (research/interviewing.md)."""


class Lookback:
    """Reads answers to other questions once more for a topic.

    Args:
        record: Notes and state of the interview.
        reader: Copies facts out of answers.
        calls: Asks the model, and again when it stopped.
    """

    def __init__(self, record: Record, *, reader: Reader, calls: ModelCalls) -> None:
        self._record = record
        self._reader = reader
        self._calls = calls
        self._texts = load_flow()
        self._read: set[tuple[str, Passage]] = set()

    def read(self, topic: Topic) -> Iterator[Event]:
        """Note what earlier answers say about a topic."""
        passages = said_about(topic, self._record.standing(), self._record.notes)
        for passage in passages:
            if (topic.id, passage) in self._read:
                continue
            self._read.add((topic.id, passage))
            yield Working("reading")
            found = yield from self._calls.ask(partial(self._findings, topic, passage))
            for finding in found or []:
                if self._fits(topic, finding, passage) and self._record.notes.add(
                    topic.id, finding.slot, finding.fact
                ):
                    yield Heard(topic.id, finding.slot, finding.fact)

    def _findings(self, topic: Topic, passage: Passage) -> list[Finding]:
        found = self._reader.read(
            topic, passage.text, passage.turn, aside=True, customers=self._customers()
        )
        return [f for f in found if find_quote(f.fact.quote, passage.message) is not None]

    def _fits(self, topic: Topic, found: Finding, passage: Passage) -> bool:
        """Return whether a find may be carried over: said of this, and not overruled since."""
        notes, value = self._record.notes, found.fact.value
        known = self._customers()
        if not may_be_carried(
            topic.id, value, passage.message, focus=known.focus, people=known.people
        ):
            return False
        spoken = [fact.value for fact in notes.known("needs", "needs") if fact.turn == passage.turn]
        if topic.id == "moment" and any(find_quote(need, value) for need in spoken):
            # What the customer said is a need; it is not said again as what it meant for them.
            return False
        if any(
            (change.topic, change.slot, change.before.value) == (topic.id, found.slot, value)
            for change in notes.history
            if change.before is not None
        ):
            return False
        asked = {m.turn for m in self._record.messages() if m.topic == topic.id}
        own = [fact.turn for fact in notes.known(topic.id, found.slot) if fact.turn in asked]
        return not own or passage.turn > min(own)

    def _customers(self) -> Customers:
        notes = self._record.notes
        focus = next((fact.value for fact in notes.known("focus", "customer")), None)
        return Customers(focus, [fact.value for fact in notes.known("customers", "customers")])

    def lead(self, topic: Topic) -> str:
        """Return how the coach begins a topic that was partly told before."""
        for slot in topic.slots:
            for fact in self._record.notes.known(topic.id, slot.id):
                if slot.required and len(words(fact.value)) <= MAX_SAID_WORDS:
                    return render(self._texts.said_earlier, {"said": one_line(fact.value)})
        return self._texts.spoken_earlier
