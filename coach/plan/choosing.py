"""Which of the employee's words the plan uses, and in which order, where there are several."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence

from coach.checking.wording import AMOUNT
from coach.plan.dates import after, named
from coach.plan.wordlists import word_lists
from coach.plan.words import Said
from coach.text import content_words
from coach.text import words as word_list

_LONG_WORDS = 20
_BARE_WORDS = 2
_REQUEST = re.compile(
    r"(?:I['’]d|I would|I['’]ll|I will|I could|I)? ?(?:like to )?ask"
    r" (?:them|him|her|for|that|the \w+|(?-i:[A-Z])\w+)\b",
    re.IGNORECASE,
)
_NOT_NEEDED = re.compile(
    r"^(?:(?:i|we|he|she|they) )?(?:really |honestly )?"
    r"(?:don['’]t|doesn['’]t|do not|does not|never) (?:really |even |actually )?"
    r"(?:need|want|use|read|care (?:about|for)|look at)\b"
    r"(?!.*\b(?:but|only|just|until|without|unless|except|before|after)\b)",
    re.IGNORECASE,
)
_NOT_TO_THEM = re.compile(
    r"\b(?:he|him|his|she|her|hers|they|them|their|theirs)\b"
    r"|^(?:if|when|what|it|i could|by|maybe|perhaps)\b",
    re.IGNORECASE,
)
"""Speaks of the customer as of somebody else, or is no whole thought."""
_ASKS = re.compile(
    r"\b(?:asks?|asked|asking|needs?|wants?|wish|like|should|could|would|must|please)\b"
    r"[^.;!?]{0,30}$",
    re.IGNORECASE,
)
"""What stands before a request in the same sentence."""
_OTHERS = frozenset("they he she it who which".split())
_DENIAL = re.compile(r"\b(?:no|not|nobody|never|nothing)\b|n['’]t\b", re.IGNORECASE)


def distinct(found: Sequence[Said]) -> list[Said]:
    """Return the words without those that say again what others of them say.

    Of two that say the same the shorter stays; of two of which one says more, the one that says
    more, unless it rambles.
    """
    kept: list[Said] = []
    for words in found:
        mine = _meaning(words)
        rivals = [other for other in kept if _nested(mine, _meaning(other))]
        if all(_better(words, rival) for rival in rivals):
            place = min((kept.index(rival) for rival in rivals), default=len(kept))
            kept.insert(place, words)
            kept = [other for other in kept if other not in rivals]
    return kept


def needs(found: Sequence[Said], about: Collection[int]) -> list[Said]:
    """Return the needs of the customer, those that were heard first.

    Left out are words that say only that something was said, and what the employee wishes that the
    customer did or complains of in them: that is no need of the customer's.

    Args:
        found: What was noted as needs.
        about: Turns in which the employee was asked about needs; what was said elsewhere is last.
    """
    own = [
        words
        for words in found
        if not words.told_only
        and not (words.guess and is_own_goal(words.text))
        and not _says_nothing(words.text)
    ]
    return sorted(
        distinct(own),
        key=lambda words: (
            words.guess,
            is_not_needed(words),
            _turn(words) not in about,
            words.guess and _is_bare(words),
        ),
    )


def is_not_needed(words: Said) -> bool:
    """Return whether words name what the customer can do without ("I don't need it ironed")."""
    return _NOT_NEEDED.match(words.text) is not None


def to_stop(
    things: Sequence[Said], times: Sequence[Said], about: Collection[int]
) -> tuple[list[Said], list[Said]]:
    """Return what to stop and the time that it takes, each in its place.

    A "time" without any amount names a thing. What was said when the employee was asked what to
    stop counts before what was carried over from another topic.
    """
    amounts = [words for words in times if is_amount(words.text)]
    things = [*things, *(words for words in times if words not in amounts)]
    return distinct(asked_about(things, about)), amounts


def asked_about(found: Sequence[Said], about: Collection[int]) -> list[Said]:
    """Return what was said when the topic was asked about; where nothing was, what was told before.

    Args:
        found: What was noted.
        about: The turns in which the topic was asked about.
    """
    return [words for words in found if _turn(words) in about] or list(found)


def asked_of_suppliers(
    requests: Sequence[Said], gifts: Sequence[Said]
) -> tuple[list[Said], list[Said]]:
    """Return requests and contributions, each in its place: "I'd ask them to phone" is no gift."""
    asked = [words for words in gifts if _REQUEST.match(words.text)]
    return [*asked, *requests], [words for words in gifts if words not in asked]


def requests_first(requests: Sequence[Said], answers: Mapping[str, str]) -> list[Said]:
    """Return requests, those first before which the answer asks: "I ask him to".

    Args:
        requests: What was noted as requests.
        answers: By the words of each, the whole answer in which they stand.
    """

    def asks(words: Said) -> bool:
        before = answers.get(words.text, "").partition(words.text)[0]
        return _ASKS.search(before) is not None or _ASKS.match(words.text) is not None

    return sorted(requests, key=lambda words: not asks(words))


def to_talk(
    usual: Sequence[Said], talks: Sequence[Said], today: dt.date
) -> tuple[list[Said], list[Said]]:
    """Return how they talk today and the next talk, each in its place.

    Where one of several talks has a day, those before it that have none tell what is usual ("at
    the gate, two minutes each evening").
    """
    days = [named(words.text, today) or after(words.text, today) for words in talks]
    first = next((place for place, day in enumerate(days) if day), 0)
    return [*usual, *talks[:first]], list(talks[first:])


def can_be_shown(words: Said) -> bool:
    """Return whether words about the customer can be read to the customer as they are."""
    return words.verbatim and _NOT_TO_THEM.search(words.text) is None


def complains(request: Said, answer: str) -> bool:
    """Return whether "a request" only tells what somebody else does ("they make it too hot").

    Args:
        request: What was noted as a request.
        answer: The answer in which it stands, with the words before it.
    """
    before = word_list(answer.partition(request.text)[0])[-4:]
    line = [*before, *word_list(request.text)]
    wishes = {"if", "that", "should", "could", "would", "must", "want", "need", "like", "ask"}
    subject = request.text.split(" ")[0].lower() in _OTHERS or (before and before[-1] in _OTHERS)
    return bool(subject) and not set(line[: len(before) + 3]) & wishes


def telling(measures: Sequence[Said]) -> list[Said]:
    """Return what the employee watches without bare denials ("we don't measure")."""
    return [
        words
        for words in measures
        if not _DENIAL.search(words.text) or len(content_words(words.text)) > _BARE_WORDS
    ]


def says_something(words: Said) -> bool:
    """Return whether words tell anything by themselves: "I've got both" does not."""
    text = words.text.lower().strip(" .,;!?")
    return not any(re.fullmatch(pattern, text) for pattern in word_lists().empty)


def is_own_goal(text: str) -> bool:
    """Return whether words about a customer are a wish or a complaint of the employee's own."""
    line = " ".join(word_list(text))
    return any(re.search(rf"\b(?:{pattern})\b", line) for pattern in word_lists().own_goals)


def is_amount(text: str) -> bool:
    """Return whether words name an amount of time ("ten minutes each", "half a day")."""
    return bool(AMOUNT.search(text.lower())) or bool(
        set(word_list(text)) & set(word_lists().durations)
    )


def turns_about(topic: str, topics: Mapping[int, str]) -> set[int]:
    """Return the turns in which the employee was asked about a topic."""
    return {turn for turn, asked in topics.items() if asked == topic}


def _says_nothing(text: str) -> bool:
    """Return whether words only say that somebody cares ("she cares about")."""
    wishing = tuple(word_lists().wishing)
    return not any(not word.startswith(wishing) for word in content_words(text))


def _meaning(words: Said) -> set[str]:
    return content_words(words.text) or set(word_list(words.text))


def _nested(one: set[str], other: set[str]) -> bool:
    return one <= other or other <= one


def _better(words: Said, other: Said) -> bool:
    """Return whether ``words`` take the place of ``other``, which say the same or part of it."""
    mine, theirs = len(words.text.split()), len(other.text.split())
    if words.guess != other.guess:
        return not words.guess
    if _meaning(words) == _meaning(other):
        return mine < theirs
    longer = words if mine > theirs else other
    rambles = longer.text.count(",") > 1 or max(mine, theirs) > _LONG_WORDS
    return mine < theirs if rambles and min(mine, theirs) > 1 else theirs < mine


def _is_bare(words: Said) -> bool:
    """Return whether a guess is so short that another says more ("to be left alone")."""
    return len(content_words(words.text)) <= _BARE_WORDS


def _turn(words: Said) -> int:
    return words.source.turn if words.source.type == "answer" else -1
