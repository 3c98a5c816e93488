"""Who has nothing more to say refuses politely: it is no fact, and never said again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.interview import no_more
from coach.interview.agenda import load_agenda
from coach.interview.anchoring import anchor, anchor_at, anchor_of_answer
from coach.interview.findings import findings_in
from coach.interview.no_more import is_in_no_more, says_no_more, without_no_more
from coach.interview.signals import signal_of
from coach.text import sentences, words
from tests.interview.helpers import Reading, interview, said

LABELLED: dict[str, list[Any]] = yaml.safe_load(
    Path(__file__).with_name("no_more.yaml").read_text(encoding="utf-8")
)
STOP = load_agenda().topic("stop")


@pytest.mark.parametrize("text", LABELLED["no_more"])
def test_nothing_more_to_say_is_a_refusal(text: str) -> None:
    assert signal_of(text) == "declines"


@pytest.mark.parametrize("text", LABELLED["no_refusal"])
def test_answers_that_look_alike_are_answers(text: str) -> None:
    assert not says_no_more(text)
    assert signal_of(text) == "answer"


@pytest.mark.parametrize("text", LABELLED["no_more"])
def test_a_refusal_is_no_anchor_and_no_fact_not_even_in_part(text: str) -> None:
    answer = f"The old stamp book. {text}"
    said = " ".join(sentences(answer)[1:])
    for quote in (text, said, *text.split(", "), *sentences(text)):
        assert anchor(quote, answer) is None
    assert anchor_at(text[:12], answer) is None
    assert anchor_of_answer(text) is None
    found = findings_in(STOP, {"stop": ["The old stamp book", text, *text.split(", ")]}, answer, 3)
    assert [f.fact.value for f in found] == ["The old stamp book"]


@pytest.mark.parametrize("case", LABELLED["beside"], ids=lambda case: case["answer"])
def test_what_is_said_beside_it_is_left(case: dict[str, str]) -> None:
    assert without_no_more(case["answer"]) == case["kept"]
    assert signal_of(case["answer"]) == "answer"


def test_an_anchor_ends_where_the_refusal_begins() -> None:
    answer = "Two crates of ice, that's all the weights I have."
    assert anchor(answer, answer) == "Two crates of ice."


@pytest.mark.parametrize("text", LABELLED["no_more"][:4])
def test_the_reply_is_short_and_repeats_nothing(tmp_path: Any, text: str) -> None:
    talk, _, _ = interview(tmp_path, Reading({"I mend nets.": {"outputs": ["mend nets"]}}))
    list(talk.start())
    list(talk.answer("I mend nets."))
    reply = said(list(talk.answer(text))).text
    assert not set(words(text)) & {"afraid", "paperwork"} & set(words(reply))
    assert len(words(reply)) < 40


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_can_be_looked_at(text: str, phrase: str) -> None:
    assert set(words(without_no_more(text))) <= set(words(text))
    says_no_more(text)
    is_in_no_more(phrase, text)


def test_only_the_end_of_a_long_sentence_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def is_no_more(plain: str) -> bool:
        looked.append(plain)
        return False

    monkeypatch.setattr(no_more, "_is_no_more", is_no_more)
    without_no_more("- " * 10_000)
    assert len(looked) < 200
