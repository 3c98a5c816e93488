from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.practice.customer import Customer, customer_of
from coach.practice.facts import known_facts
from coach.practice.voice import in_their_voice, own_speech
from tests.plan import people
from tests.practice.dave import dave
from tests.practice.people import answers

HIM = Customer("Dave", "he")
HER = Customer("Samira", "she")
GROUP = Customer("the drivers", "they", group=True)


@pytest.mark.parametrize(
    ("customer", "words", "voiced"),
    [
        (HIM, "He wants to know how long it will take", "I want to know how long it will take."),
        (HIM, "His line goes down the most", "My line goes down the most."),
        (HIM, "Dave had 6 people standing there", "I had 6 people standing there."),
        (HIM, "Tell him how bad it is", "Tell me how bad it is."),
        (HIM, "I was under the machine and did not answer",
         "You were under the machine and did not answer."),
        (HIM, "And I think he wants fewer breakdowns, but he never said that",
         "I want fewer breakdowns."),
        (HER, "He was upset and so was she", "He was upset and so was I."),
        (HER, "I have left her waiting the longest", "You have left me waiting the longest."),
        (HER, "Her crews had run 400 hours", "My crews had run 400 hours."),
        (HER, "when my number is wrong she gets the anger",
         "When your number is wrong I get the anger."),
        (HER, "Samira told me that she has never opened it", "I have never opened it."),
        (HER, "if it is wrong they start from zero", "If it is wrong we start from zero."),
        (GROUP, "They can't leave without my sheet", "We can't leave without your sheet."),
    ],
)  # fmt: skip
def test_the_employees_words_in_the_customers_voice(
    customer: Customer, words: str, voiced: str
) -> None:
    assert in_their_voice(words, customer) == voiced


@pytest.mark.parametrize(
    "words",
    [
        "She had to explain it to Samira",  # two people, or one
        "you should see the pallets",  # nobody in particular
        "Samira and her team",
        "",
        "...",
    ],
)
def test_where_it_is_unclear_who_is_who_nothing_is_said(words: str) -> None:
    assert in_their_voice(words, HER) is None


def test_what_the_customer_said_stays_as_it_was_said() -> None:
    assert own_speech("He told me on Tuesday: call me first, I can wait.", HIM) == (
        "Call me first, I can wait."
    )
    assert own_speech("I told him: call me first.", HIM) is None
    assert own_speech("The doctors say: we never look at it.", HER) is None


def test_others_are_not_turned_into_the_customer() -> None:
    text = "If the truck leaves without them they get it a day late"
    assert in_their_voice(text, HIM, they_others=True) == f"{text}."


@given(st.text(max_size=300))
def test_any_words_can_be_turned(text: str) -> None:
    for customer in (HIM, HER, GROUP, Customer()):
        voiced = in_their_voice(text, customer)
        assert voiced is None or voiced.endswith(".")
        own_speech(text, customer)


def test_who_is_played() -> None:
    mechanic = dave()
    assert customer_of(mechanic.notes, answers(mechanic)) == HIM
    nurse = people.nurse()
    assert customer_of(nurse.notes, answers(nurse)) == Customer("Marta", "she")


def test_what_the_customer_knows_and_what_not() -> None:
    mechanic = dave()
    facts = known_facts(mechanic.notes, answers(mechanic), HIM)
    guesses = {fact.voiced for fact in facts if fact.guess}
    assert "I want fewer breakdowns." in guesses
    assert "Tell me within ten minutes how bad it is." in guesses
    assert "I want to know how long it will take." not in guesses
    everything = " ".join(fact.quote for fact in facts)
    assert "140" not in everything, "the employee's own measures"
    assert "Thursday" not in everything, "what they have not agreed to"
