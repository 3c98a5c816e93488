"""Corrections of something said earlier, in the middle of an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.text import content_words, fold_space, sentences

_LEAD = r"^(oh |sorry,? |wait,? |no,? |ah,? |and |but |so |also,? )*"
_BEFORE = r"(earlier|before|a moment ago|just now|at the (start|beginning)|above)"
_REVISES = re.compile(
    rf"\b{_BEFORE} i (said|told|wrote|mentioned|named|called|put|gave)\b"
    rf"|\bi (said|told you|wrote|mentioned|named|gave you)\b[^.!?]{{1,60}}\b{_BEFORE}\b"
    r"|\bwhat i (said|wrote|told you) (earlier|before|about|is wrong|was wrong)\b"
    r"|\bi (said|wrote|told you) [^.!?]{1,60}?[,;]? but (it'?s|it is|that'?s|that is|i meant|"
    r"i mean|actually|in fact|really)\b"
    rf"|{_LEAD}(correction|i (have|want|need) to correct|let me correct|scratch that|my mistake|"
    r"i (was|got (that|it|this)) wrong|i misspoke)\b"
    rf"|{_LEAD}i meant\b"
    r"|^(oh |sorry,? |wait,? |no wait,? )+(it'?s|it is|that'?s) (not|really|actually)\b",
)
_RIGHT = re.compile(r"(it'?s|it is|that'?s|make it|should be|they are|he is|she is|not)\b")
"""How a sentence begins that says what is right instead."""


@dataclass(frozen=True)
class Revision:
    """An answer taken apart.

    Attributes:
        correction: The sentences that put something right which was said before.
        rest: What is left for the open question; empty when nothing is.
    """

    correction: str
    rest: str


def revision_in(text: str) -> Revision | None:
    """Return the correction of something said earlier that an answer holds, or None.

    Args:
        text: The employee's message.
    """
    parts = [fold_space(part) for part in sentences(fold_space(text))]
    found = [n for n, part in enumerate(parts) if _REVISES.search(_plain(part))]
    if not found:
        return None
    first, last = found[0], found[-1]
    if last + 1 < len(parts) and _completes(parts[last], parts[last + 1]):
        last += 1
    correction = " ".join(parts[first : last + 1])
    rest = " ".join([*parts[:first], *parts[last + 1 :]])
    return Revision(correction, rest if content_words(rest) else "")


def _completes(said: str, following: str) -> bool:
    """Return whether the next sentence says what is right, as after "I was wrong."."""
    named = content_words(_REVISES.sub(" ", _plain(said)))
    return not named or bool(_RIGHT.match(_plain(following)))


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
