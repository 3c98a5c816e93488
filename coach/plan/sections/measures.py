"""How we can tell whether it is good, and how I want to be thought of."""

from __future__ import annotations

from collections.abc import Iterator

from coach.checking.wording import AMOUNT
from coach.llm.prompts import render
from coach.plan import choosing
from coach.plan.hearing import is_concluded
from coach.plan.kinds import load_kinds
from coach.plan.material import Material
from coach.plan.model import Statement, SuggestionSource
from coach.plan.perspective import is_told
from coach.plan.words import Said

MAX_BEHAVIOURS = 2
MAX_MEASURES = 2


def requirements(material: Material) -> Iterator[Statement]:
    """What to count, with definition, baseline, target and guard.

    A second need is counted as well when the customer said both.
    """
    if not material.needs:
        yield material.statement("requirements.none", *material.unknown("needs", "needs"))
        return
    need = material.needs[0]
    heard = [words for words in material.needs if not words.guess]
    heard = [words for words in heard if not choosing.is_not_needed(words)] or heard[:1]
    heard = [words for words in heard if not is_told(words.text)] or heard[:1]
    for measured in heard[:MAX_MEASURES] or [need]:
        yield _measure(material, measured)
    kind = material.kind
    yield material.statement(
        "requirements.definition",
        SuggestionSource(),
        starts=_filled(material, kind.starts),
        stops=_filled(material, kind.stops),
    )
    figures = _figures(material)
    yield from _baseline(material)
    yield from material.quote("requirements.words", figures)
    told = "requirements.target" if kind.starts else "requirements.target_every"
    target = material.statement("requirements.target_named" if figures else told)
    yield target.model_copy(update={"kind": "requirements.target"})
    guard = _filled(material, kind.guard)
    yield material.statement("requirements.guard", guard=guard)
    known = material.said("evidence", "baseline")
    yield from material.tip("requirements", need=need.text, baseline=known[0].text if known else "")


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


def _measure(material: Material, need: Said) -> Statement:
    """Return what is noted each time; where a need gives no question, what follows from it does."""
    question, asked = material.yes_no(need), need
    if question is None and not need.guess:
        conclusion = next(iter(_conclusions(material, need)), None)
        if conclusion is not None:
            question, asked = material.yes_no(conclusion), conclusion
    return material.statement(
        "requirements.guess" if need.guess else "requirements.measure",
        need,
        *([asked] if asked is not need else []),
        SuggestionSource(),
        quoted=need.quoted,
        each=material.each,
        question=question,
    )


def _conclusions(material: Material, need: Said) -> list[Said]:
    """Return what the employee concludes in the answer that holds a need."""
    answer = material.said_in(need)
    others = [words for words in material.needs if words.guess and words.text in answer]
    return [words for words in others if is_concluded(words, answer) and material.yes_no(words)]


def _baseline(material: Material) -> Iterator[Statement]:
    """How it can be told today, the figure of today, and from when to when it is counted."""
    measures = material.fresh("evidence", "measure")
    yield from material.quote("requirements.evidence", choosing.telling(measures))
    yield from material.quote("requirements.baseline", material.fresh("evidence", "baseline"))
    known = material.said("evidence", "baseline")
    yield material.statement(
        "requirements.count",
        *([] if known else material.unknown("evidence", "baseline")),
        SuggestionSource(),
        known=bool(known),
    )


def _figures(material: Material) -> list[Said]:
    """Return the first figure that the employee or the customer named for what is good."""
    named = [*material.said("needs", "needs"), *material.said("commit", "sign")]
    return [words for words in named if AMOUNT.search(words.text.lower())][:1]


def _filled(material: Material, part: str) -> str:
    return render(part, {"customer": material.customer})
