"""How we can tell whether it is good, and how I want to be thought of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach.llm.prompts import render
from coach.plan.checking import NUMBER_WORDS
from coach.plan.kinds import load_kinds
from coach.plan.material import Material
from coach.plan.model import Statement, SuggestionSource
from coach.plan.words import Said

MAX_BEHAVIOURS = 2

AMOUNT = re.compile(
    rf"\b(\d[\d.,:]*|{'|'.join(sorted(NUMBER_WORDS))}) ?"
    r"(%|percent|seconds?|minutes?|hours?|days?|weeks?|months?|times?|o'clock|am|pm|of|out of|in)\b"
)
"""A figure with what it counts: a target, where a bare number may be the name of a room."""


def requirements(material: Material) -> Iterator[Statement]:
    """One thing to count, with its definition, baseline, target and guard."""
    if not material.needs:
        yield material.statement("requirements.none", *material.unknown("needs", "needs"))
        return
    need = material.needs[0]
    yield from _definition(material, need)
    measures = material.fresh("evidence", "measure")
    baselines = material.fresh("evidence", "baseline")
    yield from material.quote("requirements.evidence", measures)
    yield from material.quote("requirements.baseline", baselines)
    known = material.said("evidence", "baseline")
    yield material.statement(
        "requirements.count",
        *([] if known else material.unknown("evidence", "baseline")),
        SuggestionSource(),
        known=bool(known),
    )
    figures = [
        words
        for slot in (("needs", "needs"), ("commit", "sign"))
        for words in material.said(*slot)
        if AMOUNT.search(words.text.lower())
    ]
    yield from material.quote("requirements.words", figures[:1])
    yield material.statement("requirements.target")
    guard = _filled(material, material.kind.guard)
    yield material.statement("requirements.guard", guard=guard)
    baseline = baselines[0].text if baselines else ""
    yield from material.tip("requirements", need=need.text, baseline=baseline)


def reputation(material: Material) -> Iterator[Statement]:
    """What they should say of me, and what they would notice."""
    wishes = material.fresh("reputation", "reputation")
    yield from material.quote("reputation.say", wishes)
    kinds = [load_kinds().of(words.text) for words in wishes[:1]]
    kinds = [kind for kind in kinds if kind.keywords]
    shown: list[str] = []
    for kind in [*kinds, material.kind]:
        shown += [line for line in kind.behaviours if line not in shown]
    for line in shown[:MAX_BEHAVIOURS]:
        sources = [words.source for words in (wishes or material.needs)[:1]]
        yield material.statement(
            "reputation.behaviour", *sources, SuggestionSource(), behaviour=line
        )


def _definition(material: Material, need: Said) -> Iterator[Statement]:
    kind = material.kind
    yield material.statement(
        "requirements.guess" if need.guess else "requirements.measure",
        need,
        SuggestionSource(),
        quoted=need.quoted,
        measure=_filled(material, kind.measure),
    )
    yield material.statement(
        "requirements.definition",
        SuggestionSource(),
        starts=_filled(material, kind.starts),
        stops=_filled(material, kind.stops),
        case=material.case,
    )


def _filled(material: Material, part: str) -> str:
    return render(part, {"customer": material.customer, "case": material.case})
