"""Checks of statements against what they rest on: answers, passages, and days that are set.

Nothing here knows how a plan is drafted: a :class:`Ground` says what may be relied on, and
:func:`problems` says what in a statement relies on something else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file
from coach.plan.model import AnswerSource, PassageSource, Statement
from coach.text import content_words, fold_space, numbers, words

MAX_WORDS = 60
"""Longest statement; an invitation may have twice as many."""

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
_QUOTED = re.compile(r"“([^“”]*)”")
_TOKEN = re.compile(r"(?<![\w'’-])[^\W\d_][\w'’-]*")
_TITLES = r"(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)(?<!Prof)(?<!St)"
_STARTS_SENTENCE = re.compile(rf"(?:^|{_TITLES}\.|[!?:;…“”\"(\[–—•]|\n)\s*$")


@dataclass(frozen=True)
class Ground:
    """What a statement may rest on.

    Attributes:
        answers: The employee's messages by turn.
        passages: What was retrieved for the section: id to title, source and text as one string.
        dates: Days that the plan sets itself, as they are written in it.
        noted: Words that the employee put into the notes by hand.
        heard: Other words of the conversation in which a name may stand, such as the coach's.
        assumed: Quotes that are the employee's guess about the customer.
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
        """Return all that the employee said or wrote, and what was said to them."""
        return "\n".join([*self.answers.values(), self.noted, self.heard])


class Vocabulary(BaseModel):
    """Words that the checks look for, from ``prompts/plan/checks.yaml``."""

    model_config = ConfigDict(extra="forbid")

    cant: list[str]
    promises: list[str]
    modals: list[str]
    heard: list[str]
    denials: list[str]
    capitals: list[str]
    vague: list[str]
    own_goals: list[str]
    durations: list[str]
    contrary: list[str]
    wishing: list[str]
    orders: list[str]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the words that the checks look for."""
    return load_file("plan/checks", Vocabulary)


def problems(statement: Statement, ground: Ground, *, max_words: int = MAX_WORDS) -> list[str]:
    """Return what is wrong with a statement; nothing when it may stand in the plan.

    The words of the plan's owner may always stand there.
    """
    if statement.edited:
        return []
    found = [
        source_problem(statement, ground),
        length_problem(statement.text, max_words),
        quotation_problem(statement, ground),
        number_problem(statement, ground),
        name_problem(statement, ground),
        guess_problem(statement, ground),
    ]
    if not all(source.type == "passage" for source in statement.sources):
        text = own_words(statement)
        found += [cant_problem(text), promise_problem(text)]
    return [problem for problem in found if problem is not None]


def source_problem(statement: Statement, ground: Ground) -> str | None:
    """Check that there are sources and that each is real and, for a passage, retrieved."""
    if not statement.sources:
        return "no source"
    for source in statement.sources:
        if isinstance(source, AnswerSource):
            answer = ground.answers.get(source.turn)
            if answer is None:
                return f"no answer at turn {source.turn}"
            if not fold_space(source.quote) or not _verbatim(source.quote, answer):
                return "a quote that is not in the answer"
        elif isinstance(source, PassageSource) and source.id not in ground.passages:
            return f"a passage that was not retrieved: {source.id}"
    return None


def length_problem(text: str, max_words: int = MAX_WORDS) -> str | None:
    """Check that a statement says something and is short."""
    count = len(text.split())
    if not words(text):
        return "no words"
    return f"{count} words" if count > max_words else None


def quotation_problem(statement: Statement, ground: Ground) -> str | None:
    """Check that what stands in quotation marks was said, or stands in a cited passage."""
    cited = _cited(statement, ground)
    for quote in _QUOTED.findall(_without_sources(statement)):
        if fold_space(quote) and not any(_verbatim(quote, text) for text in cited):
            return "words in quotation marks that nobody said"
    return None


def number_problem(statement: Statement, ground: Ground) -> str | None:
    """Check that every number comes from a cited answer or passage, or is a day of the plan."""
    said = fold_space(ground.everything()).lower()
    heard = [term for term in ground.terms if fold_space(term).lower() in said]
    text = without_dates(statement.text, [*ground.dates, *heard])
    given = quantities("\n".join([*_cited(statement, ground), ground.noted]))
    for number in quantities(text):
        if number not in given:
            return f"the number {number} has no source"
    return None


def name_problem(statement: Statement, ground: Ground) -> str | None:
    """Check that every name was heard in the interview or stands in a cited passage."""
    text = without_dates(statement.text, ground.dates)
    cited = [ground.passages.get(s.id, "") for s in statement.sources if s.type == "passage"]
    given = set(words("\n".join([ground.everything(), *cited])))
    for name in names(text):
        if not set(words(name)) <= given:
            return f"the name {name} has no source"
    return None


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


def guess_problem(statement: Statement, ground: Ground) -> str | None:
    """Check that a guess of the employee is not worded as something that the customer said."""
    guesses = {fold_space(quote) for quote in ground.assumed}
    cited = {fold_space(s.quote) for s in statement.sources if isinstance(s, AnswerSource)}
    if not guesses & cited:
        return None
    text = fold_space(own_words(statement)).lower()
    if any(word in text for word in vocabulary().denials):
        return None
    if any(word in text for word in vocabulary().heard):
        return "a guess worded as something heard"
    return None


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


def own_words(statement: Statement) -> str:
    """Return the text of a statement without what it quotes."""
    return _QUOTED.sub(" ", _without_sources(statement))


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


def _verbatim(quote: str, text: str) -> bool:
    return fold_space(quote) in fold_space(text)


def _without_sources(statement: Statement) -> str:
    """Return the text without its sources' quotes, which may hold quotation marks themselves."""
    text = fold_space(statement.text)
    quotes = {fold_space(s.quote) for s in statement.sources if isinstance(s, AnswerSource)}
    for quote in sorted(quotes, key=len, reverse=True):
        text = text.replace(f"“{quote}”", " ")
    return text


def _cited(statement: Statement, ground: Ground) -> list[str]:
    """Return the texts that a statement cites: whole answers and passages."""
    texts = []
    for source in statement.sources:
        if isinstance(source, AnswerSource):
            texts.append(ground.answers.get(source.turn, ""))
        elif isinstance(source, PassageSource):
            texts.append(ground.passages.get(source.id, ""))
    return texts


def _figure(number: str) -> str:
    return number.replace(",", "").rstrip(".:")


def _contains(sequence: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(list(sequence[i : i + size]) == list(part) for i in range(len(sequence) - size + 1))
