"""When a need was heard, and what the employee concludes from it, in the employee's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from coach.plan.dates import past_words
from coach.plan.model import AnswerSource
from coach.plan.words import Said
from coach.text import fold_space, sentences

_SO = re.compile(r"\b(?:so|that is why|that means|which means),? $", re.IGNORECASE)
"""What stands before the employee's own conclusion."""
_IN_THE_END = re.compile(
    r"\b(?:in the end|at the end|finally|ultimately|eventually),?"
    r"(?: (?:it|that)(?:['’]s| is| was))?"
    r"(?: (?:for|about|to))? $",
    re.IGNORECASE,
)
"""What stands before the last one of a chain of customers."""


def when_heard(need: Said, near: Sequence[Said], answer: str) -> tuple[str, Said] | None:
    """Return the words that say when a need was heard, and the words in which they stand.

    Args:
        need: What was heard.
        near: What was noted on how the employee knows it.
        answer: The whole answer in which the need stands.
    """
    for words in (need, *near):
        if words.verbatim and (found := past_words(words.text)):
            return found, words
    source = need.source
    if not isinstance(source, AnswerSource):
        return None
    told = sentences(fold_space(answer))
    place = next((n for n, sentence in enumerate(told) if need.text in sentence), None)
    if place is None:
        return None
    times = {
        found for sentence in told[max(0, place - 1) : place + 1] if (found := _past(sentence))
    }
    if len(times) != 1:
        return None
    when = times.pop()
    return when, replace(need, text=when, source=AnswerSource(turn=source.turn, quote=when))


def is_concluded(words: Said, answer: str) -> bool:
    """Return whether words are the employee's conclusion from what was said: "So …".

    Args:
        words: What was noted.
        answer: The whole answer in which they stand.
    """
    before, found, _ = fold_space(answer).partition(words.text)
    return bool(found) and _SO.search(before) is not None


def is_called_last(words: Said, answer: str) -> bool:
    """Return whether the answer says of somebody that they benefit in the end.

    Args:
        words: What was noted.
        answer: The whole answer in which they stand.
    """
    before, found, _ = fold_space(answer).partition(words.text)
    return bool(found) and _IN_THE_END.search(before) is not None


def _past(sentence: str) -> str | None:
    found = past_words(sentence)
    return None if found is None or f"since {found}".lower() in sentence.lower() else found
