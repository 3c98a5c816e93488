from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.notes import Fact
from coach.plan.model import AnswerSource
from coach.plan.words import (
    MAX_QUOTE_CHARACTERS,
    Said,
    bare,
    first_name,
    listed,
    said,
    sentence,
    short_name,
)
from coach.text import fold_space


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rosa at the depot. She calls most", "Rosa at the depot"),
        ("The people in the lab who wait for it", "the people in the lab"),
        ("mostly Ines and her team", "Ines and her team"),
        ("Mr. Adeyemi, he signs", "Mr. Adeyemi"),
        ("the people who wash there. They wait", "the people who wash there"),
        ("the people who wash there on every single Saturday", "the people"),
        ("They get angry", None),
        ("everybody", None),
        ("because of all the many different things in the house", None),
        ("", None),
        ("…", None),
    ],
)
def test_a_name_is_cut_out_of_what_was_said(text: str, name: str | None) -> None:
    assert short_name(text) == name


@pytest.mark.parametrize(
    ("name", "short"),
    [("Rosa at the depot", "Rosa"), ("the people in the lab", "the people in the lab")],
)
def test_a_name_is_said_without_the_place(name: str, short: str) -> None:
    assert first_name(name) == short


@pytest.mark.parametrize(
    ("text", "told_only"),
    [
        ("She told me last Friday", True),
        ("He keeps saying so", True),
        ("My boss mentioned it two weeks ago", True),
        ("He told me to call first", False),
        ("they said the form is too long", False),
    ],
)
def test_words_that_only_say_that_something_was_said(text: str, told_only: bool) -> None:
    found = said(fact(text, status="heard"), {1: text})
    assert found is not None
    assert found.told_only is told_only


def fact(value: str, quote: str = "", status: str = "known") -> Fact:
    return Fact.model_validate(
        {"value": value, "quote": quote or value, "turn": 1, "status": status}
    )


def test_words_are_shown_as_they_were_said_without_the_full_stop() -> None:
    found = said(fact("it IS late."), {1: "Well,  it\nis late."})
    assert found is not None
    assert found.quoted == "“it is late”"


def test_a_value_that_was_not_said_gives_way_to_its_quote() -> None:
    found = said(fact("lateness", "always late"), {1: "They are always late here"})
    assert found is not None
    assert found.text == "always late"


def test_what_was_never_said_is_left_out_unless_it_was_put_in_by_hand() -> None:
    assert said(fact("a ghost"), {1: "nothing"}) is None
    corrected = said(fact("a guest", status="corrected"), {1: "nothing"})
    assert corrected is not None
    assert not corrected.verbatim
    assert "“" not in corrected.quoted


@given(st.text(min_size=1, max_size=3000))
def test_shown_words_are_always_a_short_verbatim_part(text: str) -> None:
    found = said(fact(text), {1: text})
    if found is not None:
        assert found.text in fold_space(text)
        assert len(found.text) <= MAX_QUOTE_CHARACTERS


def test_lists_and_sentences() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert sentence("so it is") == "So it is."
    assert sentence("Why?") == "Why?"


def test_a_sign_is_told_without_its_if() -> None:
    found = said(fact("if he knew it in time"), {1: "if he knew it in time"})
    assert found is not None
    assert bare(found, "if").quoted == "“he knew it in time”"


def test_a_leading_that_is_left_out_but_not_half_a_word() -> None:
    answer = "That's all, and that it is right"
    for value, text in (("That's all", "That's all"), ("that it is right", "it is right")):
        found = said(fact(value), {1: answer})
        assert found is not None
        assert found.text == text


@pytest.mark.parametrize(
    ("answer", "noted", "whole"),
    [
        ("Quarter of an hour a night.", "an hour a night", "Quarter of an hour a night"),
        ("it takes half an hour", "an hour", "half an hour"),
        ("We lose two or three hours a week", "hours a week", "two or three hours a week"),
        ("She is not happy about it", "happy about it", "not happy about it"),
        ("at most five calls", "five calls", "at most five calls"),
        ("I write the list, a long one", "a long one", "a long one"),
        ("the boxes from dock 7 wait", "wait", "wait"),
    ],
)
def test_words_keep_the_amount_or_denial_that_they_lean_on(
    answer: str, noted: str, whole: str
) -> None:
    found = said(Fact(value=noted, quote=noted, turn=1, status="known"), {1: answer})
    assert found is not None
    assert found.text == whole


def test_a_sign_says_what_will_be_seen_and_not_that_it_will() -> None:
    text = "see that it worked if she sends back one lid"
    said = Said(text, AnswerSource(turn=1, quote=text), True, "known")
    assert bare(said, "if").text == "she sends back one lid"


def test_words_are_not_cut_after_a_title() -> None:
    text = (
        "On Monday I look at all of Dr. Norin's new lids before noon, and I ask Bela to hold her "
        "boxes until three so that nobody has to send them twice"
    )
    fact = Fact(value=text, quote=text, turn=1, status="known")
    found = said(fact, {1: text}, max_words=16)
    assert found is not None
    assert found.text == "On Monday I look at all of Dr. Norin's new lids before noon"
