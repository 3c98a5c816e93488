"""A plan that would be too long loses extras, and never its owner's words."""

from __future__ import annotations

import pytest

from coach.plan import fitting
from coach.plan.fitting import EXTRAS, length, shortened
from coach.plan.model import Plan
from tests.plan import people
from tests.plan.drafts import Shelf, passage, plan_of


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(people.tester(), library=Shelf(passage(1), passage(2)))


def test_a_plan_that_fits_stays(plan: Plan) -> None:
    assert shortened(plan) is plan


def test_extras_go_in_order_until_it_fits(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plan.statements("passage.tip")
    monkeypatch.setattr(fitting, "MAX_WORDS", length(plan) - 1)
    once = shortened(plan)
    assert length(once) < length(plan)
    assert len(once.statements("passage.tip")) == len(plan.statements("passage.tip")) - 1
    assert len(once.statements("reputation.behaviour")) == 2
    monkeypatch.setattr(fitting, "MAX_WORDS", 1)
    least = shortened(plan)
    kept = [s for section in plan.sections for s in section.statements if s.kind not in EXTRAS]
    left = [s for section in least.sections for s in section.statements]
    assert [s for s in left if s.kind not in EXTRAS] == kept
    assert [s.kind for s in left if s.kind in EXTRAS] == ["reputation.behaviour"]


def test_room_is_kept_for_what_follows(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MAX_WORDS", length(plan) + 10)
    assert shortened(plan, reserve=10) is plan
    assert length(shortened(plan, reserve=11)) < length(plan)
