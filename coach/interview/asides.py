"""Asides: what somebody says to the coach in an answer, and not about their work."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.interview.signals import is_vague, signal_of
from coach.text import content_words, fold_space, sentences, words

_EXCLAMATIONS = (
    r"oh dear|good heavens|good grief|for (?:heaven|god|pete|christ|goodness)(?:['’]?s?)? sake|"
    r"oh god|my god|god|jesus|christ|dear me|bloody hell|what the hell|unbelievable|typical|ha|"
    r"oh well|whatever|happy|thought so|there you go|here we go|never mind|you know what|see"
)
_AT_COACH = re.compile(
    rf"(?:{_EXCLAMATIONS})\b[^.!?]{{0,12}}[.!?]*$"
    r"|[^.!?]*\b(?:are|is|can|do|did|have|will|would|could|were) you\b"
    r"|[^.!?]*\b(?:asked|told|telling|asking) you\b"
    r"|[^.!?]*\byou(?:['’]re| are| were| have|['’]ve| keep| kept| asked| ask| already| just| do|"
    r" don['’]t| did| didn['’]t| cannot| can['’]t| never| really| said| wrote| put| think|"
    r" misunder\w+| got (?:it|that|this))\b[^.!?]{0,40}\b(?:me|that|this|it|i|not|wrong|listen\w*|"
    r"asked|asking|read\w*|deaf|notes?|already|robot|machine|program|repeat\w*|again|question|slow|"
    r"stupid)\b"
    r"|[^.!?]*\b(?:these|your|the) (?:notes|questions?) (?:are|is|has|have|was|were|make|makes)\b"
    r"|[^.!?]*\bwho(?:ever)? (?:is|was) (?:giving|telling|writing|reading)\b"
    r"|[^.!?]*\b(?:this|that|your|stupid|damn) (?:machine|program|robot|computer|bot|thing) "
    r"(?:is|does|has|cannot|can['’]t|makes)\b",
    re.IGNORECASE,
)
"""Speaks to or of the coach, or only sighs."""


@dataclass(frozen=True)
class Parted:
    """A message taken apart.

    Attributes:
        question: What is asked of the coach.
        answer: What is left, which answers the open question.
    """

    question: str
    answer: str


def is_aside(text: str) -> bool:
    """Return whether a piece of an answer is addressed to the coach, or is no more than a sigh."""
    return _AT_COACH.match(fold_space(text).strip(" \"'“”")) is not None


def parted(text: str) -> Parted | None:
    """Take a question to the coach out of an answer; None where only one of both is there.

    Args:
        text: The employee's message.
    """
    said = [fold_space(sentence) for sentence in sentences(text)]
    asked = [s for s in said if s.rstrip(" \"'”").endswith("?") and signal_of(s) == "asks_back"]
    rest = [s for s in said if s not in asked and not is_aside(s)]
    answer = " ".join(rest)
    if not asked or not content_words(answer) or signal_of(answer) != "answer":
        return None
    if is_vague(answer) and len(words(answer)) < 2:
        return None
    return Parted(" ".join(asked), answer)
