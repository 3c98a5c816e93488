"""The points of plans: what earns them, and what is missing where the plan only suggests."""

from __future__ import annotations

import pytest

from coach.plan.editing import added
from coach.plan.evidence import names_amount_of_time, names_place
from coach.plan.model import Statement, SuggestionSource
from coach.plan.points import RULES
from coach.plan.scoring import score, score_texts
from tests.plan.people import EVERYBODY
from tests.plan.scored import drafted, points, reworded, without


@pytest.mark.parametrize("name", EVERYBODY)
def test_there_are_twenty_points_and_a_hint_for_each_that_misses_something(name: str) -> None:
    found = score(drafted(name))
    assert [point.number for point in found.points] == list(range(1, 21))
    assert found.maximum == 40
    assert all(bool(point.hint) == (point.points < 2) for point in found.points)
    assert str(found).startswith(f"{found.total} of 40")


def test_every_point_has_its_rule() -> None:
    assert {point.id for point in score_texts().points} == set(RULES)


def test_a_fuller_interview_scores_higher() -> None:
    totals = [score(drafted(name)).total for name in ("nurse", "tester", "three_answers", "nobody")]
    assert totals == sorted(totals, reverse=True)
    assert totals[0] >= 32
    assert totals[-1] <= 12


# Where the plan only suggests, a point is not full


@pytest.mark.parametrize(
    ("kind", "text", "point"),
    [
        ("work.outputs", "What others get from me: “a sheet for every patient”.", "output"),
        ("stop.time", "Time that it takes today: “with a pen on the sheet”.", "stop"),
        ("stop.time", "Time that it takes today: “every hour”.", "stop"),
        ("requirements.target", "", "target"),
        ("requirements.guard", "I also watch what else gets slower or worse.", "guard"),
    ],
)
def test_one_missing_element_costs_a_point(kind: str, text: str, point: str) -> None:
    plan = without(drafted("nurse"), "work.sentence", "work.role", "requirements.words")
    if text:
        plan = reworded(plan, kind, text)
    assert points(plan)[point].points == 1


def test_a_first_step_needs_a_day_and_a_place_of_ones_own() -> None:
    assert points(drafted("nurse"))["first_step"].points == 2
    for kinds in (("conversation.next",), ("actions.first",)):
        assert points(without(drafted("nurse"), *kinds))["first_step"].points <= 1
    plan = drafted("nurse")
    plan.statements("actions.first")[0].kind = "actions.first_by"
    assert points(plan)["first_step"].points == 1
    talk = reworded(plan, "conversation.next", "The next talk, by Friday 27 November: “a coffee”.")
    assert points(talk)["first_step"].points == 1
    assert points(drafted("tester"))["first_step"].hint.startswith("The coach suggests")


def test_an_expectation_of_the_coach_is_not_ones_own() -> None:
    assert points(drafted("nurse"))["review"].points == 2
    assert points(drafted("payroll"))["review"].points == 1


def test_when_something_was_noted_is_not_when_it_was_said() -> None:
    plan = drafted("nurse")
    assert points(plan)["voice"].points == 2
    quote = "“I want to know what changed in the night, not the whole story”"
    for when in ("noted on Sunday 22 November 2026", "Sunday 22 November 2026"):
        noted = reworded(plan, "needs.heard", f"Heard from Marta ({when}): {quote}.")
        assert points(noted)["voice"].points == 1


def test_too_many_actions_are_none() -> None:
    plan = drafted("nurse")
    for number, expected in enumerate((2, 1, 1, 0), 1):
        plan = added(plan, "actions", f"On Friday I bring list {'abcd'[number - 1]}.")
        assert points(plan)["actions"].points == expected


def test_an_own_need_without_a_label_is_mixed_up() -> None:
    plan = added(drafted("nurse"), "needs", "Marta likes short sheets.")
    assert points(plan)["fact_or_guess"].points == 1
    plan = added(drafted("nurse"), "needs", "My guess: Marta likes short sheets.")
    assert points(plan)["fact_or_guess"].points == 2


def test_everybody_is_no_customer() -> None:
    plan = without(drafted("nurse"), "customer.focus", "customer.why")
    text = "I focus first on the customer whom I described as “everyone in the house”."
    source = SuggestionSource()
    section = plan.section("customer")
    assert section is not None
    section.statements.insert(0, Statement(text=text, sources=[source], kind="customer.quoted"))
    section.statements[0].text = "everyone in the house"
    assert points(plan)["customers"].points == 0


def test_a_plan_without_sources_is_not_traceable() -> None:
    plan = drafted("nurse")
    plan.sections[0].statements[0].sources.clear()
    assert points(plan)["traceable"].points == 0


def test_a_long_plan_says_where_it_is_longest() -> None:
    plan = added(drafted("nurse"), "suppliers", "word " * 190)
    for _ in range(6):
        plan = added(plan, "suppliers", "word " * 190)
    assert points(plan)["traceable"].points == 1
    assert "What I ask of others" in points(plan)["traceable"].hint


# Places and amounts of time


@pytest.mark.parametrize(
    "text",
    [
        "a coffee in the staff kitchen",
        "catch him Thursday at shift change, at the line 2 board",
        "I ring Ingrid on Tuesday",
        "go by her desk on Monday",
        "at her desk",
        "walk over to machine 3 on the floor",
    ],
)
def test_a_place(text: str) -> None:
    assert names_place(text)


@pytest.mark.parametrize(
    "text",
    [
        "On Friday I ask Marta",
        "in the late afternoon",
        "in ten minutes",
        "at noon on Wednesday",
        "at the end of the week",
        "on time",
        "by Friday",
        "in a week",
        "on Wednesday morning",
        "at half past six",
        "",
    ],
)
def test_no_place(text: str) -> None:
    assert not names_place(text)


@pytest.mark.parametrize(
    "text",
    [
        "25 minutes a night",
        "Ten minutes each",
        "an hour",
        "half an hour every day",
        "It take half hour",
        "most of a day",
        "a full day and a half each month",
        "about an hour a day",
        "three hours a week",
    ],
)
def test_an_amount_of_time(text: str) -> None:
    assert names_amount_of_time(text)


@pytest.mark.parametrize(
    "text",
    ["every hour", "twice a day", "40 pages a day", "with a pen on the sheet", "once a week", ""],
)
def test_no_amount_of_time(text: str) -> None:
    assert not names_amount_of_time(text)
