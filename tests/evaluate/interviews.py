"""Hand-made interviews whose metrics are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from coach.evaluate.personas import Persona
from coach.interview.notes import Fact, Notes, Status
from coach.plan.model import (
    AnswerSource,
    PassageInfo,
    PassageSource,
    Plan,
    Report,
    Section,
    Source,
    Statement,
    SuggestionSource,
)
from coach.store.messages import Message


def talk(*lines: tuple[Any, ...]) -> list[Message]:
    """Make a transcript of ``(kind, topic, text)`` lines; "answer" and "asks" are the employee's.

    "model probe" is a probe that the model worded, "stock probe" one that people wrote.
    """
    messages = []
    for turn, (kind, topic, text) in enumerate(lines):
        employee = kind in ("answer", "asks")
        messages.append(
            Message(
                turn=turn,
                speaker="employee" if employee else "coach",
                topic=topic,
                kind="clarification" if kind == "asks" else kind.split()[-1],
                origin="model" if kind.startswith("model") else "stock",
                text=text,
                ttft_ms=None if employee else 100.0 + turn,
            )
        )
    return messages


def fact(value: str, turn: int, quote: str | None = None, status: Status = "known") -> Fact:
    return Fact(value=value, quote=value if quote is None else quote, turn=turn, status=status)


def notes(**slots: Sequence[Fact]) -> Notes:
    """Make notes of slots named ``topic__slot``."""
    made = Notes()
    for name, facts in slots.items():
        topic, slot = name.split("__")
        made.topics.setdefault(topic, {})[slot] = list(facts)
    return made


def statement(text: str, *sources: Source) -> Statement:
    return Statement(text=text, sources=list(sources) or [SuggestionSource()])


def said(turn: int, quote: str) -> AnswerSource:
    return AnswerSource(turn=turn, quote=quote)


def cites(passage: str) -> PassageSource:
    return PassageSource(id=passage)


def plan(
    sections: dict[str, list[Statement]],
    *,
    passages: Sequence[str] = (),
    retrieved: dict[str, list[str]] | None = None,
) -> Plan:
    return Plan(
        session="s",
        created=dt.datetime(2026, 11, 22, tzinfo=dt.timezone.utc),
        title="My plan",
        sections=[Section(id=id, title=id, statements=made) for id, made in sections.items()],
        passages={id: PassageInfo(id=id, title=id, source="somebody") for id in passages},
        report=Report(retrieved=retrieved or {}),
    )


def persona(**changes: Any) -> Persona:
    values: dict[str, Any] = {
        "id": "someone",
        "role": "Technician",
        "style": "plain",
        "form": "short",
        "answers": {},
    }
    return Persona.model_validate(values | changes)
