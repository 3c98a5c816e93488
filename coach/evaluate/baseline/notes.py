"""Notes that the baseline's model takes when the interview is over, one request a topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coach.evaluate.baseline.asking import Asker, Schema, list_of, object_of
from coach.evaluate.baseline.texts import BaselineTexts
from coach.interview.agenda import Slot, Topic
from coach.interview.notes import Fact, Notes
from coach.text import words

MOST_QUOTES = 4
"""Longest list of a slot; a small model would fill a longer one with repeats."""

_TEXT: Schema = {"type": "string"}


def take_notes(asker: Asker, texts: BaselineTexts, topics: Sequence[Topic]) -> Notes:
    """Return the notes of an interview.

    Raises:
        EngineError: the model stopped answering.
    """
    notes = Notes()
    for topic in topics:
        found = asker.ask(
            texts.notes.system,
            texts.notes.user,
            {"aim": texts.topics[topic.id].aim, "slots": topic.slots},
            object_of({slot.id: list_of(_item(slot), MOST_QUOTES) for slot in topic.slots}),
            max_tokens=texts.notes.max_tokens,
        )
        for slot in topic.slots:
            for item in found.get(slot.id, []):
                fact = _fact(item, slot, topic.id, asker)
                if fact is not None:
                    notes.add(topic.id, slot.id, fact)
    return notes


def _item(slot: Slot) -> Schema:
    """Return the schema of a fact: a quote, and for the customer's matters how it is known."""
    if slot.about == "self":
        return _TEXT
    return object_of({"quote": _TEXT, "status": {"enum": ["heard", "assumed"]}})


def _fact(item: Any, slot: Slot, topic: str, asker: Asker) -> Fact | None:  # noqa: ANN401 - JSON
    own = slot.about == "self"
    quote = item if own else item["quote"]
    if not words(quote):
        return None
    turn, quote = asker.locate(quote, topic)
    return Fact(value=quote, quote=quote, turn=turn, status="known" if own else item["status"])
