"""Which question comes next: it follows from the plan and from what was answered."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coach.plan.model import AnswerSource
from coach.review.figures import figures
from coach.review.items import NEXT, Item
from coach.review.state import Given, State
from coach.review.texts import texts

SECONDS = {"choice": 7, "text": 25}
"""About how long an answer takes, for telling how much is left."""
_USUAL: dict[str, list[str]] = {
    "unknown": ["choice", "text"],
    "measure": ["text"],
    "next": ["text", "text"],
}
_ACTION = ["choice", "text", "text", "choice"]
_WORDED = {"stop": "stop", "talk": "talk", "request": "request"}


@dataclass(frozen=True)
class Step:
    """One question of a review.

    Attributes:
        item: What it is about.
        question: Which question: ``done``, ``happened``, …
        text: The question as it is asked.
        choices: What can be chosen, key to label; empty where words are asked for.
        number: The number of the thing that it is about, from 1.
        total: How many things there are.
        minutes: About how many minutes the review still takes.
    """

    item: Item
    question: str
    text: str
    choices: Mapping[str, str] = field(default_factory=dict)
    number: int = 1
    total: int = 1
    minutes: int = 1


def next_step(items: Sequence[Item], state: State) -> Step | None:
    """Return the first question without an answer, or None when the review is over."""
    every = [*items, NEXT] if needs_step(items, state) else list(items)
    for number, item in enumerate(every, 1):
        for question in _questions(item, state.of(item.key)):
            if state.value(item.key, question) is None:
                later = every[number:]
                return Step(
                    item,
                    question,
                    _text(item, question, state),
                    _choices(item, question),
                    number,
                    len(every),
                    _minutes(item, state, later),
                )
    return None


def needs_step(items: Sequence[Item], state: State) -> bool:
    """Return whether the plan is left without a first step, so that one is asked for."""
    for item in items:
        if item.group == "first":
            decision = state.value(item.key, "decision")
            if decision in (None, "", "change"):
                return False
            return decision == "stop" or goes_on(item, state)
    return True


def goes_on(item: Item, state: State) -> bool:
    """Return whether something was done and is kept, so that it is no first step any more."""
    quoted = item.statement is not None and any(
        isinstance(source, AnswerSource) for source in item.statement.sources
    )
    done, decision = state.value(item.key, "done"), state.value(item.key, "decision")
    return quoted and done == "yes" and decision == "keep"


def _questions(item: Item, given: Mapping[str, Given]) -> list[str]:
    """Return the questions about one thing as far as the answers lead."""
    value = {name: one.value for name, one in given.items()}
    if item.group == "next":
        return ["step", "sign"] if value.get("step") else ["step"]
    if item.group == "measure":
        first = given.get("figure")
        unclear = first is not None and first.value and not figures(first.value, first.day)
        return ["figure", "figure_again"] if unclear else ["figure"]
    if item.group == "unknown":
        return ["known", "answer"] if value.get("known") not in (None, "", "no") else ["known"]
    found = ["done"]
    if value.get("done") == "no":
        found.append("obstacle")
    elif value.get("done"):
        found += ["happened", "learned"]
    found.append("decision")
    return [*found, "change"] if value.get("decision") == "change" else found


def _text(item: Item, question: str, state: State) -> str:
    words = texts().questions
    if question == "answer":
        return words[f"answer_{state.value(item.key, 'known')}"]
    special = f"{question}_{'guess' if item.guess else _WORDED.get(item.group, '')}"
    return words.get(special, words[question])


def _choices(item: Item, question: str) -> Mapping[str, str]:
    choices = texts().choices
    if question == "known":
        if item.guess:
            return choices.known_guess
        return choices.known_self if item.own else choices.known
    return {"done": choices.done, "decision": choices.decision}.get(question, {})


def _minutes(item: Item, state: State, later: Sequence[Item]) -> int:
    usual = _USUAL.get(item.group, _ACTION)
    left = usual[len(state.of(item.key)) :]
    kinds = [*left, *(kind for one in later for kind in _USUAL.get(one.group, _ACTION))]
    return max(1, math.ceil(sum(SECONDS[kind] for kind in kinds) / 60))
