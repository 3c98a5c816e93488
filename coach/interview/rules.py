"""Rules on sentences: what a sentence must say to count, and what makes it ordinary after all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from coach.text import fold_space, sentences


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """One way to say something.

    Patterns are compiled when they are first used: to compile all of them takes longer than
    anything else before the first question.

    Attributes:
        says: Pattern of what must stand in a sentence.
        unless: Pattern of what, in the same sentence, makes it something else.
    """

    says: str
    unless: str | None = None

    def holds(self, sentence: str) -> bool:
        """Return whether the sentence says it; case does not matter unless a pattern says so."""
        if not _compiled(self.says).search(sentence):
            return False
        return self.unless is None or not _compiled(self.unless).search(sentence)


def rules(*patterns: str, unless: str | None = None) -> tuple[Rule, ...]:
    """Return a rule for each pattern.

    Patterns repeat things a bounded number of times only, so that a long message takes time in
    proportion to its length.
    """
    return tuple(Rule(pattern, unless) for pattern in patterns)


def plain_sentences(text: str) -> list[str]:
    """Return the sentences of a message, on one line each, with plain apostrophes."""
    return sentences(fold_space(text.replace("’", "'").replace("`", "'")))


def any_holds(checked: Iterable[Rule], said: Sequence[str]) -> bool:
    """Return whether any of the sentences holds by any of the rules."""
    return any(rule.holds(sentence) for rule in checked for sentence in said)
