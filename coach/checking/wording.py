"""Checks of a wording by itself, and what its numbers and names are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from coach.checking.vocabulary import vocabulary
from coach.text import content_words, numbers, words

NUMBER_WORDS = frozenset(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    thousand million dozen half twice double triple""".split()
)
AMOUNT = re.compile(
    rf"\b(\d[\d.,:]*|{'|'.join(sorted(NUMBER_WORDS))}) ?"
    r"(%|percent|seconds?|minutes?|hours?|days?|weeks?|months?|times?|o'clock|am|pm|of|out of|in)\b"
)
"""A figure with what it counts: a target, where a bare number may be the name of a room."""
_VALUE = {
    word: str(number)
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()
    )
}
_TOKEN = re.compile(r"(?<![\w'’-])[^\W\d_][\w'’-]*")
_TITLES = r"(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)(?<!Prof)(?<!St)"
_STARTS_SENTENCE = re.compile(rf"(?:^|{_TITLES}\.|[!?:;…“”\"(\[–—•]|\n)\s*$")


def length_problem(text: str, max_words: int) -> str | None:
    """Check that a statement says something and is short."""
    count = len(text.split())
    if not words(text):
        return "no words"
    return f"{count} words" if count > max_words else None


def cant_problem(text: str) -> str | None:
    """Check that a statement has no management slang."""
    line = f" {' '.join(words(text))} "
    for phrase in vocabulary().cant:
        stem = re.escape(" ".join(words(phrase)).removesuffix("e"))
        if re.search(rf"\b{stem}(?:e|s|es|ed|ing)?\b", line):
            return f"slang: {phrase}"
    return None


def promise_problem(text: str) -> str | None:
    """Check that a statement promises nothing that others must keep."""
    who = "|".join(re.escape(word) for word in vocabulary().promises)
    modal = "|".join(re.escape(word) for word in vocabulary().modals)
    match = re.search(rf"\b(?:{who})(?:\s+(?:{modal})\b|(?:['’]ll)\b)", text, re.IGNORECASE)
    return f"a promise that others must keep: {match.group()}" if match else None


def echo_problem(text: str, examples: Iterable[str], given: str, *, run: int = 5) -> str | None:
    """Check that a wording of the model does not repeat one of its examples.

    Args:
        text: The wording.
        examples: Answers that the prompt shows.
        given: What the task was about; words that stand there are no echo.
        run: How many words in a row count as repeated.
    """
    have = words(text)
    allowed = content_words(given)
    told = [words(example) for example in examples]
    for start in range(len(have) - run + 1):
        part = have[start : start + run]
        fresh = content_words(" ".join(part)) - allowed
        if len(fresh) >= 2 and any(_contains(example, part) for example in told):
            return f"an echo of an example: {' '.join(part)}"
    return None


def unsupported_words(text: str, given: str, *, share: float) -> str | None:
    """Check that most words that carry meaning stand in ``given``, in any of their forms.

    Args:
        text: A wording of the model.
        given: What the task was about.
        share: How many of the words may be new, from 0 to 1.
    """
    import snowballstemmer

    stem = snowballstemmer.stemmer("english").stemWord
    meant = (word.removesuffix("'s") for word in content_words(text))
    have = {stem(word) for word in meant if "'" not in word}
    new = have - {stem(word.removesuffix("'s")) for word in words(given)}
    if len(new) > share * len(have):
        return f"words from nowhere: {', '.join(sorted(new))}"
    return None


def names(text: str) -> list[str]:
    """Return the words of ``text`` that are written as names: capital letter, inside a sentence."""
    return [
        match.group()
        for match in _TOKEN.finditer(text)
        if match.group()[0].isupper()
        and match.group() not in vocabulary().capitals
        and not _STARTS_SENTENCE.search(text[: match.start()])
    ]


def quantities(text: str) -> set[str]:
    """Return numbers as figures where they have one: ``ten`` and ``10`` are the same."""
    spelled = {_VALUE.get(word, word) for word in words(text) if word in NUMBER_WORDS}
    return {_figure(number) for number in numbers(text)} | spelled


def without_dates(text: str, dates: Iterable[str]) -> str:
    """Return ``text`` without the days that the plan sets itself."""
    for date in sorted(dates, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(date)}(?!\w)", " ", text)
    return text


def _figure(number: str) -> str:
    return number.replace(",", "").rstrip(".:")


def _contains(sequence: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(list(sequence[i : i + size]) == list(part) for i in range(len(sequence) - size + 1))
