from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coach.interview.anchoring import MAX_WORDS, anchor, anchor_at, anchor_of_answer
from coach.text import words

ANSWER = "OK, mostly the cooks on the late shift, and Rosa. I also do the ordering for my boss."


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("the cooks on the late shift", "The cooks on the late shift."),
        ("my boss", "Your boss."),
        ("I also do the ordering for my boss", "You also do the ordering for your boss."),
        ("do the ordering for my boss", "You do the ordering for your boss."),
    ],
)
def test_words_of_the_answer_are_addressed_to_the_employee(quote: str, said: str) -> None:
    assert anchor(quote, ANSWER) == said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("I am late with my list", "You are late with your list."),
        ("I will try to call her first", "You will try to call her first."),
        ("I would like him to say that a bag from me can go on the press at once", None),
        ("I was there and we were short", "You were there and you were short."),
        ("I'm the one who's paid for it", "You're the one who's paid for it."),
        ("Nobody should wait for me, I guess.", "Nobody should wait for you."),
        ("In October she told me", None),
        ("They wait for us all morning", "They wait for you all morning."),
        (
            "We ship twelve pallets to the northern depot, and nobody there counts them",
            "You ship twelve pallets to the northern depot.",
        ),
    ],
)
def test_pronouns_and_length(answer: str, said: str | None) -> None:
    assert anchor(answer, answer) == said


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "the",
        "Why do you ask?",
        "I told you that my list was late",  # whose "you" would that be
        "You should call her",  # in the coach's mouth that is advice
        'He said "never"',
        "people who wait for the",
        "one two three four five six seven eight nine ten eleven twelve thirteen",
    ],
)
def test_what_makes_no_good_sentence_is_left_out(answer: str) -> None:
    assert anchor(answer, answer) is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Everyone, really.", "Everyone, really."),
        (
            "That depends, a lot of people send me things over the whole week.",
            "That depends.",
        ),
        (
            "Each of them matters to me, I could not pick one of them all now.",
            "Each of them matters to you.",
        ),
        ("Why me? The cooks wait.", "The cooks wait."),
        ("No idea. The cooks, perhaps.", "The cooks, perhaps."),
        ("Hm.", None),
    ],
)
def test_where_nothing_is_quoted_a_sentence_is_taken_up(answer: str, said: str | None) -> None:
    assert anchor_of_answer(answer) == said


@pytest.mark.parametrize(
    ("begun", "said"),
    [
        ("the coo", "The cooks on the late shift, and Rosa."),
        ("Ros", "Rosa."),
        ("the", None),  # more than one place
        ("", None),
        ("nobody", None),
    ],
)
def test_the_anchor_is_known_as_soon_as_its_place_is(begun: str, said: str | None) -> None:
    assert anchor_at(begun, ANSWER) == said


@given(st.text(max_size=200), st.text(max_size=80))
@example("?", "?")
def test_an_anchor_is_short_and_ends(quote: str, answer: str) -> None:
    for text in (anchor(quote, answer), anchor_of_answer(answer), anchor_at(quote, answer)):
        if text is not None:
            assert len(words(text)) <= MAX_WORDS + 1
            assert text.endswith(".")
            assert "?" not in text


@pytest.mark.parametrize(
    ("quote", "answer", "said"),
    [
        # In the customer's mouth "me" is the customer.
        ("tell me when it is ready", "No, she said: tell me when it is ready.", None),
        ("I need it before seven", "She told me: I need it before seven.", None),
        (
            "She told me last week: call me",
            "She told me last week: call me.",
            "She told you last week.",
        ),
        ("bus", "I say which driver takes which bus.", None),
        ("Rosa", "Mostly Rosa, I think.", "Rosa."),
        ("Boss", "Boss.", "Boss."),
    ],
)
def test_whose_words_they_are(quote: str, answer: str, said: str | None) -> None:
    assert anchor(quote, answer) == said


def test_a_quote_that_goes_on_and_on_makes_no_anchor_any_more() -> None:
    answer = "we wait for the night shift and " * 100
    assert anchor_at(answer[:300], answer) is None
