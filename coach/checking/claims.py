"""Checks of a claim against what it rests on: answers, passages, and days that are set.

Nothing here knows of plans or interviews: a :class:`Ground` says what may be relied on, a
:class:`Claim` what is said and what it cites, and :func:`problems` what in it relies on something
else. Whether an answer means what a wording of it says is told by ``coach.checking.support``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from coach.checking.vocabulary import vocabulary
from coach.checking.wording import (
    cant_problem,
    length_problem,
    names,
    promise_problem,
    quantities,
    without_dates,
)
from coach.text import fold_space, words

MAX_WORDS = 60
"""Longest claim that is checked without a limit of its own."""
_QUOTED = re.compile(r"“([^“”]*)”")


@dataclass(frozen=True)
class Quote:
    """Words that are cited, and the answer in which they must stand."""

    turn: int
    text: str


@dataclass(frozen=True)
class Claim:
    """Something said, with what it cites.

    Attributes:
        text: What is said.
        quotes: The answers that it rests on.
        passages: Ids of the passages that it rests on.
        suggested: Whether it is marked as a suggestion, and so may rest on nothing.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    passages: tuple[str, ...] = ()
    suggested: bool = False


@dataclass(frozen=True)
class Ground:
    """What a statement may rest on.

    Attributes:
        answers: The speaker's messages by turn.
        passages: What was retrieved: id to title, source and text as one string.
        dates: Days that the text sets itself, as they are written in it.
        noted: Words that the speaker put in by hand.
        heard: Other words of the conversation in which a name may stand.
        assumed: Quotes that are the speaker's guess about somebody else.
        terms: Words of the answers that serve as a name, and may hold a number ("line 2").
    """

    answers: Mapping[int, str]
    passages: Mapping[str, str] = field(default_factory=dict)
    dates: Collection[str] = ()
    noted: str = ""
    heard: str = ""
    assumed: Collection[str] = ()
    terms: Collection[str] = ()

    def everything(self) -> str:
        """Return all that the speaker said or wrote, and what was said to them."""
        return "\n".join([*self.answers.values(), self.noted, self.heard])


def problems(claim: Claim, ground: Ground, *, max_words: int = MAX_WORDS) -> list[str]:
    """Return what is wrong with a claim; nothing when it may stand."""
    found = [
        source_problem(claim, ground),
        length_problem(claim.text, max_words),
        quotation_problem(claim, ground),
        number_problem(claim, ground),
        name_problem(claim, ground),
        guess_problem(claim, ground),
    ]
    if claim.quotes or claim.suggested or not claim.passages:
        # A passage is quoted as it is, whatever its author's words were.
        text = own_words(claim)
        found += [cant_problem(text), promise_problem(text)]
    return [problem for problem in found if problem is not None]


def source_problem(claim: Claim, ground: Ground) -> str | None:
    """Check that there are sources and that each is real and, for a passage, retrieved."""
    if not (claim.quotes or claim.passages or claim.suggested):
        return "no source"
    for quote in claim.quotes:
        answer = ground.answers.get(quote.turn)
        if answer is None:
            return f"no answer at turn {quote.turn}"
        if not fold_space(quote.text) or not _verbatim(quote.text, answer):
            return "a quote that is not in the answer"
    strange = [passage for passage in claim.passages if passage not in ground.passages]
    return f"a passage that was not retrieved: {strange[0]}" if strange else None


def quotation_problem(claim: Claim, ground: Ground) -> str | None:
    """Check that what stands in quotation marks was said, or stands in a cited passage."""
    cited = _cited(claim, ground)
    for quote in _QUOTED.findall(_without_sources(claim)):
        if fold_space(quote) and not any(_verbatim(quote, text) for text in cited):
            return "words in quotation marks that nobody said"
    return None


def number_problem(claim: Claim, ground: Ground) -> str | None:
    """Check that every number comes from a cited answer or passage, or is a day of the plan."""
    said = fold_space(ground.everything()).lower()
    heard = [term for term in ground.terms if fold_space(term).lower() in said]
    text = without_dates(claim.text, [*ground.dates, *heard])
    given = quantities("\n".join([*_cited(claim, ground), ground.noted]))
    for number in quantities(text):
        if number not in given:
            return f"the number {number} has no source"
    return None


def name_problem(claim: Claim, ground: Ground) -> str | None:
    """Check that every name was heard in the interview or stands in a cited passage."""
    text = without_dates(claim.text, ground.dates)
    cited = [ground.passages.get(passage, "") for passage in claim.passages]
    given = set(words("\n".join([ground.everything(), *cited])))
    for name in names(text):
        if not set(words(name)) <= given:
            return f"the name {name} has no source"
    return None


def guess_problem(claim: Claim, ground: Ground) -> str | None:
    """Check that a guess of the employee is not worded as something that the customer said."""
    guesses = {fold_space(quote) for quote in ground.assumed}
    cited = {fold_space(quote.text) for quote in claim.quotes}
    if not guesses & cited:
        return None
    text = fold_space(own_words(claim)).lower()
    if any(word in text for word in vocabulary().denials):
        return None
    if any(word in text for word in vocabulary().heard):
        return "a guess worded as something heard"
    return None


def own_words(claim: Claim) -> str:
    """Return the text of a statement without what it quotes."""
    return _QUOTED.sub(" ", _without_sources(claim))


def _verbatim(quote: str, text: str) -> bool:
    return fold_space(quote) in fold_space(text)


def _without_sources(claim: Claim) -> str:
    """Return the text without its sources' quotes, which may hold quotation marks themselves."""
    text = fold_space(claim.text)
    quotes = {fold_space(quote.text) for quote in claim.quotes}
    for quote in sorted(quotes, key=len, reverse=True):
        text = text.replace(f"“{quote}”", " ")
    return text


def _cited(claim: Claim, ground: Ground) -> list[str]:
    """Return the texts that a statement cites: whole answers and passages."""
    answers = [ground.answers.get(quote.turn, "") for quote in claim.quotes]
    return answers + [ground.passages.get(passage, "") for passage in claim.passages]
