from __future__ import annotations

import pytest

from coach.plan.scoring import score
from tests.plan import people
from tests.plan.drafts import plan_of
from tests.plan.people import EVERYBODY


@pytest.mark.parametrize("name", EVERYBODY)
def test_there_are_twenty_points_and_a_hint_for_each_that_misses_something(name: str) -> None:
    found = score(plan_of(EVERYBODY[name]()))
    assert [point.number for point in found.points] == list(range(1, 21))
    assert found.maximum == 40
    assert all(bool(point.hint) == (point.points < 2) for point in found.points)
    assert str(found).startswith(f"{found.total} of 40")


def test_a_fuller_interview_scores_higher() -> None:
    totals = [
        score(plan_of(person())).total
        for person in (people.nurse, people.tester, people.three_answers, people.nobody)
    ]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] >= 34
    assert totals[-1] <= 16


def test_what_is_missing_costs_its_point() -> None:
    points = {point.id: point for point in score(plan_of(people.tester())).points}
    assert points["stop"].points == 0
    assert points["suppliers"].points == 1
    assert points["output"].points == 1
    assert points["guard"].points == 2


def test_a_plan_without_sources_is_not_traceable() -> None:
    plan = plan_of(people.nurse())
    plan.sections[0].statements[0].sources.clear()
    assert {p.id: p.points for p in score(plan).points}["traceable"] == 0
