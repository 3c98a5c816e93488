"""Finds that say more about another find, or stand under the heading beside theirs.

"The flag book. 40 pages, three colours, typed by hand." names one thing that could be stopped and
three details of it. "At the gate, a minute each morning. I'd like ten." tells first how two people
talk today, and then how they could.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.interview.agenda import Topic
from coach.interview.findings import Finding, finding
from coach.interview.roles import places_of
from coach.text import fold_space

_VERB = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|does|do|did|goes|go|takes?|gets?|will|can|could|would|"
    r"i|we|they|he|she|it|you|nobody|people)\b|'(?:s|re|m|ll|ve|d)\b",
    re.IGNORECASE,
)
_NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|sixty|ninety|a (?:hundred|dozen|few|couple)|half|several|twice|once|about|"
    r"around|roughly|nearly|up to|at least|some)"
)
_ADDS = re.compile(
    r"(?:(?:and|but|also|plus|then|or)[, ]+)*(?:the|my|our|that|this|these|those|a|an|another|"
    r"all|every|each|their|his|her|also|too|\w{2,}ing)\b",
    re.IGNORECASE,
)
"""How words begin that name a thing of their own."""
_PARTICIPLE = re.compile(
    r"(?:(?:all|each|both|neatly|always|still|only|mostly) )*(?:\w{2,}ed|done|written|made|sent|"
    r"kept|drawn|cut|sewn|bound|put|read|laid|stuck|torn|worn|hung|built|bought|brought|set)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"(?:(?:and|but|all|always|mostly|only|just|even) )*(?:{_NUMBER}\b|(?:with|by|in|on|at|from|"
    r"for|without|into|to|of|per|since|before|after|until|every|each|double|in triplicate)\b)",
    re.IGNORECASE,
)
"""How words begin that say how many, how or where."""
_WHY = re.compile(
    r"(?:(?:and|but|because|since|although) )*(?:(?:exactly |just )?the same (?!.*\b(?:i|we)\b)|"
    r"(?:it|they|nobody|no one|everybody|everyone|people)\b)",
    re.IGNORECASE,
)
"""How words begin that say why nobody needs the thing named before."""
_HABIT = re.compile(
    r"\b(?:(?:each|every) (?!time i\b)\w+|mostly|usually|normally|always|often|sometimes|rarely|"
    r"hardly|never|so far|until now|at present|today we|nowadays|daily|weekly|monthly|"
    r"(?:once|twice) an? \w+|most (?:days|weeks|mornings|evenings)|now and then|"
    r"from time to time|in passing)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:i'd|we'd|i'll|i can|we can|i want|i might|let's|tomorrow|next (?:week|month|time|"
    r"\w+day)|this (?:week|\w+day)|instead|could|would|will|going to|the \d+(?:st|nd|rd|th)|"
    r"in (?:two|three|a few) (?:days|weeks)|coming \w+)\b",
    re.IGNORECASE,
)
_SURE_WISH = re.compile(
    r"\b(?:i'd like|i would like|i'll|i will|i could|we could|let's|tomorrow|"
    r"next (?:week|\w+day))\b",
    re.IGNORECASE,
)


def without_details(topic: Topic, findings: Sequence[Finding], answer: str) -> list[Finding]:
    """Drop from what could be stopped all that only describes the thing named before it.

    Args:
        topic: What was talked about; others than what could be stopped are left as they are.
        findings: What was found in the answer.
        answer: The employee's message.
    """
    if topic.id != "stop":
        return list(findings)
    text = fold_space(answer)
    things = [found for found in findings if found.slot == "stop"]
    things.sort(key=lambda found: _place(found, text))
    first = next((found for found in things if not _describes(found, None)), None)
    if first is None:
        return list(findings)
    start = _place(first, text)
    details = [f for f in things if _place(f, text) > start and _describes(f, first)]
    return [found for found in findings if found not in details]


def with_talks_in_place(
    topic: Topic, findings: Sequence[Finding], answer: str, turn: int
) -> list[Finding]:
    """Tell how two people talk today from how they could, where an answer says both.

    Args:
        topic: What was talked about; others than the talk are left as they are.
        findings: What was found in the answer.
        answer: The employee's message.
        turn: Its number.
    """
    if topic.id != "conversation":
        return list(findings)
    plans = [f for f in findings if f.slot == "next" and not _is_habit(f)]
    placed = []
    for found in findings:
        value = found.fact.value
        if found.slot == "next" and plans and _is_habit(found):
            placed.append(finding(topic.slot("today"), value, answer, turn))
        elif found.slot == "today" and _SURE_WISH.search(_plain(value)) and not _is_habit(found):
            placed.append(finding(topic.slot("next"), value, answer, turn))
        else:
            placed.append(found)
    return placed


def _describes(found: Finding, first: Finding | None) -> bool:
    """Return whether a find names nothing, but says how many or how; of a thing named before."""
    value = _plain(found.fact.value)
    if first is not None and _WHY.match(value):
        return True
    if _VERB.search(value):
        return False
    if _ABOUT.match(value) or _PARTICIPLE.match(value):
        return True
    named = first is not None and _ADDS.match(_plain(first.fact.value)) is not None
    return named and _ADDS.match(value) is None


def _place(found: Finding, text: str) -> int:
    return next(iter(places_of(found.fact.value, text)), len(text))


def _is_habit(found: Finding) -> bool:
    value = _plain(found.fact.value)
    return _HABIT.search(value) is not None and _WISH.search(value) is None


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
