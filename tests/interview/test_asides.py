"""What is said to the coach in an answer is told from what is said about work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.asides import is_aside, parted
from coach.interview.hardreplies import without_health


@pytest.mark.parametrize(
    "text",
    [
        "For goodness' sake!",
        "Good heavens",
        "You keep asking the same thing",
        "I told you that already",
        "Are you even listening?",
        "Whoever is writing these notes has slept",
        "This stupid machine is no help",
    ],
)
def test_speaks_to_the_coach(text: str) -> None:
    assert is_aside(text)


@pytest.mark.parametrize(
    "text",
    [
        "The baker rings at five",
        "You get there and the shed is open",
        "I send you-know-who the list",
        "See the tally on the door of the shed",
        "They want a call before the van leaves",
        "If you press the wrong key the whole order is gone",
    ],
)
def test_speaks_of_work(text: str) -> None:
    assert not is_aside(text)


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("Odile, the night baker. Who gets to read this?", "Who gets to read this?",
         "Odile, the night baker."),
        ("Why do you want to know? The trays come back wet.", "Why do you want to know?",
         "The trays come back wet."),
    ],
)  # fmt: skip
def test_a_question_beside_an_answer(text: str, question: str, answer: str) -> None:
    found = parted(text)
    assert found is not None
    assert (found.question, found.answer) == (question, answer)


@pytest.mark.parametrize(
    "text", ["Who gets to read this?", "The trays come back wet.", "", "Why? I told you already."]
)
def test_only_one_of_both(text: str) -> None:
    assert parted(text) is None


def test_health_beside_work_costs_only_its_own_sentence() -> None:
    said = "On Friday I show Odile the new tray and count for a week. My knee is ruined."
    assert without_health(said) == "On Friday I show Odile the new tray and count for a week."
    assert without_health("My knee is ruined and I cannot sleep.") == ""


@given(st.text(max_size=200))
def test_any_text_can_be_asked_about(text: str) -> None:
    is_aside(text)
    found = parted(text)
    assert found is None or (found.question and found.answer)
