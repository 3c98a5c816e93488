from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.agreement import agrees, agrees_first
from coach.interview.hearsay import heard_from_customer, reports_hearing
from coach.interview.signals import is_vague, names_someone, signal_of

LABELLED = yaml.safe_load(Path(__file__).with_name("signals.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("label", "text"), [(label, text) for label, texts in LABELLED.items() for text in texts]
)
def test_tells_what_kind_of_message_it_is(label: str, text: str) -> None:
    assert signal_of(str(text)) == label


@given(st.text(max_size=400))
def test_any_text_gets_a_signal(text: str) -> None:
    assert signal_of(text) in ("answer", "asks_back", "declines", "skips", "ends")


@pytest.mark.parametrize(
    "text",
    [
        "Whatever. Yes.",
        "Yes",
        "yes, that's right.",
        "Correct",
        "nothing",
        "no, that's fine",
        "Yes, that covers all, nothing missing",
        "Spot on",
        "ok",
        "Looks good!",
        "Broadly, yes.",
        "more or less",
        "I guess so",
        "That works.",
    ],
)
def test_agreement_leaves_everything_as_it_is(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "Not quite. It is the waiting.",
        "Yes, but it is two hours",
        "No, it's the warehouse.",
        "The second one is wrong",
        "Right, except the name",
        "You forgot the night shift",
        "Ok but he never said that",
        "No",
        "None of that is right.",
        "It is Maria, the planner.",
        "Right, it's 15 minutes",
        "Yes. Dave and the night shift.",
        "Yes, though it's more like half an hour",
        "Correct the number",
    ],
)
def test_an_objection_is_not_agreement(text: str) -> None:
    assert not agrees(text)


@pytest.mark.parametrize(
    "text", ["Reports.", "Better communication.", "It depends.", "good service"]
)
def test_short_general_answers_are_vague(text: str) -> None:
    assert is_vague(text)


@pytest.mark.parametrize(
    "text", ["Ms. Castle.", "the lab, Tom", "About 40", "They want the sheet before the round"]
)
def test_names_figures_and_whole_sentences_are_not_vague(text: str) -> None:
    assert not is_vague(text)


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    assert not names_someone("Reports. Mostly weekly ones.")
    assert names_someone("it goes to Karin")


@pytest.mark.parametrize(
    ("quote", "answer", "heard"),
    [
        ("she needs it before noon", "She told me she needs it before noon.", True),
        ("fewer forms", "I think they want fewer forms.", False),
        ("fewer forms", "They want fewer forms, but they never said so.", False),
        ("the line is too long", "Hot food. They complain that the line is too long.", True),
        ("right the first time", "That it is right the first time.", False),
        (
            "the queue is too long",
            "No waiting. They write it in the book: the queue is too long.",
            True,
        ),
        ("a call first", "He asked for a call first. I guess he also wants a date.", True),
        ("a date", "He asked for a call first. I guess he also wants a date.", False),
        ("She needs fast repair", "I tell her when it is done. She needs fast repair.", False),
        ("they need speed", "Like I said, they need speed.", False),
        ("They want to be asked first", "They want to be asked first.", False),
        ("They want less waiting", "I asked my boss for a pump. They want less waiting.", False),
        ("2.5 hours is too long", "She told me 2.5 hours is too long.", True),
        ("report by 7 a.m", "Dave told me he needs the report by 7 a.m. every day.", True),
        ("she wants it Monday", "I asked her, and she wants it Monday.", True),
    ],
)
def test_heard_is_told_from_assumed(quote: str, answer: str, heard: bool) -> None:
    assert heard_from_customer(quote, answer) is heard


def test_reports_of_the_customers_words() -> None:
    assert reports_hearing("He said so in the Tuesday meeting.")
    assert not reports_hearing("I never asked her.")
    assert not reports_hearing("She has not said anything.")


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("Yes. You can stop repeating what I said.", True),
        ("Correct. Can we go on?", True),
        ("Yes. But the name is Odile.", False),
        ("Yes, the bakers.", False),
        ("No. It is Odile.", False),
        ("Yes.", False),
    ],
)
def test_a_yes_and_then_something_else(text: str, yes: bool) -> None:
    assert agrees_first(text) is yes
