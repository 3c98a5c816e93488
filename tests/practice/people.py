"""Rehearsals on invented people, with a scripted model and vectors made of words."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from coach.plan.model import Plan
from coach.practice.rehearsal import Aside, Ended, Event, Rehearsal, Said
from coach.text import words
from tests.plan import people
from tests.plan.drafts import plan_of
from tests.practice.dave import dave
from tests.scripted import ScriptedEngine


def by_words(texts: Sequence[str]) -> np.ndarray:
    """Return vectors by which texts are as like as the words that they share."""
    vectors = np.zeros((len(texts), 384), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in words(text):
            vectors[row, zlib.crc32(word.encode()) % 384] = 1.0
        vectors[row] /= max(1.0, float(np.linalg.norm(vectors[row])))
    return vectors


def answers(person: people.Person) -> dict[int, str]:
    return {m.turn: m.text for m in person.messages if m.speaker == "employee"}


def rehearsal(
    engine: ScriptedEngine, person: people.Person | None = None, plan: Plan | None = None
) -> Rehearsal:
    who = person or dave()
    return Rehearsal(who.notes, answers(who), plan or plan_of(who), engine=engine, embed=by_words)


def said(events: Iterable[Event]) -> list[str]:
    """Return what the customer says."""
    return [event.text for event in events if isinstance(event, Said)]


def asides(events: Iterable[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Aside)]


def ended(events: Iterable[Event]) -> Ended:
    [end] = [event for event in events if isinstance(event, Ended)]
    return end
