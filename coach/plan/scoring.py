"""The score of a plan: twenty points of quality, 0 to 2 each, with what would raise them.

The points are those of the project's rubric. What would raise a point is said in words of the plan
itself: whom to ask, by when, about what, and where to write the answer.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, computed_field

from coach.llm.prompts import load_file, render
from coach.plan.dates import written
from coach.plan.evidence import Evidence
from coach.plan.model import DateKind, Plan
from coach.plan.points import MOST, RULES, Found
from coach.plan.words import are_several

BEST = 3
"""How many hints are named first."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PointTexts(_Strict):
    """What a point is about, and what would raise it, by what is missing."""

    id: str
    title: str
    section: str
    hints: dict[str, str]


class ScoreTexts(_Strict):
    """All points, from ``prompts/plan/scoring.yaml``."""

    line: str
    best: str
    all: str
    keys: str
    nobody: str
    points: list[PointTexts]


class Point(_Strict):
    """One of the twenty points."""

    number: int
    id: str
    title: str
    points: int = Field(ge=0, le=MOST)
    hint: str
    """What would raise it; empty when nothing is missing."""


class Score(_Strict):
    """All points of a plan."""

    points: list[Point]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> int:
        """Points that the plan has."""
        return sum(point.points for point in self.points)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def maximum(self) -> int:
        """Points that a plan can have."""
        return MOST * len(self.points)

    @property
    def missing(self) -> list[Point]:
        """The points that could be more: those that have none first, then in their order."""
        return sorted((p for p in self.points if p.hint), key=lambda p: (p.points, p.number))

    @property
    def best(self) -> list[Point]:
        """The points whose hints raise the score most."""
        return self.missing[:BEST]

    @property
    def others(self) -> list[Point]:
        """The other points that could be more."""
        return self.missing[BEST:]

    def __str__(self) -> str:
        texts = score_texts()
        lines = [render(texts.line, {"points": self.total, "maximum": self.maximum})]
        if self.best:
            lines += ["", texts.best]
            lines += [f"{n}. {point.hint}" for n, point in enumerate(self.best, 1)]
            lines += ["", texts.all]
        for point in self.points:
            hint = f": {point.hint}" if point.hint else ""
            lines.append(f"{point.points}/{MOST} {point.title}{hint}")
        return "\n".join(lines)


@lru_cache(maxsize=1)
def score_texts() -> ScoreTexts:
    """Return what each point is about."""
    return load_file("plan/scoring", ScoreTexts)


def score(plan: Plan, *, today: dt.date | None = None) -> Score:
    """Return the points of a plan, computed from its statements.

    Args:
        plan: The plan.
        today: Days that are over then are not named in hints; without it all are.
    """
    evidence = Evidence(plan)
    found = []
    for number, texts in enumerate(score_texts().points, 1):
        rule = RULES[texts.id](evidence)
        found.append(
            Point(
                number=number,
                id=texts.id,
                title=texts.title,
                points=rule.points,
                hint=_hint(texts, rule, evidence, today),
            )
        )
    return Score(points=found)


def keys(plan: Plan) -> str:
    """Return what the keys that hints name are called on the command line."""
    return render(score_texts().keys, {"plan": plan.id}).strip()


def _hint(texts: PointTexts, found: Found, evidence: Evidence, today: dt.date | None) -> str:
    if not found.missing:
        return ""
    variables = {
        "customer": evidence.customer or score_texts().nobody,
        "gets": "get" if are_several(evidence.customer) else "gets",
        "need": evidence.need,
        "what": found.what,
        "section": evidence.title(texts.section),
        "by": _by(evidence, "conversation", today),
        "study": _by(evidence, "study", today),
    }
    return render(texts.hints[found.missing], variables).strip()


def _by(evidence: Evidence, kind: DateKind, today: dt.date | None) -> str:
    """Return " by Friday 27 November", or nothing when there is no such day ahead."""
    date = evidence.date(kind)
    if date is None or (today is not None and date.day < today):
        return ""
    return f" by {written(date.day, evidence.plan.created.date())}"
