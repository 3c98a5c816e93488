"""The plan that the baseline's model writes, one request a section."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any

from coach.evaluate.baseline.asking import Asker, Schema, list_of, object_of
from coach.evaluate.baseline.texts import BaselineTexts, Part
from coach.plan.material_texts import texts as plan_texts
from coach.plan.model import (
    SECTION_IDS,
    AnswerSource,
    Plan,
    Report,
    Section,
    Source,
    Statement,
    SuggestionSource,
)
from coach.text import clean, fold_space, words

_STRAIGHT = re.compile(r'"([^"]*)"')
_STATEMENT: Schema = object_of({"text": {"type": "string"}, "quote": {"type": "string"}})


def write_plan(asker: Asker, texts: BaselineTexts, today: dt.date) -> Plan:
    """Return the plan of an interview.

    The model has to fill every kind of statement that the score knows, if with a suggestion of its
    own: where it may leave a list empty it leaves them all. Nothing that it writes is checked or
    left out. It has no library, so that nothing is cited and the last section stays empty.

    Raises:
        EngineError: the model stopped answering.
    """
    began = time.perf_counter()
    sections = []
    for section_id in SECTION_IDS:
        title = plan_texts().sections[section_id]
        parts = texts.plan.sections.get(section_id, [])
        statements = _statements(asker, texts, section_id, title, parts, today) if parts else []
        sections.append(Section(id=section_id, title=title, statements=statements))
    count = sum(len(section.statements) for section in sections)
    seconds = round(time.perf_counter() - began, 2)
    return Plan(
        session="baseline",
        created=dt.datetime.combine(today, dt.time()).astimezone(),
        title=texts.plan.title,
        sections=sections,
        report=Report(statements=count, worded=count, seconds=seconds),
    )


def _statements(
    asker: Asker,
    texts: BaselineTexts,
    section_id: str,
    title: str,
    parts: list[Part],
    today: dt.date,
) -> list[Statement]:
    found = asker.ask(
        texts.plan.system,
        texts.plan.user,
        {"title": title, "parts": parts, "today": f"{today:%A, %d %B %Y}"},
        object_of({part.id: list_of(_STATEMENT, part.most, least=1) for part in parts}),
        max_tokens=texts.plan.max_tokens,
    )
    return [
        Statement(
            text=_shown(item["text"]),
            sources=[_source(asker, item)],
            kind=f"{section_id}.{part.id}",
        )
        for part in parts
        for item in found.get(part.id, [])
        if words(item["text"])
    ]


def _shown(text: str) -> str:
    """Return a statement with the quotation marks that a plan has; the score looks for them."""
    return _STRAIGHT.sub(r"“\1”", fold_space(clean(text)))


def _source(asker: Asker, item: dict[str, Any]) -> Source:
    if not words(item["quote"]):
        return SuggestionSource()
    turn, quote = asker.locate(item["quote"])
    return AnswerSource(turn=turn, quote=quote)
