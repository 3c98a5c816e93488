"""What the coach noticed in a rehearsal: found by code, told in reviewed text, never invented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.practice.open_form import as_guess, first_of, opened
from coach.practice.texts import fill, texts
from coach.practice.turns import Asked, Kind, Turn
from coach.text import STOP_WORDS, content_words, one_line, words

SHOWN = 160
"""Longest part of a turn that is quoted, in characters."""
SEVERAL = 3
"""From so many questions on it says something how they all were."""
LISTENED = 2
"""So many open questions before an offer are listening first."""

_REAL_CASE = re.compile(
    r"\b(?:last time|(?:an?|one) (?:real |recent )?(?:example|case|time (?:when|that))|recently|"
    r"when did you last|what happened (?:in|on|with|when|that|last|at)|"
    r"a day (?:when|on which)|last (?:week|\w+day|month))\b",
    re.IGNORECASE,
)
_NEEDS = re.compile(
    r"\b(?:matters?(?: (?:most|to you))?|important (?:to|for) you|care about|"
    r"what do you (?:\w+ )?(?:need|want|expect|wish)|would help you|helpful to you)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:mean (?:for|to) you|affect you|on your side|for your (?:day|work|people|team)|"
    r"how was that for you|what (?:happens|happened) to you|what did you (?:have to )?do)\b",
    re.IGNORECASE,
)
_UNUSED = re.compile(
    r"\b(?:(?:not|don'?t|never) (?:really )?(?:use|need|read|look)|could i (?:stop|leave out)|"
    r"(?:can|should) i (?:stop|leave out)|do without)\b",
    re.IGNORECASE,
)
_MISSED = re.compile(
    r"\b(?:should(?: i| we)? have asked|(?:did|have) (?:i|we) (?:miss|forg\w+|not ask)|"
    r"(?:not|haven'?t|didn'?t) (?:i )?asked?|left out)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Exchange:
    """A turn of the employee and what the customer said to it.

    Attributes:
        turn: What the employee did.
        told: The customer's words when they told something, else empty.
    """

    turn: Turn
    told: str


@dataclass(frozen=True)
class Feedback:
    """What is said at the end.

    Attributes:
        asked: The questions, in order, as typed.
        went_well: At most two things, each with where it was found.
        to_try: One thing.
    """

    asked: tuple[Asked, ...]
    went_well: tuple[str, ...]
    to_try: str

    def lines(self) -> list[str]:
        """Return the whole as lines; list items start with "- "."""
        words_ = texts().feedback
        lines = [words_.asked if self.asked else words_.no_questions]
        lines += [
            "- " + fill(words_.question, question=_quoted(one.text), kind=words_.kinds[one.kind])
            for one in self.asked
        ]
        heading = {0: words_.well_none, 1: words_.well_one}.get(len(self.went_well), words_.well)
        lines += ["", heading, *(f"- {one}" for one in self.went_well)]
        return [*lines, "", words_.try_, f"- {self.to_try}", "", words_.close]


def look_back(exchanges: Sequence[Exchange], plan_questions: Sequence[str]) -> Feedback:
    """Return what was noticed.

    Args:
        exchanges: The whole rehearsal.
        plan_questions: The open questions of the plan.
    """
    asked = tuple(e.turn.asked for e in exchanges if e.turn.asked is not None)
    found = list(_went_well(exchanges))
    well = tuple(dict.fromkeys(text for _, text in _distinct(found)))[:2]
    return Feedback(asked, well, _to_try(exchanges, {name for name, _ in found}, plan_questions))


Found = tuple[str, str]
"""The name of what went well, and its text."""


def _went_well(exchanges: Sequence[Exchange]) -> Iterator[Found]:
    """Yield what went well, the most telling first."""
    well = texts().feedback.went_well
    open_ = [e.turn.asked for e in exchanges if _kind(e) == "open" and e.turn.asked]
    asked = [e.turn.asked for e in exchanges if e.turn.asked]
    patterns = {"example": _REAL_CASE, "effect": _EFFECT, "needs": _NEEDS}
    yield from _by_pattern("example", patterns["example"], open_)
    yield from _taken_up(exchanges)
    for name in ("effect", "needs"):
        yield from _by_pattern(name, patterns[name], open_)
    yield from _by_pattern("unused", _UNUSED, open_)
    yield from _by_pattern("missed", _MISSED, open_)
    first_offer = next((n for n, e in enumerate(exchanges) if e.turn.offers), None)
    before = sum(_kind(e) == "open" for e in exchanges[:first_offer])
    if before >= LISTENED:
        name = "listened" if first_offer is None else "first_asked"
        yield name, fill(getattr(well, name), count=before)
    if len(asked) >= SEVERAL and len(open_) * 2 > len(asked):
        yield "mostly_open", fill(well.mostly_open, open=len(open_), count=len(asked))
    if len(asked) >= SEVERAL and all(one.kind != "double" for one in asked):
        yield "one_at_a_time", fill(well.one_at_a_time, count=len(asked))


def _by_pattern(name: str, pattern: re.Pattern[str], asked: Sequence[Asked]) -> Iterator[Found]:
    template = getattr(texts().feedback.went_well, name)
    for one in asked:
        if pattern.search(one.text):
            yield name, fill(template, question=_quoted(one.text))
            return


def _taken_up(exchanges: Sequence[Exchange]) -> Iterator[Found]:
    """Find a word of the customer that the employee said only after the customer had."""
    well = texts().feedback.went_well
    typed: set[str] = set()
    told: set[str] = set()
    for exchange in exchanges:
        turn = exchange.turn
        new = [w for w in _meaning(turn.text) if w in told and w not in typed]
        if (
            new
            and turn.asked is not None
            and _kind(exchange) == "open"
            and new[0] in words(turn.asked.text)
        ):
            text = fill(
                well.their_word, word=_typed(new[0], turn.text), question=_quoted(turn.asked.text)
            )
            yield "their_word", text
            return
        if new and not turn.offers and not turn.lecture and _kind(exchange) in (None, "open"):
            yield "said_back", fill(well.said_back, word=_typed(new[0], turn.text))
            return
        typed |= set(words(turn.text))
        told |= content_words(exchange.told)


def _distinct(found: Sequence[Found]) -> Iterator[Found]:
    """Leave out what quotes the same question again, and what says the same in another way."""
    quotes: set[str] = set()
    names: set[str] = set()
    for name, text in found:
        quote = text.rpartition(": “")[2] if ": “" in text else name
        alike = {"mostly_open", "listened", "first_asked"}
        if quote in quotes or (name in alike and names & alike):
            continue
        quotes.add(quote)
        names.add(name)
        yield name, text


def _to_try(exchanges: Sequence[Exchange], well: set[str], plan_questions: Sequence[str]) -> str:
    """Return one thing to try: what would change most, first."""
    try_ = texts().feedback.to_try
    asked = [e.turn.asked for e in exchanges if e.turn.asked]
    if not asked:
        if plan_questions:
            return fill(try_.no_questions, question=_quoted(plan_questions[0]))
        return fill(try_.no_questions_bare)
    offers = [e.turn for e in exchanges if e.turn.offers]
    if offers and not well & {"first_asked"}:
        return fill(try_.offered, turn=_quoted(offers[0].text).rstrip("."))
    of_kind = {kind: [one.text for one in asked if one.kind == kind] for kind in _KINDS}
    for kind in _KINDS:
        if of_kind[kind]:
            return _mended(kind, of_kind[kind])
    if any(e.turn.lecture for e in exchanges):
        return fill(try_.lecture)
    return _still_to_ask(exchanges, well)


_KINDS: tuple[Kind, ...] = ("leading", "double", "closed")


def _mended(kind: Kind, asked: Sequence[str]) -> str:
    """Return the advice for a kind of question, with one in an open form where a pattern fits."""
    try_ = texts().feedback.to_try
    for text in asked:
        question = _quoted(text)
        if kind == "leading" and (guess := as_guess(text)):
            return fill(try_.leading_guess, question=question, guess=guess)
        if kind == "double" and (first := first_of(text)):
            return fill(try_.double_first, question=question, open=first)
        if kind == "closed" and (open_ := opened(text)):
            return fill(try_.closed_open, question=question, open=open_)
    return fill(getattr(try_, kind), question=_quoted(asked[-1]))


def _still_to_ask(exchanges: Sequence[Exchange], well: set[str]) -> str:
    try_ = texts().feedback.to_try
    if "example" not in well:
        return fill(try_.example)
    if "their_word" not in well and any(e.told for e in exchanges):
        return fill(try_.follow_up)
    if "unused" not in well:
        return fill(try_.unused)
    return fill(try_.missed if "missed" not in well else try_.nothing)


def _kind(exchange: Exchange) -> Kind | None:
    return exchange.turn.asked.kind if exchange.turn.asked else None


def _meaning(text: str) -> list[str]:
    """Return the words of a text that carry meaning, the longest first."""
    have = [w for w in words(text) if w not in STOP_WORDS and len(w) > 3 and "'" not in w]
    return sorted(dict.fromkeys(have), key=lambda word: -len(word))


def _typed(word: str, text: str) -> str:
    """Return a word as it stands in a text, with its capital letters."""
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)
    return found.group() if found else word


def _quoted(text: str) -> str:
    return one_line(text, limit=SHOWN).replace("“", '"').replace("”", '"')
