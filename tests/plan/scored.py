"""Plans with something missing, for tests of the score."""

from __future__ import annotations

from functools import cache

from coach.plan.model import Plan
from coach.plan.scoring import Point, score
from tests.plan.drafts import plan_of
from tests.plan.people import EVERYBODY


@cache
def _drafted(name: str) -> Plan:
    return plan_of(EVERYBODY[name]())


def drafted(name: str) -> Plan:
    return _drafted(name).model_copy(deep=True)


def points(plan: Plan) -> dict[str, Point]:
    return {point.id: point for point in score(plan).points}


def without(plan: Plan, *kinds: str) -> Plan:
    """Return the plan without statements of these kinds, or of these groups of kinds."""
    plan = plan.model_copy(deep=True)
    for section in plan.sections:
        section.statements = [
            s for s in section.statements if not any(s.kind.startswith(kind) for kind in kinds)
        ]
    return plan


def reworded(plan: Plan, kind: str, text: str) -> Plan:
    """Return the plan with another text in the first statement of a kind."""
    plan = plan.model_copy(deep=True)
    plan.statements(kind)[0].text = text
    return plan
