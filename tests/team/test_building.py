from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import DamagedFileError
from coach.team.building import build_map, key_of
from coach.team.decisions import Decisions, read_decisions, write_decisions
from coach.team.model import Party
from coach.team.paths import ways
from tests.team.material import view


def names(nodes: tuple[object, ...]) -> list[str]:
    return [getattr(node, "name") for node in nodes]  # noqa: B009 - nodes of any kind


def test_a_link_is_told_from_both_sides_after_a_confirmed_join() -> None:
    supplier = view("s", "Stores", customers=["the electricians"], needs=[("wire", "heard")])
    customer = view("c", "Electricians", suppliers=["the stores"], asks=["send wire"])
    apart = build_map([supplier, customer])
    assert len(apart.nodes) == 4
    assert not any(link.seen_from_both_sides for link in apart.links)
    decisions = (
        Decisions()
        .with_decision([key_of(supplier, None), "c/stores"], same=True)
        .with_decision([key_of(customer, None), "s/electricians"], same=True)
    )
    team_map = build_map([supplier, customer], decisions)
    assert names(team_map.nodes) == ["Stores", "Electricians"]
    [link] = team_map.links
    assert link.seen_from_both_sides
    assert [item.text for item in (*link.needs, *link.asks)] == ["wire", "send wire"]


def test_decisions_about_other_plans_change_nothing() -> None:
    one = view("s", "Stores", customers=["the electricians"])
    decisions = Decisions().with_decision(["x/*", "y/*", "s/plumbers"], same=True)
    assert build_map([one], decisions) == build_map([one])


def test_chains_reach_the_end_customer_by_the_shortest_way() -> None:
    planner = view("p", "Planner", customers=["cooks"])
    cook = view("c", "Cooks", customers=["waiters"], ends=["guests"])
    decisions = Decisions().with_decision(["p/cooks", "c/*"], same=True)
    team_map = build_map([planner, cook], decisions)
    found = ways(team_map)
    assert [names(way) for way in found.chains] == [
        ["Planner", "Cooks", "Waiters", "Guests"],
        ["Cooks", "Waiters", "Guests"],
    ]
    assert found.nobody == ()


def test_who_and_what_leads_to_nobody() -> None:
    clerk = view("a", "Clerk", suppliers=["sales"], outputs=["weekly report"])
    found = ways(build_map([clerk]))
    assert names(found.nobody) == ["Clerk"]
    assert [(node.name, item.text) for node, item in found.outputs] == [("Clerk", "weekly report")]
    assert [names(way) for way in found.chains] == [["Clerk"]]


def test_loops_are_found_and_do_not_hang() -> None:
    one = view("a", "Alpha", customers=["Beta"])
    two = view("b", "Beta", customers=["Gamma"])
    three = view("c", "Gamma", customers=["Alpha"])
    decisions = Decisions()
    for names_of in (["a/beta", "b/*"], ["b/gamma", "c/*"], ["c/alpha", "a/*"]):
        decisions = decisions.with_decision(names_of, same=True)
    found = ways(build_map([one, two, three], decisions))
    assert [names(loop) for loop in found.loops] == [["Alpha", "Beta", "Gamma"]]


def test_nobody_serves_themselves() -> None:
    one = view("a", "Alpha", customers=["Alpha"])
    team_map = build_map([one], Decisions().with_decision(["a/*", "a/alpha"], same=True))
    assert team_map.links == ()


def test_names_that_were_left_out_stay_different_people() -> None:
    one = view("a", "Alpha", customers=["x", "y"])
    hidden = tuple(
        type(m)(Party("", "person", role="my customer"), m.relation, m.origin) for m in one.mentions
    )
    anonymous = type(one)(**{**one.__dict__, "mentions": hidden})
    team_map = build_map([anonymous])
    assert names(team_map.nodes) == ["Alpha", "my customer of Alpha", "my customer of Alpha"]
    assert len({node.id for node in team_map.nodes}) == 3


def test_the_facilitator_can_name_a_writer() -> None:
    one = view("a", "I mend things", customers=["x"])
    team_map = build_map([one], Decisions().with_name("a/*", "Workshop"))
    assert team_map.nodes[0].name == "Workshop"
    assert team_map.nodes[0].chosen


def test_decisions_are_kept_and_a_damaged_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "map.decisions.json"
    assert read_decisions(path) == Decisions()
    decisions = Decisions().with_decision(["a/x", "b/x"], same=False).with_name("a/*", "Alpha")
    write_decisions(path, decisions)
    assert read_decisions(path) == decisions
    path.write_text('{"format": "coach-map-decisions", "decisions": 3}', "utf-8")
    with pytest.raises(DamagedFileError, match="does not hold decisions"):
        read_decisions(path)
