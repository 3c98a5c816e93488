from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from coach.team.building import build_map
from coach.team.decisions import Decisions
from coach.team.differences import Embed
from coach.team.joining import FEW_PLANS, proposals
from tests.team.material import labelled, view

ORGANISATIONS: Any = labelled("names")


def proposed(groups: list[list[str]], embed: Embed | None) -> tuple[int, int, int]:
    """Return right and wrong pairs among those proposed, and all that are true."""
    group_of = {}
    views = []
    for number, group in enumerate(groups):
        for name in group:
            plan = f"plan-{len(views)}"
            group_of[plan] = number
            views.append(view(plan, f"Writer {len(views)}x", customers=[name]))
    right = wrong = 0
    for proposal in proposals(build_map(views), None, embed):
        for one, other in combinations(proposal.nodes, 2):
            if one.writers or other.writers:
                continue
            same = group_of[one.named_in[0]] == group_of[other.named_in[0]]
            right, wrong = right + same, wrong + (not same)
    return right, wrong, sum(len(group) * (len(group) - 1) // 2 for group in groups)


@pytest.mark.parametrize("half", ["look", "hold", "fresh"])
def test_nine_of_ten_proposed_joins_are_right(half: str, embed: Embed) -> None:
    found = [proposed(o["groups"], embed) for o in ORGANISATIONS if o["half"] == half]
    right, wrong, true = (sum(figures) for figures in zip(*found, strict=True))
    assert right / (right + wrong) >= 0.9
    assert right / true >= 0.8


def test_without_the_embedding_words_and_spelling_are_compared() -> None:
    assert proposed([["payroll", "the wages office"], ["ward 4"], ["ward 6"]], None) == (1, 0, 1)
    assert proposed([["the procurement desk", "procurment desk"], ["sales"]], None) == (1, 0, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the night shift on ward 4", "the day shift on ward 4"),
        ("line 2", "line 3"),
        ("ward 4", "patients on ward 4"),
        ("quality", "quality managers"),
        ("my colleagues", "my colleagues"),
        ("the boss's office", "the office"),
        ("Petra in assembly", "Petra in accounting"),
    ],
)
def test_names_that_are_never_proposed(one: str, other: str, embed: Embed) -> None:
    assert proposed([[one], [other]], embed) == (0, 0, 0)


def test_a_first_name_alone_says_too_little_in_a_large_map() -> None:
    views = [view(f"plan-{n}", f"Team {n}x", customers=["Zanele"]) for n in range(FEW_PLANS + 1)]
    assert len(proposals(build_map(views[:3]))) == 1
    assert proposals(build_map(views)) == []


def test_the_team_of_a_writer_is_proposed() -> None:
    views = [
        view("a", "Milan", team="electricians"),
        view("b", "Stores", customers=["electricians"]),
    ]
    [proposal] = proposals(build_map(views))
    assert {node.name for node in proposal.nodes} == {"Milan", "Electricians"}


def test_what_was_answered_is_not_asked_again() -> None:
    views = [
        view("a", "Alpha plant", customers=["payroll"]),
        view("b", "Beta plant", customers=["the payroll team"]),
        view("c", "Gamma plant", customers=["wages"]),
    ]
    [proposal] = proposals(build_map(views))
    assert len(proposal.nodes) == 3
    for same in (True, False):
        decisions = Decisions().with_decision(proposal.keys, same=same)
        assert proposals(build_map(views, decisions), decisions) == []
    new = view("d", "Delta plant", customers=["payroll"])
    decisions = Decisions().with_decision(proposal.keys, same=True)
    [again] = proposals(build_map([*views, new], decisions), decisions)
    assert len(again.nodes) == 2
