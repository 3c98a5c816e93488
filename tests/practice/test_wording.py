from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.practice.customer import Customer
from coach.practice.facts import Known
from coach.practice.texts import texts
from coach.practice.wording import Given, problem_with, stock

CUTTER = Known(
    "moment.effect", "q", "I had to order a special cutter, and that took eight days.", False
)
RADIUS = Known("moment.event", "q", "You had put a radius of 0.5 in a pocket.", False)
GIVEN = Given(
    [RADIUS, CUTTER],
    "What do you get from me?",
    customer=Customer("Gunnar", "he"),
)


@pytest.mark.parametrize(
    "text",
    [
        "You had put a radius of 0.5 in a pocket. I had to order a special cutter.",
        "I had to order a special cutter, and that took eight days.",
        "The special cutter took eight days.",
    ],
)
def test_what_may_be_said(text: str) -> None:
    assert problem_with(text, GIVEN) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("I had to order a special cutter, that took nine days.", "number"),
        ("I had to order a special cutter from Elif.", "name"),
        ("I had put a radius of 0.5 in a pocket.", "who is who"),
        ("You had to order a special cutter.", "who is who"),
        ("I did not order a special cutter.", "opposite"),
        ("I will order a special cutter next week.", "commitment"),
        ("We can meet about the special cutter.", "commitment"),
        ("As an AI I had to order a special cutter.", "role"),
        ("Thank you, I had to order a special cutter.", "role"),
        ("Gunnar had to order a special cutter.", "by name"),
        ("He had to order a special cutter.", "he or she"),
        ("I had to order a special cutter. Why did you do it?", "mark"),
        ("I had to order a special cutter <b>.", "mark"),
        ("I was angry and my boss shouted about the cutter all night.", "nowhere|nothing"),
        ("I like the weather.", "nothing of the facts"),
        ("What matters: what do you get is a special cutter.", "said back"),
        ("I had to order a special cutter, " + "and that took eight days " * 9, "too long"),
        ("I had it. I had it. I had it. I had a cutter.", "too long"),
        ("Yes.", "hardly"),
    ],
)  # fmt: skip
def test_what_must_not_be_said(text: str, problem: str) -> None:
    found = problem_with(text, GIVEN)
    assert found is not None
    assert any(part in found for part in problem.split("|")), found


@pytest.mark.parametrize(
    ("voiced", "slot", "text", "fine"),
    [
        ("Tell me first.", "needs.needs", "I want to tell you first.", False),
        ("Tell me first.", "needs.needs", "Tell me first, please.", True),
        ("The pharmacies.", "end_customer.end_customer", "The pharmacies would help us.", False),
        ("The paper log.", "stop.stop", "The paper log would be good for me.", False),
        ("The paper log.", "stop.stop", "The paper log. I do not use it.", True),
        ("The paper log.", "stop.stop", "The paper log.", True),
        ("Phoning the centre every hour.", "stop.stop", "The centre. I do not use it.", False),
    ],
)
def test_wishes_and_what_is_not_needed(voiced: str, slot: str, text: str, fine: bool) -> None:
    given = Given([Known(slot, "q", voiced, False)], "What do you get and not use?")
    assert (problem_with(text, given) is None) == fine


def test_a_number_of_the_employee_may_be_used() -> None:
    given = Given([CUTTER], "What did the 60 covers mean for you?", typed="60 covers")
    assert problem_with("I had to order a special cutter for the 60 covers.", given) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("The VPN is down and we can't send offers.", "may be"),
        ("When our VPN is down we have offers to send.", "opposite"),
        ("When it is late we shout and can't send offers.", "not in the facts"),
        ("When the VPN is down we can't send offers.", None),
    ],
)
def test_a_case_that_may_be_stays_one(text: str, problem: str | None) -> None:
    voiced = "When our VPN is down we can't send offers and we shout at you."
    found = problem_with(
        text,
        Given([Known("customers.if_late", "q", voiced, False)], "What happens when it is late?"),
    )
    assert found is None if problem is None else problem in (found or "")


def test_the_same_is_not_said_twice() -> None:
    text = "I had to order a special cutter, and that took eight days."
    given = Given([CUTTER], "What else?", earlier=[text])
    assert problem_with(text, given) == "said before"


def test_what_an_example_of_the_prompt_says_is_not_carried_over() -> None:
    text = "I had to order a special cutter, I had already called the second guide."
    assert problem_with(text, GIVEN) is not None


@given(st.text(max_size=300))
def test_any_wording_can_be_checked(text: str) -> None:
    problem_with(text, GIVEN)


@pytest.mark.parametrize("slot", texts().fallback)
def test_every_kind_of_fact_has_a_reviewed_frame(slot: str) -> None:
    known = Known(slot, "q", "The paper log.", False)
    assert "aper log." in stock(Given([known], "What?")).text
