"""Checks of a plan's statements: the general ones of ``coach.checking``, for the plan's types."""

from __future__ import annotations

from coach.checking.claims import MAX_WORDS, Claim, Ground, Quote
from coach.checking.claims import problems as claim_problems
from coach.plan.model import AnswerSource, PassageSource, Statement


def problems(statement: Statement, ground: Ground, *, max_words: int = MAX_WORDS) -> list[str]:
    """Return what is wrong with a statement; nothing when it may stand in the plan.

    The words of the plan's owner may always stand there.

    Args:
        statement: A statement with its sources.
        ground: What it may rest on.
        max_words: Longest statement; an invitation may have twice as many.
    """
    return [] if statement.edited else claim_problems(claim(statement), ground, max_words=max_words)


def claim(statement: Statement) -> Claim:
    """Return a statement as the checks see it."""
    sources = statement.sources
    return Claim(
        text=statement.text,
        quotes=tuple(Quote(s.turn, s.quote) for s in sources if isinstance(s, AnswerSource)),
        passages=tuple(s.id for s in sources if isinstance(s, PassageSource)),
        suggested=statement.suggested,
    )
