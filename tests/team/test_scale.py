"""Large maps: what is compared grows with the names, and joins stay right. Times are in docs."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from coach.team import alike
from coach.team.building import build_map
from coach.team.differences import Embed
from coach.team.joining import proposals
from coach.team.model import TeamMap, View
from coach.team.names import Core
from coach.team.views import view_of_share
from scripts.synthetic_plans import Truth, make, write
from scripts.team_scale import child, store
from tests.team.material import view


def synthetic(plans: int) -> tuple[TeamMap, Truth]:
    shares, truth = make(plans, seed=7)
    return build_map([view_of_share(s, f"{s.plan}.json") for s in shares]), truth


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, *make(12, seed=5, reviewed=0.5))
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.json"))
    assert len(files) > 12
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_what_is_compared_does_not_grow_with_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    original = alike.compatible

    def counting(one: Core, other: Core) -> bool:
        counted[-1] += 1
        return original(one, other)

    monkeypatch.setattr(alike, "compatible", counting)
    for plans in (120, 240, 480):
        team_map, _ = synthetic(plans)
        counted.append(0)
        proposals(team_map)
    small, middle, large = counted
    assert middle < 2.6 * small
    assert large < 2.6 * middle


@pytest.mark.parametrize("plans", [60, 240])
def test_proposed_joins_of_many_plans_are_right(plans: int, embed: Embed) -> None:
    team_map, truth = synthetic(plans)
    right = wrong = 0
    for proposal in proposals(team_map, None, embed):
        meant = [truth.same[node.keys[0]] for node in proposal.nodes]
        pairs = Counter(one == other for one, other in combinations(meant, 2))
        right, wrong = right + pairs[True], wrong + pairs[False]
    assert right / (right + wrong) >= 0.97
    every = Counter(truth.same[node.keys[0]] for node in team_map.nodes)
    assert right / sum(n * (n - 1) // 2 for n in every.values()) >= 0.5


def joined(views: list[View], embed: Embed | None = None) -> set[frozenset[str]]:
    found = proposals(build_map(views), None, embed)
    return {frozenset(node.name for node in proposal.nodes) for proposal in found}


def test_a_shared_place_joins_no_departments(embed: Embed) -> None:
    places = [view("a", "payroll at plant 5", customers=["packing at plant 5"])]
    assert not joined(places, embed)
    same = [*places, view("b", "the wages office, plant 5", customers=["plant 5 packing"])]
    assert joined(same, embed) == {
        frozenset({"Payroll at plant 5", "The wages office, plant 5"}),
        frozenset({"Packing at plant 5", "Plant 5 packing"}),
    }


def test_people_of_one_name_in_two_teams_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.team.joining.FEW_PLANS", 1)
    teams = ("payroll at plant 5", "payroll at plant 6", "milling at plant 5", "plant 5 payroll")
    views = [
        view(f"p{n}", f"writer {n}", customers=[f"Ana Silva in {t}"]) for n, t in enumerate(teams)
    ]
    assert {frozenset({"Ana Silva (payroll at plant 5)", "Ana Silva (plant 5 payroll)"})} <= joined(
        views
    )
    assert not any(
        {"Ana Silva (payroll at plant 5)", other} <= names
        for names in joined(views)
        for other in ("Ana Silva (payroll at plant 6)", "Ana Silva (milling at plant 5)")
    )


def test_a_department_with_a_place_is_no_person() -> None:
    found = build_map([view("a", "me", customers=["Finance at plant 2"])])
    assert [node.kind for node in found.nodes if not node.writers] == ["team"]


def test_the_measuring_itself_on_a_few_plans(tmp_path: Path) -> None:
    write(tmp_path, *make(14, seed=2))
    found = child(tmp_path, draw=True, meaning=False)
    assert found["links_precision"] >= 0.95
    assert found["megabytes"] > 0
    assert {"read", "propose", "page"} <= found["times"].keys()
    assert store(3).keys() >= {"open", "list interviews", "list plans"}
