"""The plan as JSON, for other programs: the contract's ``plan.json``."""

from __future__ import annotations

from coach.plan.model import Plan


def to_json(plan: Plan) -> str:
    """Return the plan as ``plan.json``."""
    return plan.model_dump_json(indent=2) + "\n"
