from __future__ import annotations

import pytest

from coach.practice.feedback import Exchange, Feedback, look_back
from coach.practice.turns import read_turn

PLAN = ["What matters most to you in what you get from me?"]


def feedback(*turns: str | tuple[str, str]) -> Feedback:
    """Look back on turns, each alone or with what the customer told."""
    pairs = [(turn, "") if isinstance(turn, str) else turn for turn in turns]
    return look_back([Exchange(read_turn(text), told) for text, told in pairs], PLAN)


def test_questions_are_quoted_as_typed_with_their_kind() -> None:
    result = feedback("what do you  need from me", "Is it late?", "You want it, right?")
    assert [(one.text, one.kind) for one in result.asked] == [
        ("what do you need from me", "open"),
        ("Is it late?", "closed"),
        ("You want it, right?", "leading"),
    ]
    lines = "\n".join(result.lines())
    assert "- “what do you need from me” (open)" in lines
    assert "yes or no answers it" in lines


def test_a_real_case_and_a_word_of_the_customer_went_well() -> None:
    result = feedback(
        ("Tell me about the last time it was late.", "I had to order a special cutter."),
        "How did you get the cutter?",
    )
    assert len(result.went_well) == 2
    assert "the last time it was late" in result.went_well[0]
    assert "“cutter”" in result.went_well[1]
    assert "How did you get the cutter?" in result.went_well[1]


def test_a_case_by_its_day_is_a_real_case_too() -> None:
    result = feedback("What happened in October with the welder?", "And what happened then?")
    assert "one real case: “What happened in October" in result.went_well[0]


def test_a_word_that_the_employee_had_said_first_is_not_taken_up() -> None:
    result = feedback(
        ("How do you use the cutter?", "I use the cutter at night."),
        "What else about the cutter?",
    )
    assert not any("taken up" in one or "took up" in one for one in result.went_well)


def test_what_is_not_found_is_not_said() -> None:
    result = feedback("Is it late?")
    assert result.went_well == ()
    assert "I found nothing" in "\n".join(result.lines())


def test_one_thing_found_is_told_as_one() -> None:
    result = feedback("What matters most to you?", "Is it late?")
    assert len(result.went_well) == 1
    assert "I found one thing" in "\n".join(result.lines())


def test_never_more_than_two() -> None:
    result = feedback(
        ("Tell me about the last time it was late.", "I had to order a special cutter."),
        "How did you get the cutter?",
        "What did that mean for you?",
        "What matters most to you?",
        "What should I have asked you?",
    )
    assert len(result.went_well) == 2


@pytest.mark.parametrize(
    ("turns", "part"),
    [
        (["I will build you an app."], "Ask one open question"),
        (["What happened?", "I will build you an app."], "“What would help you most?”"),
        (["You want it faster, don't you?"], "I have a guess: you want it faster. How do"),
        (["What if I call you?"], "offered a solution"),
        (["What is it for and who reads it?"], "“What is it for?”"),
        (["Is the list useful for you?"], "“How useful is the list for you?”"),
        (["Did you get my mail?"], "Begin with what, how or when"),
        (["What matters most to you?"], "one real case"),
    ],
)
def test_one_thing_to_try(turns: list[str], part: str) -> None:
    assert part in feedback(*turns).to_try


def test_offers_after_listening_are_no_fault() -> None:
    result = feedback("What happened?", "What did it mean for you?", "I will build you an app.")
    assert any("before you offered anything" in one for one in result.went_well)
    assert "offered a solution" not in result.to_try


def test_where_all_was_done_nothing_is_made_up() -> None:
    result = feedback(
        ("Tell me about the last time it was late.", "I had to order a special cutter."),
        "How did you get the cutter?",
        "What do you get from me that you do not use?",
        "What should I have asked you?",
    )
    assert "nothing to change" in result.to_try
