"""Who of several people an answer ends up with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.agenda import load_agenda
from coach.interview.choosing import changed_choice, chosen_in, others_in, settled
from coach.interview.findings import finding

PEOPLE = ["the bakers", "Odile and her two helpers", "Mr. Brandt", "caretaker of the hall"]


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [
        ("My first idea was Mr. Brandt, he pays. But no. It's Odile.", "Odile"),
        ("The bakers are louder, but I'd go for the caretaker because he is alone.",
         "the caretaker"),
        ("I would pick Odile, not the bakers.", "Odile"),
        ("The bakers, hm, on second thought the caretaker.", "the caretaker"),
        ("Not the bakers. Mr. Brandt it is.", "Mr. Brandt"),
        ("Mr. Brandt would be the polite answer. But I'd say Runa, because she bakes alone.",
         "Runa"),
        ("I choose Odile. She opens at six.", None),
        ("The bakers and the caretaker, both.", None),
        ("Nobody in particular.", None),
        ("", None),
    ],
)  # fmt: skip
def test_who_is_chosen(answer: str, chosen: str | None) -> None:
    assert chosen_in(answer, PEOPLE) == chosen


@pytest.mark.parametrize(
    ("answer", "changed"),
    [
        ("I choose now Odile, not the bakers. She told me it is the crust.", "Odile"),
        ("I'd rather take the caretaker instead of the bakers.", "the caretaker"),
        ("The bakers choose the flour, not Odile.", None),
        ("I take the tray to the bakers, not to Odile.", None),
    ],
)
def test_a_later_answer_may_choose_again(answer: str, changed: str | None) -> None:
    assert changed_choice(answer, "the bakers", PEOPLE) == changed


def test_a_reason_for_somebody_else_is_dropped() -> None:
    focus = load_agenda().topic("focus")
    answer = "Mr. Brandt because he pays me. But no. It's Odile, she is alone at six."
    weighed = [
        finding(focus.slot("customer"), "Mr. Brandt", answer, 1),
        finding(focus.slot("why"), "Mr. Brandt because he pays me", answer, 1),
        finding(focus.slot("why"), "she is alone at six", answer, 1),
    ]
    kept = settled(focus, weighed, answer, 1, PEOPLE)
    assert [(f.slot, f.fact.value) for f in kept] == [
        ("customer", "Odile"),
        ("why", "she is alone at six"),
    ]


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=4))
def test_whoever_is_chosen_stands_in_the_answer(answer: str, people: list[str]) -> None:
    chosen = chosen_in(answer, people)
    assert chosen is None or chosen in " ".join(answer.split())
    others_in(answer, "Odile", people)
