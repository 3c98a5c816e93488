"""Whether a source supports a statement, told from where the statement's words come from in it.

The source is an answer, as it was typed, or a passage. Nothing here knows plans or interviews, and
no model is asked: a statement of the program stays near the words of its source, so what was
changed can be found by laying the one on the other. docs/checking.md has the figures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from coach.checking.beside import beside
from coach.checking.comparison import compare
from coach.checking.found import Difference
from coach.checking.joints import joints
from coach.checking.losses import losses
from coach.checking.novelties import novelties

LIMIT = 1.7
"""Sum of weights from which a statement counts as not supported.

Chosen on development pairs so that at least nine of ten that are not supported are found: a
statement that is turned down costs little, one that is wrong costs trust."""


@dataclass(frozen=True)
class Support:
    """How far a source supports a statement.

    Attributes:
        score: From 0 (says something else) to 1 (says the same); below 0.5 it is not supported.
        problem: The greatest difference in plain words, when the score is below 0.5.
        differences: All that were found, the greatest first.
    """

    score: float
    problem: str | None
    differences: tuple[Difference, ...]


def support(statement: str, source: str, *, question: str = "") -> Support:
    """Return whether the source supports the statement.

    Args:
        statement: One statement, of one or two sentences.
        source: What it rests on.
        question: What the source answers; its words are taken for granted.
    """
    compared = compare(statement, source, question)
    if not compared.statement and not compared.whole:
        return Support(1.0, None, ())
    found = [*novelties(compared), *losses(compared), *joints(compared), *beside(compared)]
    found.sort(key=lambda difference: -difference.weight)
    score = 1 / (1 + math.exp(min(sum(d.weight for d in found), 50.0) - LIMIT))
    return Support(score, found[0].told() if score < 0.5 else None, tuple(found))
