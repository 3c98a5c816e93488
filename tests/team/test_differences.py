from __future__ import annotations

from typing import Any

import pytest

from coach.team.building import build_map
from coach.team.differences import Embed, Sort, compare_views, questions, relation
from coach.team.listing import question_text
from coach.team.model import Known, TeamMap, View
from tests.team.material import labelled, view

PAIRS: Any = labelled("pairs")


def both(needs: list[tuple[str, Known]], asks: list[str]) -> TeamMap:
    """Return the map of a supplier and a customer who call each other by their names."""
    return joined(
        view("s", "Stores", customers=["electricians"], needs=needs),
        view("c", "Electricians", suppliers=["stores"], asks=asks),
    )


def joined(*views: View) -> TeamMap:
    from coach.team.decisions import Decisions
    from coach.team.joining import proposals

    decisions = Decisions()
    for proposal in proposals(build_map(views)):
        decisions = decisions.with_decision(proposal.keys, same=True)
    return build_map(views, decisions)


def sorts(team_map: TeamMap, embed: Embed) -> list[Sort]:
    [difference] = compare_views(team_map, embed)
    return [compared.sort for compared in difference.compared]


@pytest.mark.parametrize(("half", "least"), [("look", 0.9), ("hold", 0.85)])
def test_labelled_pairs(half: str, least: float, embed: Embed) -> None:
    right = [relation(one, other, embed) == truth for truth, one, other in PAIRS[half]]
    assert sum(right) / len(right) >= least


@pytest.mark.parametrize("half", ["look", "hold"])
def test_what_is_about_something_else_is_never_said_to_differ(half: str, embed: Embed) -> None:
    for truth, one, other in PAIRS[half]:
        if truth == "other":
            assert relation(one, other, embed) == "other", (one, other)
        if truth == "same":
            assert relation(one, other, embed) != "against", (one, other)


def test_four_ways_to_stand_to_each_other(embed: Embed) -> None:
    ask = "Could you tell me by four which parts are not in stock?"
    heard: list[tuple[str, Known]] = [("tell me by four what is not in stock", "heard")]
    assert sorts(both(heard, [ask]), embed) == ["agreed"]
    assert sorts(both([(heard[0][0], "assumed")], [ask]), embed) == ["assumed"]
    assert sorts(both([("tell me by nine what is not in stock", "heard")], [ask]), embed) == [
        "contradicting"
    ]
    assert sorts(both([("low prices", "heard")], [ask]), embed) == ["heard", "unknown"]
    assert not compare_views(both(heard, [ask]), embed)[0].differs
    assert not compare_views(both(heard, []), embed)[0].differs
    assert compare_views(both([("low prices", "heard")], [ask]), embed)[0].differs


def test_words_that_were_left_out_are_no_difference(embed: Embed) -> None:
    assert sorts(both([("", "heard")], [""]), embed) == []


def test_each_side_has_its_source(embed: Embed) -> None:
    team_map = both(
        [("tell me by four what is missing", "heard")], ["Tell me by four what is missing"]
    )
    [difference] = compare_views(team_map, embed)
    [compared] = difference.compared
    assert compared.believed
    assert compared.asked
    assert compared.believed.origin.plan == "s"
    assert compared.asked.origin.plan == "c"


def test_what_to_ask_about_a_link_seen_from_one_side() -> None:
    needs: list[tuple[str, Known]] = [("fresh bread", "assumed")]
    team_map = build_map(
        [view("s", "Bakery", customers=["the canteen", "the school"], suppliers=["the mill"],
              needs=needs, asks=["call before you come"])]
    )  # fmt: skip
    asked = [question_text(team_map, question) for question in questions(team_map)]
    assert asked[0].startswith("Ask The canteen: Bakery guesses that you need this: “fresh bread”")
    assert asked[1] == "Ask The school: what do you need most from Bakery?"
    assert asked[2].startswith("Ask The mill: Bakery asks for this: “call before you come”")
    assert len(asked) == 3
