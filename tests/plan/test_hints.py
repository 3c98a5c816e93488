"""Hints of the score: what they say, and that doing it raises the point."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable

import pytest

from coach.llm.prompts import render
from coach.plan.editing import added, edited
from coach.plan.evidence import SHORT, Evidence, quote_of, shortened
from coach.plan.model import Plan, Statement
from coach.plan.points import RULES
from coach.plan.scoring import score, score_texts
from tests.plan.people import TODAY
from tests.plan.scored import drafted, points, reworded, without
from tests.readability import reading_grade

# What the hints say


def test_hints_name_the_customer_the_need_the_day_and_the_place() -> None:
    found = points(drafted("payroll"))
    assert found["requirement"].hint == (
        "Ask Depot north by Tuesday 24 November whether your guess is right: “overtime is right "
        "the first time”. Then tell the coach what they said (key R)."
    )
    assert found["stop"].hint == (
        "Ask Depot north by Tuesday 24 November what they get from you and do not use. Write it "
        "into “What I will stop” (key A), with the time that it takes, beginning with “I would "
        "stop”."
    )


def test_hints_read_well_when_nothing_is_known() -> None:
    for point in score(drafted("nobody")).missing:
        assert "“”" not in point.hint
        assert "  " not in point.hint
        assert not re.search(r"\bmy customer\b|\bNone\b", point.hint)
    assert "Ask one person who uses your work by" in points(drafted("nobody"))["stop"].hint


def test_days_that_are_over_are_not_named() -> None:
    later = TODAY + dt.timedelta(days=30)
    for point in score(drafted("payroll"), today=later).missing:
        assert "November" not in point.hint


@pytest.mark.parametrize(
    "variables",
    [
        {"customer": "Marta", "by": " by Friday 27 November", "study": " by Monday 7 December"},
        {"customer": score_texts().nobody, "by": "", "study": ""},
    ],
)
def test_hints_are_plain_whatever_is_known(variables: dict[str, str]) -> None:
    for point, need in itertools.product(score_texts().points, ("", "bread that is there")):
        for key, hint in point.hints.items():
            given = {
                **variables,
                "gets": "gets",
                "need": need,
                "what": need,
                "section": "Where I write",
            }
            text = render(hint, given)
            assert reading_grade(text) <= 8, (point.id, key)
            assert "key" in text, (point.id, key)
            assert "  " not in text
            assert not re.search(r"\d", hint.replace("F5", "")), "numbers have no source"


def test_three_hints_come_first() -> None:
    found = score(drafted("tester"))
    assert [point.points for point in found.best] == sorted(point.points for point in found.best)
    assert len(found.best) == 3
    assert found.best + found.others == found.missing
    lines = str(found).splitlines()
    assert lines[2:6] == [
        "Do this first:",
        *[f"{n}. {point.hint}" for n, point in enumerate(found.best, 1)],
    ]
    assert len(lines) == 28


def test_what_is_quoted_is_short_and_of_whole_words() -> None:
    text = "we want to know it early enough, so that nobody stands in the rain and waits for it"
    assert shortened(text) == "we want to know it early enough, so that nobody stands in …"
    assert len(shortened("x" * 200)) <= SHORT + 2
    assert shortened("“He said “yes”.”") == "He said ‘yes"


def test_hostile_words_stay_text_in_hints() -> None:
    hints = "\n".join(point.hint for point in score(drafted("hostile")).missing)
    assert "49" not in hints


# Doing what a hint says raises the point

ADDED: dict[tuple[str, str], str] = {
    ("customers", "none"): "I start with the night cook, because she waits for it.",
    ("customers", "choice"): "I start with the drivers, because they wait for it.",
    ("customers", "why"): "Because he has the most trouble.",
    ("output", "none"): "A list every Monday.",
    ("output", "often"): "They get it every Monday.",
    ("end_customer", "none"): "In the end it helps the children, because they eat on time.",
    ("end_customer", "value"): "For them it means that they can rest.",
    ("end_customer", "end"): "In the end it is for the drivers.",
    ("voice", "none"): "Last Tuesday Jo said: “Tell me before noon”.",
    ("fact_or_guess", "none"): "Heard from the drivers on Friday: “a clean seat”.",
    ("consequence", "none"): "When it is late, they told me, the gate stays shut.",
    ("consequence", "need"): "Heard last Tuesday from Jo: “tell me before noon”.",
    ("requirement", "none"): "Because of “tell me before noon”, I count the late calls.",
    (
        "definition",
        "none",
    ): "The clock starts when they ask, stops at my answer; I mark every call.",
    ("definition", "case"): "I mark every call.",
    ("baseline", "none"): "I count from Monday to Friday next week.",
    ("baseline", "figure"): "Today it is 4 of 10.",
    ("target", "none"): "They said: at six at the latest.",
    ("target", "figure"): "At six at the latest.",
    ("guard", "none"): "I also watch how long the queue gets.",
    ("guard", "vague"): "I also watch how long the queue gets.",
    ("cause", "none"): "The cause may be the form, and I note for a week whether it was.",
    ("cause", "test"): "The cause may be the form, and I note for a week whether it was.",
    ("actions", "none"): "I bring the list on Thursday.",
    ("actions", "own"): "I bring the list on Thursday.",
    ("first_step", "none"): "On Thursday I sit down with Jo in the kitchen.",
    ("stop", "none"): "I would stop the second list; it takes ten minutes.",
    ("stop", "time"): "It takes ten minutes.",
    ("stop", "ask"): "Before I stop it, I ask the office.",
    ("conversation", "none"): "What do you look at first?",
    ("conversation", "invitation"): "My invitation: could we talk on Friday?",
    ("conversation", "whom"): "I invite the drivers.",
    ("reputation", "none"): "I want them to say that they can count on me.",
    ("reputation", "say"): "I want them to say that they can count on me.",
    ("reputation", "behaviour"): "I call before they wait.",
    ("suppliers", "none"): "I ask Ben for the sheets before noon.",
    ("suppliers", "request"): "I ask Ben for the sheets before noon.",
    ("suppliers", "contribution"): "I show new people how the pump works.",
    ("review", "none"): "I look at it again in three weeks.",
    ("review", "expect"): "I expect that nobody calls me twice.",
    ("review", "adapt"): "If I do not see it, I stop.",
}
"""What somebody adds who follows a hint, by point and what is missing."""

ON_THURSDAY = "First step: on Thursday I ask Priya at her desk."
CHANGED: dict[tuple[str, str], str] = {
    ("voice", "day"): "Marta said last Tuesday: “tell me what changed”.",
    ("fact_or_guess", "label"): "Heard on Friday: “a clean seat”.",
    ("first_step", "own"): ON_THURSDAY,
    ("first_step", "both"): ON_THURSDAY,
    ("first_step", "day"): ON_THURSDAY,
    ("first_step", "place"): ON_THURSDAY,
}
"""What somebody writes in place of the line that the hint names."""


def vague(kind: str, text: str, *kinds: str) -> Plan:
    """Return the nurse's plan with another text in one line, and without some kinds."""
    return reworded(without(drafted("nurse"), *kinds), kind, text)


def without_day(*kinds: str) -> Plan:
    """Return the nurse's plan with a first step whose day the program set."""
    plan = without(drafted("nurse"), *kinds)
    plan.statements("actions.first")[0].kind = "actions.first_by"
    return plan


def with_obstacle() -> Plan:
    """Return a plan that knows what was in the way from a review only."""
    plan = without(drafted("nurse"), "actions.cause")
    told = Statement(text="What was in the way: “the printer”.", kind="learned.obstacle")
    plan.sections[0].statements.append(told)
    return plan


def words_for_a_figure() -> Plan:
    """Return a plan that says where one stands, and has no figure for it."""
    plan = vague("requirements.evidence", "It is bad.", "requirements.count")
    plan.statements("requirements.evidence")[0].kind = "requirements.baseline"
    return plan


CRAFTED: dict[str, Callable[[], Plan]] = {
    "words for a figure": words_for_a_figure,
    "no label": lambda: added(drafted("nurse"), "needs", "Marta likes short sheets."),
    "no day": without_day,
    "no day and place": lambda: without_day("conversation.next"),
    "a guard for anything": lambda: vague(
        "requirements.guard", "I also watch what else gets slower or worse."
    ),
    "an obstacle": with_obstacle,
}
"""Plans in which something is there but not all of it."""

PLANS = [
    ("nurse",),
    ("payroll",),
    ("tester",),
    ("three_answers",),
    ("nobody",),
    ("nurse", "customer.why"),
    ("nurse", "customer"),
    ("nurse", "customer.end", "customer.chain"),
    ("nurse", "needs"),
    ("nurse", "needs.heard", "needs.assumed"),
    ("nurse", "needs.effect", "work.late"),
    ("nurse", "work"),
    ("nurse", "requirements"),
    ("nurse", "requirements.count", "requirements.baseline"),
    ("payroll", "requirements.count"),
    ("nurse", "actions"),
    ("nurse", "actions.sign"),
    ("nurse", "actions.adapt"),
    ("nurse", "stop.time"),
    ("nurse", "stop.ask"),
    ("nurse", "conversation"),
    ("nurse", "conversation.invitation"),
    ("nurse", "reputation"),
    ("nurse", "reputation.behaviour"),
    ("nurse", "suppliers"),
    ("nurse", "suppliers.contribution"),
    ("nurse", "suppliers.request", "suppliers.quoted"),
    ("nurse", "review"),
]
"""Whose plans, and what is taken out of them."""


def plan_for(case: tuple[str, ...]) -> Plan:
    """Return a plan by its name."""
    name, *kinds = case
    return CRAFTED[name]() if name in CRAFTED else without(drafted(name), *kinds)


CASES = [*PLANS, *((name,) for name in CRAFTED)]


@pytest.mark.parametrize("case", CASES, ids=" without ".join)
def test_doing_what_a_hint_says_raises_its_point(case: tuple[str, ...]) -> None:
    plan = plan_for(case)
    for point in score_texts().points:
        found = RULES[point.id](Evidence(plan))
        key = (point.id, found.missing)
        if key in ADDED:
            where = "review" if key == ("review", "none") else point.section
            after = added(plan, where, ADDED[key])
        elif key in CHANGED:
            section = plan.section(point.section)
            assert section is not None
            place = next(
                n
                for n, line in enumerate(section.statements, 1)
                if (found.what and quote_of(line) == found.what)
                or (not found.what and line.kind in ("actions.ask", "actions.find"))
            )
            after = edited(plan, point.section, place, CHANGED[key], today=TODAY)
        else:
            continue
        again = RULES[point.id](Evidence(after))
        # Where two elements are missing, the hint asks for the other one next.
        assert again.points > found.points or again.missing != found.missing, (key, again)


def test_all_that_hints_ask_for_is_tried_above() -> None:
    seen = {
        (point.id, RULES[point.id](Evidence(plan_for(case))).missing)
        for case in CASES
        for point in score_texts().points
    }
    tried = {*ADDED, *CHANGED}
    other = {("requirement", "guess"), ("traceable", "none")}
    assert {key for key in seen if key[1]} - tried <= other
    assert tried <= seen, tried - seen


def test_no_plan_is_without_a_hint_whatever_is_missing() -> None:
    plan = drafted("nurse")
    kinds = sorted({s.kind for section in plan.sections for s in section.statements})
    for pair in itertools.combinations_with_replacement(kinds, 2):
        assert all(p.hint for p in score(without(plan, *pair)).points if p.points < 2), pair
