"""Looking back when a topic opens: what was said about it before it was asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial

from coach.errors import CoachError
from coach.interview.agenda import Topic
from coach.interview.earlier import Earlier, Passage
from coach.interview.events import Event, Heard, Working
from coach.interview.flow import load_flow
from coach.interview.modelcalls import ModelCalls
from coach.interview.reading import Finding, Reader
from coach.interview.record import Record
from coach.knowledge.library import Library
from coach.llm.prompts import render
from coach.text import find_quote, one_line, words

MAX_SAID_WORDS = 12
"""Longest part of an earlier answer that is said again (research/interviewing.md)."""
_log = logging.getLogger(__name__)


class Lookback:
    """Reads earlier answers once more for the topic that opens.

    Args:
        record: Notes and state of the interview.
        reader: Copies facts out of answers.
        library: Has the embedding.
        calls: Asks the model, and again when it stopped.
    """

    def __init__(
        self, record: Record, *, reader: Reader, library: Library, calls: ModelCalls
    ) -> None:
        self._record = record
        self._reader = reader
        self._earlier = Earlier(library)
        self._calls = calls
        self._texts = load_flow()

    def read(self, topic: Topic) -> Iterator[Event]:
        """Note what earlier answers say about a topic."""
        try:
            passages = self._earlier.about(topic, self._record.messages(), self._record.notes)
        except CoachError as error:
            _log.warning("no looking back: %s", error)
            return
        for passage in passages:
            yield Working("reading")
            found = yield from self._calls.ask(partial(self._findings, topic, passage))
            for finding in found or []:
                if self._record.notes.add(topic.id, finding.slot, finding.fact):
                    yield Heard(topic.id, finding.slot, finding.fact)

    def _findings(self, topic: Topic, passage: Passage) -> list[Finding]:
        found = self._reader.read(topic, passage.text, passage.turn)
        return [f for f in found if find_quote(f.fact.quote, passage.message) is not None]

    def lead(self, topic: Topic) -> str:
        """Return how the coach begins a topic that was partly told before."""
        for slot in topic.slots:
            for fact in self._record.notes.known(topic.id, slot.id):
                if slot.required and len(words(fact.value)) <= MAX_SAID_WORDS:
                    return render(self._texts.said_earlier, {"said": one_line(fact.value)})
        return self._texts.spoken_earlier
