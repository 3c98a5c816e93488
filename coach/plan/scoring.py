"""The score of a plan: twenty points of quality, 0 to 2 each, with what would raise them.

The points are those of the project's rubric; each is computed from what stands in the plan, and
where the rubric asks for something that the plan only suggests, it gets the lower number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, computed_field

from coach.llm.prompts import load_file, render
from coach.plan.kinds import load_kinds
from coach.plan.model import Plan

MOST = 2
MAX_WORDS = 1300
_OFTEN = re.compile(
    r"\b(?:every|each|daily|weekly|monthly|yearly|hourly|nightly|per|(?:a|an|once|twice|times a)"
    r" (?:shift|day|night|week|month|quarter|year|hour)|mornings|evenings|nights"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b",
    re.IGNORECASE,
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Hint(_Strict):
    """What a point is about and what would raise it."""

    id: str
    title: str
    none: str
    some: str


class Hints(_Strict):
    """All points, from ``prompts/plan/scoring.yaml``."""

    line: str
    points: list[Hint]


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

    def __str__(self) -> str:
        lines = [render(hints().line, {"points": self.total, "maximum": self.maximum})]
        for point in self.points:
            hint = f": {point.hint}" if point.hint else ""
            lines.append(f"{point.points}/{MOST} {point.title}{hint}")
        return "\n".join(lines)


@lru_cache(maxsize=1)
def hints() -> Hints:
    """Return what each point is about."""
    return load_file("plan/scoring", Hints)


def score(plan: Plan) -> Score:
    """Return the points of a plan, computed from its statements."""
    found = []
    for number, hint in enumerate(hints().points, 1):
        points = _RULES[hint.id](_Kinds(plan))
        raise_it = ("" if points == MOST else hint.some) if points else hint.none
        found.append(
            Point(number=number, id=hint.id, title=hint.title, points=points, hint=raise_it)
        )
    return Score(points=found)


class _Kinds:
    """What kinds of statements a plan has."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._counts: dict[str, int] = {}
        for section in plan.sections:
            for statement in section.statements:
                self._counts[statement.kind] = self._counts.get(statement.kind, 0) + 1

    def any(self, *kinds: str) -> bool:
        return any(kind in self._counts for kind in kinds)

    def all(self, *kinds: str) -> bool:
        return all(kind in self._counts for kind in kinds)

    def count(self, kind: str) -> int:
        return self._counts.get(kind, 0)

    def text(self, *kinds: str) -> str:
        return "\n".join(s.text for kind in kinds for s in self.plan.statements(kind))


def _steps(some: bool, all_of_it: bool) -> int:
    return MOST if some and all_of_it else int(some)


def _customers(has: _Kinds) -> int:
    return _steps(
        has.any("customer.focus", "customer.first_named", "customer.quoted", "work.customers"),
        has.all("customer.focus", "customer.why"),
    )


def _output(has: _Kinds) -> int:
    named = has.any("work.outputs", "work.sentence", "work.role")
    often = _OFTEN.search(has.text("work.outputs", "work.sentence", "work.role"))
    return _steps(named, has.any("work.outputs") and often is not None)


def _end_customer(has: _Kinds) -> int:
    return _steps(
        has.any("customer.chain", "customer.end", "customer.value"),
        has.any("customer.chain") or has.all("customer.end", "customer.value"),
    )


def _voice(has: _Kinds) -> int:
    if not has.any("needs.heard"):
        return MOST if has.any("needs.none", "needs.assumed") else 0
    dated = [s for s in has.plan.statements("needs.heard") if s.text.count("“") > 1]
    return MOST if dated else 1


def _fact_or_guess(has: _Kinds) -> int:
    return _steps(
        has.any("needs.heard", "needs.assumed", "needs.none"),
        has.any("needs.heard", "needs.assumed"),
    )


def _consequence(has: _Kinds) -> int:
    return _steps(has.any("needs.effect", "work.late"), has.any("needs.heard", "needs.assumed"))


def _requirement(has: _Kinds) -> int:
    return _steps(
        has.any("requirements.measure", "requirements.guess"), has.any("requirements.measure")
    )


def _definition(has: _Kinds) -> int:
    text = has.text("requirements.definition")
    return _steps(bool(text), load_kinds().case not in text)


def _baseline(has: _Kinds) -> int:
    return MOST if has.any("requirements.baseline", "requirements.count") else 0


def _target(has: _Kinds) -> int:
    return MOST if has.any("requirements.target") else 0


def _guard(has: _Kinds) -> int:
    return MOST if has.any("requirements.guard") else 0


def _cause(has: _Kinds) -> int:
    asks_first = has.any("actions.ask", "actions.find") and not has.any(
        "actions.help", "actions.try"
    )
    return MOST if has.any("actions.cause") else int(asks_first)


def _actions(has: _Kinds) -> int:
    return _steps(
        has.any("actions.first", "actions.first_by", "actions.ask", "actions.find"),
        has.any("actions.first", "actions.first_by", "actions.ask"),
    )


def _first_step(has: _Kinds) -> int:
    own = has.any("actions.first", "actions.first_by")
    return _steps(
        own or has.any("actions.ask", "actions.find"),
        has.any("actions.first") and has.any("conversation.next"),
    )


def _stop(has: _Kinds) -> int:
    return _steps(has.any("stop.what"), has.all("stop.time", "stop.ask"))


def _conversation(has: _Kinds) -> int:
    questions = has.count("conversation.question")
    return _steps(questions > 0, 5 <= questions <= 8 and has.any("conversation.invitation"))


def _reputation(has: _Kinds) -> int:
    return _steps(
        has.any("reputation.behaviour", "reputation.say"),
        has.all("reputation.say", "reputation.behaviour"),
    )


def _suppliers(has: _Kinds) -> int:
    request = has.any("suppliers.request", "suppliers.quoted")
    given = has.any("suppliers.contribution")
    return _steps(request or given, request and given)


def _review(has: _Kinds) -> int:
    predicted = has.any("actions.sign", "actions.expect")
    return _steps(has.all("review.study", "review.act"), predicted and has.any("actions.adapt"))


def _traceable(has: _Kinds) -> int:
    statements = [s for section in has.plan.sections for s in section.statements]
    if not statements or not all(s.sources or s.edited for s in statements):
        return 0
    return MOST if sum(len(s.text.split()) for s in statements) <= MAX_WORDS else 1


_RULES: dict[str, Callable[[_Kinds], int]] = {
    "customers": _customers,
    "output": _output,
    "end_customer": _end_customer,
    "voice": _voice,
    "fact_or_guess": _fact_or_guess,
    "consequence": _consequence,
    "requirement": _requirement,
    "definition": _definition,
    "baseline": _baseline,
    "target": _target,
    "guard": _guard,
    "cause": _cause,
    "actions": _actions,
    "first_step": _first_step,
    "stop": _stop,
    "conversation": _conversation,
    "reputation": _reputation,
    "suppliers": _suppliers,
    "review": _review,
    "traceable": _traceable,
}
