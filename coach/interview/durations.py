"""Amounts of time in an answer: how long something takes, and how often it is done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.interview.agenda import Topic
from coach.interview.findings import Finding, finding
from coach.interview.roles import places_of
from coach.text import content_words, fold_space, words

MAX_WORDS = 10
"""Longest note that holds several amounts, in words."""
_NUMBER = (
    r"(?:\d+(?:[.,:]\d+)?|half(?: an?)?|a quarter of an|a few|several|some|a couple of|"
    r"most of (?:an?|the|my)|(?:the|an?|my)? ?(?:whole|full|entire|good)|an?|one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"forty-five|fifty|sixty|ninety|a hundred)"
)
_SEVERAL = rf"{_NUMBER}(?:(?: and a half| and a quarter)|(?: to | or |-|–){_NUMBER})?"
_UNIT = (
    r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|quarters?|years?|mornings?|"
    r"afternoons?|evenings?|nights?|shifts?|weekends?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)"
)
_EACH = r"(?:an?|per|each|every)"
_AMOUNT = re.compile(
    r"\b(?:(?:about|around|maybe|roughly|almost|nearly|easily|up to|at least|over|under) )?(?:"
    rf"{_SEVERAL} (?:\w+ )?{_UNIT}\b(?: and a half\b)?"
    rf"(?: (?:{_EACH} (?:other |second )?(?!time\b)\w+|{_EACH} time|each))?"
    rf"|{_SEVERAL}(?: \w+){{0,2}} {_EACH} {_UNIT}\b"
    rf"|(?:every|each) (?!seconds?\b(?! {_UNIT}))(?:other |second |(?:{_SEVERAL}) )?(?:\w+ )?"
    rf"{_UNIT}\b"
    rf"|(?:once|twice|{_SEVERAL} times)(?: {_EACH} (?:\w+ )?{_UNIT}\b)?"
    rf"|(?:each|every) time\b|whenever\b[^.,;!?]*|(?:\bon )?\w+days\b"
    r"|(?:hourly|daily|weekly|monthly|quarterly|yearly|annually)\b)",
    re.IGNORECASE,
)
_OF_TIME = re.compile(
    rf"\b(?:{_UNIT}|every|each|per|once|twice|times|always|often|sometimes|constantly|regularly|"
    r"whenever|hourly|daily|weekly|monthly|quarterly|yearly|annually|ages|noon|midnight|o'?clock|"
    r"half|long|overtime|lunch|break)\b|\d ?[hm]\b|\d:\d\d",
    re.IGNORECASE,
)
"""Speaks of time, if loosely."""
_NO_ACTIVITY = frozenset(
    "takes take taking took spend spent spends cost costs lasts last need needs goes maybe around "
    "definitely another altogether total nearly easily sometimes fourteen eighteen sixteen".split()
)


def amounts(quote: str, text: str) -> list[str]:
    """Return the amounts of time that a find holds, whole even where the find cut them off.

    Args:
        quote: A part of the text.
        text: The whole answer, on one line.
    """
    start = next(iter(places_of(quote, text)), len(text))
    found = _AMOUNT.finditer(text)
    return [m.group().strip() for m in found if m.start() < start + len(quote) and m.end() > start]


def with_amounts_only(
    topic: Topic, findings: Sequence[Finding], answer: str, turn: int
) -> list[Finding]:
    """Keep amounts of time under the heading for time; work that was found there goes elsewhere.

    Args:
        topic: What was talked about; others than what could be stopped are left as they are.
        findings: What was found in the answer.
        answer: The employee's message.
        turn: Its number.
    """
    if topic.id != "stop":
        return list(findings)
    text = fold_space(answer)
    kept = [found for found in findings if found.slot != "time"]
    times: list[str] = []
    for found in findings:
        value = found.fact.value
        if found.slot != "time":
            continue
        held = amounts(value, text)
        loose = not held and _OF_TIME.search(value) is not None
        work = None if loose else _work(value, held)
        if work is not None and not any(other.slot == "stop" for other in kept):
            kept.append(finding(topic.slot("stop"), work, answer, turn))
        new = [value] if loose else _joined(held, text)
        times += [amount for amount in new if amount not in times]
    return [*kept, *(finding(topic.slot("time"), amount, answer, turn) for amount in times)]


def _joined(held: Sequence[str], text: str) -> list[str]:
    """Return amounts as one where they stand close together: "every day, about 20 minutes"."""
    if len(held) < 2:
        return list(held)
    first, last = re.escape(held[0]), re.escape(held[-1])
    both = re.search(rf"(?<!\w){first}(?!\w).*?(?<!\w){last}(?!\w)", text)
    return [both.group()] if both and len(words(both.group())) <= MAX_WORDS else list(held)


def _work(value: str, held: Sequence[str]) -> str | None:
    """Return the work that a find for time names before its amount, or None."""
    before = value.partition(held[0])[0] if held else value
    if held and held[0] not in value:
        return None
    work = before.strip(" ,;:-–—")
    said = content_words(_OF_TIME.sub(" ", work)) - _NO_ACTIVITY
    return work if said and not any(c.isdigit() for c in work) else None
