"""Read-backs: what was heard, in the employee's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from coach.interview.agenda import Agenda
from coach.interview.notes import Fact, Notes
from coach.llm.prompts import render

MAX_FACTS_A_LINE = 4
NAME_SLOTS = (("customers", "customers"), ("focus", "customer"))
"""Where the same person may be noted more than once."""


class ReadbackTexts(BaseModel):
    """Wording of a read-back; part of ``prompts/interview/flow.yaml``."""

    model_config = ConfigDict(extra="forbid")

    lead: str
    line: str
    guess: str
    unknown: str
    ask: str


@dataclass(frozen=True)
class Numbered:
    """A fact that can be corrected, where it is noted."""

    topic: str
    slot: str
    fact: Fact


def readback_text(
    notes: Notes, topics: Sequence[str], agenda: Agenda, texts: ReadbackTexts
) -> str | None:
    """Return the text of a read-back, or None when nothing was heard on these topics."""
    lines = []
    for topic_id in topics:
        for slot in agenda.topic(topic_id).slots:
            facts = notes.facts(topic_id, slot.id)[:MAX_FACTS_A_LINE]
            if not facts:
                continue
            shown = "; ".join(_shown(fact, texts) for fact in facts)
            lines.append(render(texts.line, {"title": slot.title, "facts": shown}))
    if not any(notes.known(t, s.id) for t in topics for s in agenda.topic(t).slots):
        return None
    return "\n".join([texts.lead, *lines, texts.ask])


def _shown(fact: Fact, texts: ReadbackTexts) -> str:
    if fact.status == "unknown":
        return texts.unknown
    if fact.status == "assumed":
        return render(texts.guess, {"fact": fact.value})
    return fact.value
