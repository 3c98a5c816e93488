from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.practice.open_form import as_guess, first_of, opened
from coach.practice.turns import LECTURE_WORDS, kind_of, read_turn
from coach.text import words

LABELLED: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("turns.yaml").read_text(encoding="utf-8")
)


def turns(*labels: str) -> list[tuple[str, str]]:
    return [(label, text) for label in labels for text in LABELLED[label]]


@pytest.mark.parametrize(("kind", "text"), turns("open", "closed", "leading", "double"))
def test_kinds_of_questions(kind: str, text: str) -> None:
    turn = read_turn(text)
    assert turn.asked is not None
    assert turn.asked.kind == kind


@pytest.mark.parametrize("text", LABELLED["courtesy"])
def test_a_greeting_is_no_question(text: str) -> None:
    turn = read_turn(text)
    assert turn.courtesy
    assert turn.asked is None


@pytest.mark.parametrize("text", LABELLED["offers"])
def test_offers(text: str) -> None:
    assert read_turn(text).offers


@pytest.mark.parametrize("text", LABELLED["nothing"])
def test_listening_is_neither_question_nor_offer(text: str) -> None:
    turn = read_turn(text)
    assert (turn.asked, turn.offers, turn.courtesy) == (None, False, False)


@pytest.mark.parametrize("text", LABELLED["to_the_program"])
def test_what_is_said_to_the_program(text: str) -> None:
    assert read_turn(text).to_the_program


def test_a_greeting_before_a_question_leaves_the_question() -> None:
    turn = read_turn("Hi Dave, thanks for your time. What do you do first in the morning?")
    assert turn.asked is not None
    assert turn.asked.text == "What do you do first in the morning?"
    assert turn.asked.kind == "open"


def test_a_long_turn_without_a_question_is_a_lecture() -> None:
    assert read_turn("the machine is old " * LECTURE_WORDS).lecture


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    turn = read_turn(text)
    if turn.asked is not None:
        for form in (opened(turn.asked.text), first_of(turn.asked.text)):
            assert form is None or kind_of(form) == "open"


@pytest.mark.parametrize(
    ("closed", "form"),
    [
        ("Is the list useful for you?", "How useful is the list for you?"),
        ("Do you read the report", "How do you read the report?"),
        ("Are you happy with my work?", "What do you think of my work?"),
        ("ok, do you need the log?", "What do you need the log for?"),
        ("Is there anything I can stop?", "What is there that I can stop?"),
        ("Did you get my mail?", None),
        ("Was it late on Monday?", None),
    ],
)
def test_closed_questions_in_an_open_form(closed: str, form: str | None) -> None:
    assert opened(closed) == form


def test_what_a_leading_question_claims() -> None:
    assert as_guess("You want it faster, don't you?") == "you want it faster"
    assert as_guess("Don't you think the report is too long?") == "the report is too long"
    assert as_guess("What if I call you?") is None


def test_the_first_of_two_questions() -> None:
    assert first_of("How do you use it, and who else reads it?") == "How do you use it?"
    assert first_of("Do you read it or do you throw it away?") is None


@pytest.mark.parametrize("text", LABELLED["closed"])
def test_an_open_form_keeps_the_things_that_are_asked_about(text: str) -> None:
    form = opened(text)
    if form is not None:
        assert words(text)[-1] in words(form)
