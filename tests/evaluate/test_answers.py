from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.evaluate.answers import is_declined, is_vague, names_somebody

DECLINED = [
    "Don't know.",
    "I don't know.",
    "No idea.",
    "Skip.",
    "Skip it, please.",
    "Don't know, skip it.",
    "I'd rather not say.",
    "Next question.",
    "Pass.",
    "No comment.",
    "None of your business.",
    "Nothing comes to mind.",
    "No, that's it.",
    "Honestly, no idea. Sorry.",
    "I can't say.",
    "Not sure.",
    "I really don't know, sorry.",
    "Dunno",
    "Nope.",
    "I don’t know.",
]
ANSWERED = [
    "No idea. The suppliers?",
    "I never asked her.",
    "I pass it on to Dave.",
    "Next week I ask her.",
    "Don't know what Anita does with it, but Dave files it.",
    "Invoices.",
    "Purchasing. Ms. Okafor.",
    "Nobody counts it.",
    "They skip the last page of the report.",
    "Not sure, maybe the nurses.",
    "He cannot plan his shift.",
    "No, the warehouse needs it first.",
    "The paper log.",
    "She said nothing matters but the date.",
    "We don't measure the waiting time.",
    "Everyone, really.",
    "Yes, that's right.",
]


@pytest.mark.parametrize("text", DECLINED)
def test_declining_is_found(text: str) -> None:
    assert is_declined(text)


@pytest.mark.parametrize("text", ANSWERED)
def test_an_answer_with_something_in_it_is_not_declined(text: str) -> None:
    assert not is_declined(text)


def test_what_a_persona_says_at_the_end_of_its_answers_counts_as_declined() -> None:
    said = "That's all I can say about that."
    assert is_declined(said, exhausted=said)
    assert is_declined("THAT’S all I can say about that. ", exhausted=said)


KNOWN = [["Dave", "shift lead"], ["purchasing"]]
NAMES = [
    "Mostly the shift leads.",
    "Dave on line 2.",
    "It's for purchasing I think.",
    "We give it to Anita mostly.",
    "The girls from PURCHASING.",
    "I think Ms. Okafor.",
    "the people around Mr. Li",
]
NOBODY = [
    "Everyone, really.",
    "Everybody in the company depends on it.",
    "All employees, I would say, more or less.",
    "It depends on the day, honestly.",
    "Whoever needs it, on Monday or Friday.",
    "People who want it done well and I help.",
    "OK, so all of them then.",
]


@pytest.mark.parametrize("text", NAMES)
def test_somebody_is_named(text: str) -> None:
    assert names_somebody(text, KNOWN)


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_named(text: str) -> None:
    assert not names_somebody(text, KNOWN)


@pytest.mark.parametrize(
    ("text", "topic", "vague"),
    [
        ("Better communication.", "needs", True),
        ("That it is paid on time.", "needs", False),
        ("Invoices.", "work", True),
        ("Everybody in the whole company, I would say.", "customers", True),
        ("Everybody in the whole company, I would say.", "needs", False),
        ("For the shift leads on lines two and three.", "customers", False),
        ("Purchasing. Ms. Okafor.", "focus", True),
        ("I think it would be purchasing first.", "focus", False),
    ],
)
def test_vague_is_short_or_names_nobody(text: str, topic: str, vague: bool) -> None:
    assert is_vague(text, topic, KNOWN) is vague


@given(st.text())
def test_the_rules_take_any_text(text: str) -> None:
    is_declined(text)
    is_vague(text, "customers", [])
