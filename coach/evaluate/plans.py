"""Whether a plan is short, and says nothing twice."""

from __future__ import annotations

from collections import Counter

from coach.plan.model import Plan
from coach.text import sentences, words

SHORT_SENTENCE = 3
"""Sentences of so few words may stand twice: "I ask Dave.\""""


def repeated(plan: Plan) -> list[str]:
    """Return the sentences that stand in a plan more than once."""
    counted: Counter[str] = Counter()
    for section in plan.sections:
        for statement in section.statements:
            counted.update(
                " ".join(words(sentence))
                for sentence in sentences(statement.text)
                if len(words(sentence)) > SHORT_SENTENCE
            )
    return [sentence for sentence, times in counted.items() if times > 1]
