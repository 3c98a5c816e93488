"""An appointment in the employee's words: the hour, the place and how long, said to the customer.

What the words leave open, or name twice, stays open: the invitation asks for less then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.text import fold_space

_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_CLOCK = re.compile(
    r"\b(?:at (?:about |around )?)?(?:(?:half past|(?:a )?quarter (?:past|to)) "
    rf"(?:\d{{1,2}}|{_HOURS})|\d{{1,2}}[:.][0-5]\d)|\bhalf (?:{_HOURS})\b"
    rf"|\bat (?:about |around )?(?:\d{{1,2}}|{_HOURS})\b"
    r"(?! (?:minute|hour|week|day|month|of)\w*)(?: o['’]clock)?",
    re.IGNORECASE,
)
_HALF_OF_DAY = re.compile(
    r"\s?(?:[ap]\.?m\b|in the (?:night|morning|afternoon|evening)|at night)", re.IGNORECASE
)
_PLACE = re.compile(
    r"(?<!['’]s )(?<!['’]m )(?<!\bis )(?<!\bam )\b(?P<where>[Ii]n|[Aa]t|[Bb]y) "
    r"(?P<whose>the|their|his|her|my|our|(?:[A-Z][\w'’-]+['’]s)) "
    r"(?P<what>[\w'’-]+(?: (?!(?:on|at|in|by|for|with|when|while|where|after|before|and|or|but"
    r"|is|are|has|was|without|to|from|which|that|who|every|each|this|next|as|because|if|then"
    r"|today|tomorrow)\b|\w+day\b)[\w'’-]+){0,3})",
)
"""A place with an article, a name or "her" before it; where somebody is anyway is none."""
_NUMBERED = re.compile(
    r"\b(?P<where>in|at|by|to) (?P<what>(?!(?:the|their|his|her|my|our) )[a-z]+"
    rf"(?: (?!at |in |by )[a-z]+)? (?:\d+|{_HOURS}))\b(?![:.]\d)"
)
_NO_PLACE = re.compile(
    r"(?:end|start|beginning|middle|morning|afternoon|evening|night|noon|week|weekend|month|day"
    r"|time|latest|shift|shifts|break|change|moment|minutes?|hours?|meeting|round|quiet|same|first"
    r"|last|next|second|way|coffee|lunch|phone|telephone|mail|past|about|around|half|quarter)$"
    r"|^(?:end|start|beginning|middle|time|past|half|quarter|latest|about|around)\b",
    re.IGNORECASE,
)
"""Words after "in the" or "at the" that name a time or an occasion and no place."""
_LENGTH = re.compile(
    r"\b(?:(?:a )?quarter of an hour|half an hour|an hour|(?:\d{1,2}|five|ten|fifteen|twenty"
    r"|thirty|forty) minutes)\b(?! (?:earlier|later|before|after|late|early|each|every|a)\b)",
    re.IGNORECASE,
)
_THEIRS = frozenset({"their", "his", "her"})


@dataclass(frozen=True)
class Appointment:
    """When, where and for how long two people meet; empty texts where that is open.

    Attributes:
        hour: "at two o'clock".
        night: Whether that hour is in the night, and so may be on the day after.
        place: "in your office", as said to the customer.
        length: "half an hour".
    """

    hour: str = ""
    night: bool = False
    place: str = ""
    length: str = ""

    @classmethod
    def of(cls, words: str, customer: str) -> Appointment:
        """Return what words about the next talk name exactly once.

        Args:
            words: The employee's words.
            customer: How the customer is called; "in Ruta's bay" is "in your bay".
        """
        text = fold_space(words)
        hour = _hour(text)
        day = re.sub(r" (?:in the|at) night$", "", hour, flags=re.IGNORECASE)
        length = _only(_LENGTH.findall(text))
        return cls(day, day != hour, _place(text, customer), length)


def _hour(text: str) -> str:
    found: list[str] = []
    for match in _CLOCK.finditer(text):
        half = _HALF_OF_DAY.match(text, match.end())
        said = text[match.start() : half.end() if half else match.end()]
        found.append(said if said.lower().startswith("at ") else f"at {said}")
    return _only(found)


def _place(text: str, customer: str) -> str:
    found: list[str] = []
    last = -2
    for match in _PLACE.finditer(text):
        whose, what = match["whose"], re.sub(r"(?: of)?(?: the)?$", "", match["what"])
        if _NO_PLACE.search(what):
            continue
        owner = re.sub(r"['’]s$", "", whose).lower()
        yours = owner in _THEIRS or owner in customer.lower().split()
        place = f"{match['where'].lower()} {'your' if yours else whose} {what}"
        if match.start() == last + 1:
            found[-1] = f"{found[-1]} {place}"  # "in the back room at her shop"
        else:
            found.append(place)
        last = match.end()
    for match in _NUMBERED.finditer(text):
        if not _NO_PLACE.search(match["what"].rsplit(" ", 1)[0]):
            found.append(f"{match['where'].replace('to', 'at')} {match['what']}")
    return _only(found)


def _only(found: list[str]) -> str:
    """Return what was found when all of it is the same."""
    return found[0] if len(set(found)) == 1 else ""
