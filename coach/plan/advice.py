"""What a plan quotes of a passage."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coach.knowledge.passages import Passage, sentences
from coach.text import content_words

TIP_WORDS = 38
_ASKS = re.compile(r"Ask(?: yourself)?: ")
"""Begins a question to the reader: a plan has its own, and this one would stand there open."""
_LEANS_BACK = re.compile(
    r"^(?:\w+ ){0,6}?(?:this|that|these|those|such|it|they|them|then|there|he|she)\b", re.I
)
"""A beginning that cannot be understood without the sentence before it."""


def advice_of(passage: Passage) -> str:
    """Return the end of a passage, which says what to do; empty where it only asks something."""
    last = sentences(passage.text.strip().split("\n\n")[-1])
    endings = [" ".join(last[start:]) for start in range(len(last))]
    whole = [ending for ending in endings if ending.count('"') % 2 == 0]
    short = [
        ending
        for ending in whole
        if len(ending.split()) <= TIP_WORDS
        and not _LEANS_BACK.search(ending)
        and not _ASKS.match(ending)
    ]
    return max(short, key=len, default="")


def sentence_on(passage: Passage, wanted: Iterable[object]) -> str:
    """Return the sentence that shares most words with what is looked for; none without any."""
    about = content_words(" ".join(str(part) for part in wanted))
    lines = [
        line
        for line in sentences(passage.text)
        if len(line.split()) <= TIP_WORDS and not set(line) & set('"“”')
    ]
    best = max(lines, key=lambda line: len(content_words(line) & about), default="")
    return best if content_words(best) & about else ""
