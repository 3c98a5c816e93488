"""What the words of a reply to a read-back say: a guess, something new, something instead."""

from __future__ import annotations

import re
from collections.abc import Collection

from coach.interview.hearsay import denies_hearing, reports_hearing, without_denial
from coach.interview.standing import clauses, denied, explains
from coach.text import content_words, find_quote, sentences, words

MAX_ADDED_WORDS = 16
"""Longest reply that is noted as a line of its own without saying so."""
CLAUSE_VERB = re.compile(
    r"\b(is|are|was|were|has|have|had|do|does|did|needs?|wants?|hates?|likes?|gets?|goes|comes?|"
    r"said|says?|asks?|waits?|will|would|can|that|who)\b"
)
OPENERS = re.compile(
    r"^(?:(?:no|not quite|not really|almost|nearly|mostly|partly|roughly|well|yes|yeah|right|okay|"
    r"ok|fine|correct|true|actually|wrong|sorry|but|hm+|good|great|perfect|thanks)[,.:;!]+ *)+"
    r"(?:but )?",
    re.IGNORECASE,
)
EMPTY_WORDS = frozenset(
    "quite wrong correct change line right sorry small little mistake slip nearly "
    "almost mostly partly roughly".split()
)
GUESS_WORDS = frozenset(
    "guess guesses guessing mind only just that's it's opinion impression feeling idea assumption "
    "never said asked told think assume suppose honest though all both them".split()
)
ADDS = re.compile(r"(also|and|you forgot|add|plus)\b", re.IGNORECASE)


def means_something(text: str, *, beyond: Collection[str] = ()) -> bool:
    """Return whether a text holds a word of meaning, beyond some, or a figure."""
    return bool(content_words(text) - set(beyond)) or any(c.isdigit() for c in text)


def only_guessed(text: str) -> bool:
    """Return whether a reply says that the customer never said something, and nothing instead."""
    rest = without_denial(OPENERS.sub("", text))
    return denies_hearing(text) and not contradicts(rest) and not reports_hearing(rest)


_NOT = re.compile(r"(not|no|isn'?t|wasn'?t)\b", re.IGNORECASE)


def _instead_of(wrong: str, text: str) -> str | None:
    """Return what is said in place of a denied part: "Not bare. Webbed." gives "Webbed".

    None where it is only denied: what somebody does not mean is no line.

    Args:
        wrong: The part that says what is wrong; the model may have copied what follows as well.
        text: The reply.
    """
    rest = text.partition(wrong)[2]
    parts = [part.strip(" .,;!?-–") for part in re.split(r"[.,;!?]\s+|\s[-–]\s|\bbut\b", rest)]
    inside = [part for part in clauses(wrong) if not (denied(part) or explains(part))]
    parts = [*parts, *inside]
    said = next((p for p in parts if means_something(p) and not _NOT.match(p)), None)
    if said is None:
        return None if denied(wrong) is not None else wrong
    return find_quote(said, text)


def can_be_added(text: str) -> bool:
    """Return whether a reply that is about no line adds one: it says so, or is short.

    Long talk about the read-back as a whole is none: nothing is noted rather than nonsense.
    """
    return len(words(text)) <= MAX_ADDED_WORDS or bool(ADDS.match(text))


def new_words(now: str, text: str) -> str | None:
    """Return what should stand in the line, verbatim: the model's words, or the reply's clause."""
    quote = find_quote(OPENERS.sub("", now), text) if now else None
    if quote is None or not means_something(quote):
        quote = clause_of(text)
    return _instead_of(quote, text) if quote is not None and _NOT.match(quote) else quote


def clause_of(text: str) -> str | None:
    """Return the correction without words such as "not quite", verbatim, or None."""
    parts = [part.strip(" .!?") for part in sentences(OPENERS.sub("", text))]
    first = next((part for part in parts if means_something(part, beyond=EMPTY_WORDS)), None)
    return None if first is None else find_quote(first, text)


def without_guess(clause: str) -> str:
    """Return what is guessed, without the words that say that it is a guess."""
    found = re.split(r",|\b(?:is|are|was) (?:just |only )?(?:my|a) guess\b", clause)[0].strip()
    return found if content_words(found) else clause


def contradicts(text: str) -> bool:
    """Return whether a reply puts something in the place of what was read back."""
    lowered = text.lower()
    if ADDS.match(lowered):
        return False
    return bool(_CONTRADICTS.search(lowered))


_CONTRADICTS = re.compile(
    r"^no\b|\b(not|isn'?t|wasn'?t|instead|wrong|rather|change|should be|no longer|rename|meant|"
    r"make it|more like)\b"
)
