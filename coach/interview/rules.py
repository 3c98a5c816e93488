"""Rules on sentences: what a sentence must say to count, and what makes it ordinary after all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coach.text import fold_space, sentences


@dataclass(frozen=True)
class Rule:
    """One way to say something.

    Attributes:
        says: What must stand in a sentence.
        unless: What, in the same sentence, makes it something else.
    """

    says: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def holds(self, sentence: str) -> bool:
        """Return whether the sentence says it."""
        if not self.says.search(sentence):
            return False
        return self.unless is None or not self.unless.search(sentence)


def rules(*patterns: str, unless: str | None = None) -> tuple[Rule, ...]:
    """Return a rule for each pattern; case does not matter unless a pattern says so.

    Patterns repeat things a bounded number of times only, so that a long message takes time in
    proportion to its length.
    """
    ordinary = None if unless is None else re.compile(unless, re.IGNORECASE)
    return tuple(Rule(re.compile(p, re.IGNORECASE), ordinary) for p in patterns)


def plain_sentences(text: str) -> list[str]:
    """Return the sentences of a message, on one line each, with plain apostrophes."""
    return sentences(fold_space(text.replace("’", "'").replace("`", "'")))


def any_holds(checked: Iterable[Rule], said: Sequence[str]) -> bool:
    """Return whether any of the sentences holds by any of the rules."""
    return any(rule.holds(sentence) for rule in checked for sentence in said)
