"""Which of several people an answer ends up with, where somebody thinks aloud."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.interview.agenda import Topic
from coach.interview.findings import Finding, finding
from coach.text import STOP_WORDS, fold_space, sentences, words

_TITLES = frozenset("mr mrs ms dr prof".split())
_DECIDES = re.compile(
    r"\b(?:choose|chose|pick|picked|take|go for|go with|settle on|start with|begin with|stick with|"
    r"decide for|i['’]d say|i would say)\b"
    r"|^(?:so|then|rather|better|(?:no,? )?(?:it'?s|it is|that'?s|it'?d be|make it))\b"
    r"|\bthen$|\bit is$"
)
"""A clause that says who it is."""
_TURNS = re.compile(
    r"^(?:but )?no\b|\b(?:on second thoughts?|think again|instead|then again|rather)\b"
)
"""After this, what was said before no longer holds."""
_PASSED_OVER = re.compile(
    r"\b(?:not|instead of|rather than|over|before|than) (?:\w+ ){0,2}$|n't .*$"
)
"""Stands before somebody who is not the one."""
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zà-ÿ]+\b")
_NO_NAMES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December Mr Mrs Ms Dr Prof English I".split()
)
_CHANGES = re.compile(
    r"\bi(?:'d|'ll)?(?: now| would| will)?(?: rather)? (?:choose|pick|take|go for|start with)\b"
)
"""Somebody chooses again."""


def chosen_in(answer: str, people: Sequence[str]) -> str | None:
    """Return the one whom an answer chooses, in its words; None when it names one or is unclear.

    Args:
        answer: The employee's message.
        people: Customers as they were noted.
    """
    keys = _keys([*people, *_named_in(answer)])
    said = [(clause, _mentions(clause, keys)) for clause in _clauses(answer)]
    if len({key for _, mentioned in said for key, _ in mentioned}) < 2:
        return None
    chosen = None
    turned = False
    for clause, mentioned in said:
        turned = turned or bool(_TURNS.search(clause.lower()))
        kept = [name for _, name in mentioned if not _passed_over(clause, name)]
        if kept and (turned or _DECIDES.search(_plain(clause))):
            chosen = kept[0]
    return chosen


def changed_choice(answer: str, current: str, people: Sequence[str]) -> str | None:
    """Return the one whom an answer puts in the place of the customer in focus, or None.

    Args:
        answer: An answer to any question.
        current: The customer in focus.
        people: Customers as they were noted.
    """
    now = next(iter(_keys([current])), None)
    for sentence in sentences(fold_space(answer)):
        if not _CHANGES.search(_plain(sentence)):
            continue
        mentioned = _mentions(sentence, _keys([*people, current]))
        kept = [(key, name) for key, name in mentioned if not _passed_over(sentence, name)]
        passed = any(key == now for key, name in mentioned if _passed_over(sentence, name))
        if passed and kept and kept[0][0] != now:
            return kept[0][1]
    return None


def settled(
    topic: Topic, findings: Sequence[Finding], answer: str, turn: int, people: Sequence[str]
) -> list[Finding]:
    """Put the one whom an answer ends up with in place of one whom it only weighed.

    Args:
        topic: The topic of the choice.
        findings: What was found in the answer.
        answer: The employee's message.
        turn: Its number.
        people: Customers as they were noted.
    """
    named = [f.fact.value for f in findings if f.slot == "customer"]
    chosen = chosen_in(answer, [*people, *named])
    if chosen is None:
        return list(findings)
    kept = [
        f
        for f in findings
        if f.slot != "customer" and not others_in(f.fact.value, chosen, [*people, *named])
    ]
    return [finding(topic.slot("customer"), chosen, answer, turn), *kept]


def others_in(text: str, chosen: str, people: Sequence[str]) -> bool:
    """Return whether a text names one of the people, and not the chosen one."""
    wanted = next(iter(_keys([chosen])), None)
    mentioned = {key for key, _ in _mentions(text, _keys(people))}
    return bool(mentioned) and wanted not in mentioned


def _keys(people: Sequence[str]) -> list[str]:
    """Return the word by which each is spoken of: a name, else the first that means somebody."""
    keys = []
    for person in people:
        found = words(person)
        named = [w for w in found if w[0].isupper() and w.lower() not in STOP_WORDS | _TITLES]
        role = [w for w in found if w.lower() not in STOP_WORDS | _TITLES]
        key = next(iter([*named, *role]), None)
        if key is not None and key.lower() not in keys:
            keys.append(key.lower())
    return keys


def _named_in(answer: str) -> list[str]:
    """Return names that stand inside the sentences of an answer."""
    return [name for name in _NAME.findall(fold_space(answer)) if name not in _NO_NAMES]


def _mentions(clause: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    """Return the people whom a clause names, in order: the word, and the words of the clause."""
    found = []
    for key in keys:
        place = re.search(
            rf"(?:\b(?:the|my|our|mr\.?|mrs\.?|ms\.?|dr\.?) )?\b{re.escape(key)}\b",
            clause,
            re.IGNORECASE,
        )
        if place is not None:
            found.append((place.start(), key, place.group()))
    return [(key, name) for _, key, name in sorted(found)]


def _passed_over(clause: str, name: str) -> bool:
    return bool(_PASSED_OVER.search(_plain(clause[: clause.find(name)])))


def _clauses(answer: str) -> list[str]:
    parts = (re.split(r"[,;:!?]\s*|\s[-–—]\s", said) for said in sentences(fold_space(answer)))
    return [part.strip(" .") for clauses in parts for part in clauses if part.strip(" .")]


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
