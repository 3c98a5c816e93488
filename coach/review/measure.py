"""What is counted for a need that the customer told in a review, in reviewed wording."""

from __future__ import annotations

from collections.abc import Iterator

from coach.llm.prompts import render
from coach.plan.kinds import load_kinds
from coach.plan.material import Material
from coach.plan.model import Statement, SuggestionSource
from coach.plan.words import Said
from coach.review.log import say

ASKED = "requirements.asked"
_DEFINITION = "requirements.definition"
_OF_ITS_KIND = frozenset({_DEFINITION, "requirements.guard", "actions.expect"})
"""Kinds of statements that follow from the kind of the need."""


def measure(material: Material, need: Said, each: str = "") -> Statement:
    """Return what is counted for a need: whether the customer got it, as the customer says.

    Args:
        material: Customer, days and reviewed wording.
        need: The need in the customer's words.
        each: How often it is noted ("for every sheet"); each time when not known.
    """
    given = {"quoted": need.quoted, "each": each or load_kinds().each_time}
    return say(material, ASKED, need, SuggestionSource(), kind="requirements.measure", **given)


def differs(need: Said, statement: Statement) -> bool:
    """Return whether a statement that fitted another need is to be said anew for this one.

    A guard or expectation that fits anything says less than one of another need.
    """
    known = bool(load_kinds().of(need.text).keywords)
    return statement.kind in _OF_ITS_KIND and (known or statement.kind == _DEFINITION)


def of_its_kind(material: Material, need: Said, key: str) -> Statement:
    """Return a statement that follows from the kind of a need: definition, guard, expectation."""
    kind, customer = load_kinds().of(need.text), {"customer": material.customer}
    parts = {
        "starts": render(kind.starts, customer),
        "stops": render(kind.stops, customer),
        "guard": render(kind.guard, customer),
        "expect": render(kind.expect, customer),
    }
    return say(material, key, **parts)


def whole(material: Material, need: Said) -> Iterator[Statement]:
    """Yield all that is said of a first measure, for a plan that had none."""
    yield measure(material, need)
    yield of_its_kind(material, need, _DEFINITION)
    yield say(material, "requirements.start", kind="requirements.count")
    yield say(material, "requirements.target")
    yield of_its_kind(material, need, "requirements.guard")
