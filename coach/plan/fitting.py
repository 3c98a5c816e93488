"""Keeps a plan short: who told a lot gets fewer extras, and never fewer of their own words."""

from __future__ import annotations

from collections.abc import Sequence

from coach.plan.export.markdown import to_markdown
from coach.plan.model import Plan, Section, Statement

MAX_WORDS = 1300
"""Longest plan, in words of the exported document: about three pages."""
EXTRAS = ("passage.tip", "needs.source", "suppliers.share", "reputation.behaviour", "work.others")
"""Kinds of statements that may go, the first first; of the behaviours one always stays."""


def length(plan: Plan) -> int:
    """Return the number of words in a plan as it is exported, with its list of sources.

    Signs of Markdown and references count as words, so the plan is rather shorter than that.
    """
    return len(to_markdown(plan).split())


def shortened(plan: Plan, *, reserve: int = 0) -> Plan:
    """Return a plan without as many of its extras as it takes to be short enough.

    Args:
        plan: A plan.
        reserve: Words that will be added to it.
    """
    for kind in EXTRAS:
        while length(plan) + reserve > MAX_WORDS:
            extra = _last(plan.sections, kind)
            if extra is None:
                break
            plan = _without(plan, extra)
    return plan


def _last(sections: Sequence[Section], kind: str) -> Statement | None:
    found = [s for section in sections for s in section.statements if s.kind == kind]
    least = 1 if kind == "reputation.behaviour" else 0
    return found[-1] if len(found) > least else None


def _without(plan: Plan, extra: Statement) -> Plan:
    sections = [
        section.model_copy(update={"statements": [s for s in section.statements if s is not extra]})
        for section in plan.sections
    ]
    return plan.model_copy(update={"sections": sections})
