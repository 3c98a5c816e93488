"""A difference between a statement and its source."""

from __future__ import annotations

from dataclasses import dataclass

from coach.checking.words import vocabulary

WEIGHTS = {
    # Words of the statement that are not in the source.
    "number": 3.1,
    "name": 2.2,
    "new": 0.8,
    "unit": 2.7,
    "amount": 2.5,
    "negation": 2.5,
    "order": 1.9,
    "person": 1.0,
    "told": 2.4,
    "promise": 1.0,
    "added": 1.3,
    # Words of the statement that stand where the source has another.
    "instead": 1.2,
    "opposite": 2.2,
    "direction": 0.7,
    # Words of the source that are gone.
    "lost_negation": 3.2,
    "lost_condition": 1.9,
    "lost_hedge": 2.0,
    "lost_number": 1.5,
    # Words that stand elsewhere, and joints that the source does not have.
    "moved": 0.4,
    "joined": 1.5,
    "clause": 0.3,
    "inside": 0.3,
    "seam": 0.65,
    "count": 1.0,
    "owner": 1.6,
    "swapped": 2.2,
    "turned": 2.0,
    "flip": 2.5,
    "scope": 1.9,
    "speaker": 1.4,
    "believer": 1.8,
    "subject": 2.2,
    "exchanged": 2.2,
    # Small words beside a word of both.
    "possible": 1.8,
    "required": 1.8,
    "cause": 1.8,
    "only": 0.9,
}
"""How much each kind says that the statement is not supported, in log odds.

Set by reason, then fitted to development pairs with a logistic regression that holds on to the
reasoned values and allows nothing below zero (docs/checking.md), and rounded."""


@dataclass(frozen=True)
class Difference:
    """One thing that the statement says otherwise.

    Attributes:
        kind: A key of ``WEIGHTS``.
        word: The word of the statement, or nothing.
        other: The word of the source, or nothing.
        share: How sure it is that this is a difference, from 0 to 1.
    """

    kind: str
    word: str = ""
    other: str = ""
    share: float = 1.0

    @property
    def weight(self) -> float:
        """How much it says that the statement is not supported."""
        return WEIGHTS[self.kind] * self.share

    def told(self) -> str:
        """Return it in plain words."""
        problem = vocabulary().problems.get(self.kind, vocabulary().problems["seam"])
        return problem.format(word=self.word, other=self.other)
