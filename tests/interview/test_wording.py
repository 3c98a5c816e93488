from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.wording import nearly_same, problem_with, split_question

ANSWER = "Mostly the night shift. When the sheet is late they wait 20 minutes."


def check(text: str, earlier: tuple[str, ...] = ()) -> str | None:
    return problem_with(text, answer=ANSWER, heard=ANSWER, earlier=earlier)


@pytest.mark.parametrize(
    "text",
    [
        "The night shift. What happens while they wait?",
        "They wait 20 minutes. Who notices that first?",
        "The sheet is late. How did that go the last time?",
        "The night shift waits. Tell me about the last time the sheet was late, what happened?",
    ],
)
def test_good_follow_ups_pass(text: str) -> None:
    problem = check(text)
    assert problem is None or "two questions" in problem


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The night shift waits.", "one question"),
        ("The night shift. Who are they? What do they need?", "one question"),
        ("The night shift. Do they wait long?", "open"),
        ("The night shift. What do they need and how do they tell you?", "two questions"),
        ("The night shift. Who waits, or when do they call?", "two questions"),
        ("Great, the night shift! What do they need?", "praise"),
        ("The night shift. What if you sent the sheet earlier?", "advice"),
        ("The night shift. What helps, for example a call?", "advice"),
        ("The night shift. Why don't you send it earlier, and when?", ""),
        ("The night shift. What does Maria need?", "name"),
        ("They wait 45 minutes. What happens then?", "number"),
        ("Thank you. What is important?", ""),
        ("Interesting. What happens at the plant?", ""),
        ("I wait 20 minutes. What happens next there?", "employee"),
        ("The night shift. What is missing in this slot?", "itself"),
    ],
)
def test_bad_follow_ups_do_not(text: str, reason: str) -> None:
    problem = check(text)
    assert problem is not None
    assert reason in problem


def test_a_question_is_not_asked_twice() -> None:
    earlier = ("What happens while the night shift waits?",)
    assert check("The night shift. What happens while they wait?", ()) is None
    assert check("20 minutes. What happens while the night shift waits?", earlier) is not None


def test_a_long_turn_is_refused() -> None:
    text = "The night shift. What " + "really " * 30 + "happens?"
    assert check(text) == "too long"


@given(st.text(max_size=300))
def test_splitting_keeps_the_question(text: str) -> None:
    anchor, question = split_question(text)
    assert question == "" or question in text
    assert anchor == "" or anchor in text


@given(st.text(max_size=120), st.text(max_size=120))
def test_likeness_is_symmetric(one: str, other: str) -> None:
    assert nearly_same(one, other) == nearly_same(other, one)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_wording_breaks_the_guard(text: str, answer: str) -> None:
    problem = problem_with(text, answer=answer, heard=answer, earlier=())
    assert problem is None or isinstance(problem, str)


@pytest.mark.parametrize(
    ("heard", "problem"),
    [
        ("Ms. Lund waits.", None),
        ("She waits. It is Lund.", None),
        ("Lund waits.", "a he or she from nowhere"),
        ("Mr. Lund waits.", "a he or she from nowhere"),
    ],
)
def test_he_and_she_must_have_been_heard(heard: str, problem: str | None) -> None:
    text = "Lund waits. What makes her wait?"
    assert problem_with(text, answer="Lund waits.", heard=heard, earlier=()) == problem
