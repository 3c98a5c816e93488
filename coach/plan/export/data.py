"""The plan as JSON, for other programs: the contract's ``plan.json``."""

from __future__ import annotations

from coach.plan.model import Plan


def to_json(plan: Plan) -> str:
    """Return the plan as ``plan.json``, without words that its owner took out of it."""
    earlier = {"__all__": {"statements": {"__all__": {"was"}}}}
    return plan.model_dump_json(indent=2, exclude={"left_out": True, "sections": earlier}) + "\n"
