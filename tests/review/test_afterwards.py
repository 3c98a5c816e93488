"""What becomes of a reviewed plan: drafted again it loses nothing, and its score counts it."""

from __future__ import annotations

import datetime as dt

import pytest

from coach.plan.carrying import carried
from coach.plan.drafting import draft_plan
from coach.plan.model import Plan
from coach.plan.redating import undated
from coach.store.store import Store
from tests.plan import people
from tests.plan.people import EVERYBODY
from tests.review.outcomes import again, guessing, points, reviewed
from tests.review.saved import REVIEWED, newest, save

# Drafting again after a review


def drafted_again(plan: Plan, who: people.Person, *, days: int) -> Plan:
    """Return the plan as drafting it again from the interview makes it, some days later."""
    later = REVIEWED + dt.timedelta(days=days)
    *_, fresh = draft_plan(
        who.notes,
        who.messages,
        engine=None,
        library=None,
        agenda=None,
        session=plan.session,
        today=later,
    )
    assert isinstance(fresh, Plan)
    return carried(plan, fresh)


@pytest.mark.parametrize("days", [1, 40])
@pytest.mark.parametrize("name", ["nurse", "payroll", "three_answers"])
@pytest.mark.parametrize("decision", ["keep", "change", "stop"])
def test_drafting_again_loses_nothing_of_a_review(
    name: str, decision: str, days: int, store: Store
) -> None:
    who = EVERYBODY[name]()
    answers = {
        "done": ["yes", "no"],
        "decision": [decision],
        "known": ["1"],
        "figure": ["7 of 10"],
        "change": ["On Friday I show Marta a sheet", "Other words of mine", "And others"],
        "answer": ["They want it on one page", "They read the first line", "A third thing"],
        "learned": ["They were glad"],
        "step": ["On Friday I sit down with them in the kitchen"],
    }
    plan = reviewed(store, who, answers)
    again = drafted_again(plan, who, days=days)
    kept = {s.text for one in plan.sections for s in one.statements if s.reviewed}
    now = {s.text for one in again.sections for s in one.statements}
    assert kept <= now, kept - now
    assert again.dates == plan.dates
    assert again.measurements == plan.measurements
    before = {undated(s.text) for one in plan.sections for s in one.statements}
    news = [s.text for one in again.sections for s in one.statements]
    news = [text for text in news if undated(text) not in before]
    asked = [text for text in news if ": I ask " in text or ": I find out " in text]
    assert news == asked, "questions for which there was no room before"
    assert drafted_again(again, who, days=days).sections == again.sections


# The score


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("known", ["1", "2"])
@pytest.mark.parametrize("done", ["yes", "no"])
def test_a_review_that_answered_something_lowers_no_point(
    name: str, known: str, done: str, store: Store
) -> None:
    session = save(store, EVERYBODY[name]())
    before = points(newest(store, session))
    answers = {
        "done": [done],
        "decision": ["keep"],
        "known": [known],
        "answer": [f"Words {word} of theirs on page two" for word in "pqrstuv"],
        "figure": ["7 of 10"],
        "step": ["On Friday I sit down with them in the kitchen"],
    }
    after = points(again(store, session, answers, day=REVIEWED))
    assert not {key: (before[key], after[key]) for key in before if after[key] < before[key]}


def test_what_a_review_answered_is_counted(store: Store) -> None:
    session = save(store, guessing())
    before = points(newest(store, session))
    plan = again(store, session, {"known": ["right", "no"]}, day=REVIEWED)
    assert before["requirement"] == 1
    assert points(plan)["requirement"] == 2
    assert points(plan)["voice"] == 2

    session = save(store, people.tester())
    before = points(newest(store, session))
    answers = {"known": ["heard"], "answer": ["The weekly summary", "The third page"]}
    plan = again(store, session, answers, day=REVIEWED)
    assert (before["stop"], points(plan)["stop"]) == (0, 1)
