"""Who the customer of a rehearsal is, as far as the notes tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from coach.interview.notes import Notes
from coach.plan.words import first_name, said, short_name

Pronoun = Literal["he", "she", "they"]

_PLURAL_HEAD = re.compile(r"(?:[a-z]{2,}(?<!s)s|people|men|women|children)$", re.IGNORECASE)
_PLACE = re.compile(r"\s(?:on|from|in|at|of|for|over|who|with)\s", re.IGNORECASE)
_MALE = re.compile(r"\b(?:he|him|his|mr)\b", re.IGNORECASE)
_FEMALE = re.compile(r"\b(?:she|her|hers|mrs|ms|sister)\b", re.IGNORECASE)
_ABOUT_THEM = ("focus", "needs", "conversation")
"""Topics in which he, she and they are most likely the customer in focus."""


@dataclass(frozen=True)
class Customer:
    """The person whom the coach plays.

    Attributes:
        name: How the employee calls them ("Dave", "the early drivers"); empty when not known.
        pronoun: How the employee speaks of them.
        group: Whether several people are meant, of whom the coach plays one.
    """

    name: str = ""
    pronoun: Pronoun = "they"
    group: bool = False

    @property
    def named(self) -> bool:
        """Whether the name is a person's or a team's own."""
        return bool(self.name) and all(word[0].isupper() for word in self.name.split())

    @property
    def calling(self) -> str:
        """The name as it is said to the employee: "my boss" is "your boss"."""
        first, _, rest = self.name.partition(" ")
        return f"your {rest}" if rest and first.lower() in ("my", "our") else self.name


def customer_of(notes: Notes, answers: Mapping[int, str]) -> Customer:
    """Return the customer in focus, or the first one named where none was chosen.

    Args:
        notes: What was heard.
        answers: The employee's messages by turn.
    """
    facts = notes.known("focus", "customer") or notes.known("customers", "customers")
    words = next((w for w in (said(fact, dict(answers)) for fact in facts) if w), None)
    short = short_name(words.text) if words else None
    if short is None:
        return Customer()
    name = first_name(short)
    head = _PLACE.split(name, maxsplit=1)[0]
    own = all(word[0].isupper() for word in head.split())
    group = not own and bool(_PLURAL_HEAD.search(head))
    return Customer(name, "they" if group else _pronoun(notes, answers), group)


def _pronoun(notes: Notes, answers: Mapping[int, str]) -> Pronoun:
    """Return the pronoun that stands most often where the employee speaks of the customer."""
    turns = {fact.turn for topic in _ABOUT_THEM for fact in notes.facts(topic)}
    text = "\n".join(answers.get(turn, "") for turn in sorted(turns))
    male, female = len(_MALE.findall(text)), len(_FEMALE.findall(text))
    if male == female:
        return "they"
    return "he" if male > female else "she"
