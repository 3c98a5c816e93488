from __future__ import annotations

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from coach.plan.perspective import (
    as_done,
    asked_for,
    given,
    in_the_past,
    is_told,
    last_time,
    negated,
    seen_by_employee,
    yes_no,
)

ORDERS = [
    ("tell me when it is late", "Did I tell Rosa when it was late?"),
    ("ring me before you come, I have to clear the stairs", "Did I ring Rosa before I come?"),
    ("show us before you lock it", "Did I show Rosa before I lock it?"),
    ("She said: give me the keys first", "Did I give Rosa the keys first?"),
    ("don't hurry, just call me if we can go on", "Did I call Rosa if they could go on?"),
    ("ring my people, not yours", "Did I ring their people, not yours?"),
]
WISHES = [
    ("she wants the list by nine", "Did Rosa have the list by nine?"),
    ("He needs to know when it comes", "Did Rosa know when it comes?"),
    (
        "I imagine she would like to know it the day before, even if the answer is no",
        "Did Rosa know it the day before?",
    ),
    ("Rosa wants to see it on the shelf", "Did Rosa see it on the shelf?"),
    ("I'd rather have half of it now than all of it late", "Did Rosa have half of it now?"),
]
FOR_THE_MODEL = [
    "labels that can be read",
    "she wants me to be on time",
    "she wants the room to be warm",
    "nothing with two pages",
    "I can wait, but not without a word",
    "they are annoyed",
    "",
    "want",
]


@pytest.mark.parametrize(("need", "question"), ORDERS + WISHES)
def test_common_needs_become_questions_from_the_right_side(need: str, question: str) -> None:
    assert yes_no(seen_by_employee(need, "Rosa"), "Rosa") == question


def test_a_test_is_done_and_not_only_possible() -> None:
    assert as_done("I could ring Rosa the day before.") == "I ring Rosa the day before."
    assert as_done("I will be there at noon.") == "I will be there at noon."
    assert as_done("I count the cans.") == "I count the cans."


@pytest.mark.parametrize("need", FOR_THE_MODEL)
def test_other_needs_are_left_to_the_model(need: str) -> None:
    assert yes_no(seen_by_employee(need, "Rosa"), "Rosa") is None


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Did I tell Rosa when it was late?", "I did not tell you when it was late"),
        ("Did Rosa have her list by nine?", "you did not have your list by nine"),
        ("Was it paid on time?", "it was not paid on time"),
        ("Were they told?", "you were not told"),
        ("Did Rosa's team know who was ill?", None),
        ("Were the labels clean?", None),
        ("How was it?", None),
    ],
)
def test_a_no_becomes_a_question_to_the_customer(question: str, asked: str | None) -> None:
    expected = None if asked is None else f"Tell me about the last time {asked}."
    assert last_time(question, "Rosa") == expected


@pytest.mark.parametrize(
    ("help", "action"),
    [
        ("A list by noon, one line each", "I give Rosa a list by noon, one line each."),
        (
            "What would help is half an hour before the fair",
            "I give Rosa half an hour before the fair.",
        ),
        ("One clear photo would help her", "I give Rosa one clear photo."),
        ("A list that I could print", None),
        ("If they came earlier", None),
        ("No calls at night", None),
    ],
)
def test_a_thing_that_would_help_is_given(help: str, action: str | None) -> None:
    assert given(help, "Rosa") == action


def test_a_request_loses_the_words_for_asking() -> None:
    assert asked_for("I'd ask them to phone before they leave") == "phone before you leave"
    assert asked_for("the list on paper") == "the list on paper"


def test_what_a_customer_told_of_their_day_is_no_wish() -> None:
    assert is_told("we start at six, and by then your sheet is not there")
    assert is_told("He said: I wait at the gate every morning")
    assert not is_told("I need the sheet by six")
    assert not is_told("I'd rather have half of it now")
    assert not is_told("call me when it is late")


def test_a_tail_that_names_the_other_way_does_not_make_a_need_negative() -> None:
    assert not negated("a call, not a fax")
    assert negated("no calls at night")


@drawn(need=st.text(max_size=200), name=st.text(min_size=1, max_size=30))
def test_nothing_that_is_said_stops_it(need: str, name: str) -> None:
    question = yes_no(seen_by_employee(need, name), name)
    if question is not None:
        assert question.startswith("Did ")
        last_time(question, name)


@pytest.mark.parametrize("word", ["\u0131", "\u0130", "wa\u017f", "I"])
def test_letters_that_only_look_latin_are_passed_over(word: str) -> None:
    for change in (as_done, in_the_past, lambda text: seen_by_employee(text, "Dave")):
        assert change(f"{word} call them when {word} ready") is not None
