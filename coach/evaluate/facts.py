"""The notes against what is true of a persona: slots filled, facts found, facts right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from coach.evaluate.answers import is_declined, is_vague
from coach.evaluate.grounding import Rate
from coach.evaluate.personas import Persona, TruthKey
from coach.interview.notes import Fact, Notes
from coach.store.messages import Message
from coach.text import content_words, find_quote, words

TRUTH_SLOTS: dict[TruthKey, tuple[str, frozenset[str]]] = {
    "customers": ("customers", frozenset({"customers"})),
    "focus": ("focus", frozenset({"customer"})),
    "needs": ("needs", frozenset({"needs"})),
    "measures": ("evidence", frozenset({"measure", "baseline"})),
    "stop": ("stop", frozenset({"stop"})),
    "suppliers": ("suppliers", frozenset({"supplier"})),
    "first_step": ("commit", frozenset({"first_step"})),
}
"""Topic and slots of the notes in which a key of the persona's truth belongs."""

_IDENTITIES: tuple[TruthKey, ...] = ("customers", "focus", "stop", "suppliers")
"""Keys whose truth lists everything that the persona names, so that other facts are wrong."""


_HEARSAY = frozenset(
    """last week month year yesterday today ago day time monday tuesday wednesday thursday friday
    saturday sunday asked wrote mentioned phone mail email radio meeting once recently
    heard""".split()
)
"""Words that say how and when something was heard, and not what."""


def slots_filled(notes: Notes, persona: Persona) -> Rate:
    """Judge the slots that the persona could fill: each has a fact other than "not known".

    These are the slots of every key of the truth that lists something, and every topic for which
    the persona has an answer that is neither vague nor declined.
    """
    wrong: list[str] = []
    total = 0
    for key in _scored(persona):
        topic, slots = TRUTH_SLOTS[key]
        total += 1
        if not any(notes.known(topic, slot) for slot in slots):
            wrong.append(f"{topic}.{'|'.join(sorted(slots))}")
    for topic in persona.answers:
        if topic in _told_topics(persona):
            total += 1
            if all(fact.status == "unknown" for fact in notes.facts(topic)):
                wrong.append(topic)
    return Rate(total, wrong)


def recall(notes: Notes, persona: Persona) -> Rate:
    """Judge each item of the truth: one of its alternatives is in a fact of its topic.

    The search ignores case and takes in value and quote of every fact that is not "not known".
    """
    wrong: list[str] = []
    total = 0
    for key in _scored(persona):
        topic, _ = TRUTH_SLOTS[key]
        noted = "\n".join(
            f"{fact.value}\n{fact.quote}" for fact in notes.facts(topic) if fact.status != "unknown"
        ).casefold()
        for item in persona.truth.items(key):
            total += 1
            if not any(other.casefold() in noted for other in item):
                wrong.append(f"{topic}: {item[0]}")
    return Rate(total, wrong)


def precision(transcript: Sequence[Message], notes: Notes, persona: Persona) -> Rate:
    """Judge the facts in the slots of customers, focus, needs, stop and suppliers.

    A fact is wrong when it was not said (a content word of its value is not in the message that it
    cites), or lies in the wrong slot. Customers, focus, stop and suppliers are listed in full by
    the truth, so a fact there must match an item. Needs are not: one is right when it matches, or
    was said in reply to the needs question, says more than how and when it was heard, and is not
    what another key lists.
    """
    turns = {m.turn: m for m in transcript if m.speaker == "employee"}
    wrong: list[str] = []
    total = 0
    for key, fact in _identity_facts(notes, persona):
        total += 1
        message = turns.get(fact.turn)
        if (
            message is None
            or not _was_said(fact, message.text)
            or not _belongs(key, fact, message, persona)
        ):
            wrong.append(f"{key}: {fact.value}")
    return Rate(total, wrong)


def truth_match(notes: Notes, persona: Persona) -> Rate:
    """Judge the same facts as ``precision`` by the truth alone: each matches an item of its key."""
    facts = [*_identity_facts(notes, persona)]
    wrong = [f"{key}: {fact.value}" for key, fact in facts if not _matches(key, fact, persona)]
    return Rate(len(facts), wrong)


def _scored(persona: Persona) -> Iterator[TruthKey]:
    """Yield the keys of the truth that list something about a topic that is not unknown."""
    for key in get_args(TruthKey):
        if persona.truth.items(key) and TRUTH_SLOTS[key][0] not in persona.truth.unknown:
            yield key


def _told_topics(persona: Persona) -> set[str]:
    known = [*persona.truth.customers, *persona.truth.focus]
    return {
        topic
        for topic, answers in persona.answers.items()
        if topic not in persona.truth.unknown
        and any(
            not is_declined(answer, persona.exhausted) and not is_vague(answer, topic, known)
            for answer in answers
        )
    }


def _identity_facts(notes: Notes, persona: Persona) -> Iterator[tuple[TruthKey, Fact]]:
    for key in _scored(persona):
        if key in _IDENTITIES or key == "needs":
            topic, slots = TRUTH_SLOTS[key]
            for slot in sorted(slots):
                for fact in notes.known(topic, slot):
                    yield key, fact


def _was_said(fact: Fact, text: str) -> bool:
    said = set(words(text))
    return find_quote(fact.quote, text) is not None and content_words(fact.value) <= said


def _matches(key: TruthKey, fact: Fact, persona: Persona) -> bool:
    value = fact.value.casefold()
    return any(other.casefold() in value for item in persona.truth.items(key) for other in item)


def _belongs(key: TruthKey, fact: Fact, message: Message, persona: Persona) -> bool:
    if _matches(key, fact, persona):
        return True
    if key != "needs" or message.topic != "needs":
        return False
    others: tuple[TruthKey, ...] = ("stop", "suppliers", "measures")
    return bool(content_words(fact.value) - _HEARSAY) and not any(
        _matches(other, fact, persona) for other in others
    )
