"""When a need was heard, what is the employee's conclusion, and who benefits in the end."""

from __future__ import annotations

import pytest

from coach.plan.hearing import is_called_last, is_concluded, when_heard
from coach.plan.model import AnswerSource
from coach.plan.words import Said
from tests.plan.drafts import plan_of
from tests.plan.people import Noted, person


def said(text: str) -> Said:
    return Said(text, AnswerSource(turn=3, quote=text), verbatim=True, status="heard")


@pytest.mark.parametrize(
    ("answer", "when"),
    [
        ("Last Monday she rang me. She said: lids that close", "Last Monday"),
        ("She told me yesterday, lids that close", "yesterday"),
        ("Since last year we meet. She said: lids that close", None),
        ("In spring we moved. Then we sat down. She said: lids that close", None),
        ("Last week he came, and in May as well. She said: lids that close", "Last week"),
        ("She said: lids that close", None),
    ],
)
def test_the_day_stands_beside_what_was_heard(answer: str, when: str | None) -> None:
    found = when_heard(said("lids that close"), [], answer)
    assert (found[0] if found else None) == when
    if found:
        assert found[1].source == AnswerSource(turn=3, quote=found[0])


def test_a_conclusion_and_the_last_one_of_a_chain_are_told_by_what_leads_to_them() -> None:
    assert is_concluded(said("lids that close"), "She said it leaks. So lids that close.")
    assert not is_concluded(said("lids that close"), "She said: lids that close.")
    assert is_called_last(said("the guests"), "The kitchen, and in the end it's the guests.")
    assert not is_called_last(said("the kitchen"), "The kitchen, and in the end the guests.")


def test_a_conclusion_is_no_need_that_was_heard_but_gives_the_question() -> None:
    answer = "She said: till noon your soup is a lake. So soup that is thick at noon."
    someone = person(
        ("focus", "Rosa", [Noted("customer", "Rosa")]),
        (
            "needs",
            answer,
            [
                Noted("needs", "till noon your soup is a lake", "heard"),
                Noted("needs", "soup that is thick at noon", "assumed"),
            ],
        ),
    )
    plan = plan_of(someone)
    assert [s.text.count("lake") for s in plan.statements("needs.heard")] == [1]
    (concluded,) = plan.statements("needs.assumed")
    assert concluded.text.startswith("What I conclude from it")
    (measure,) = plan.statements("requirements.measure")
    assert "Because of “till noon your soup is a lake”" in measure.text


def test_the_invitation_says_when_and_why_is_nothing_to_count() -> None:
    answer = "In October she told me: ring me before you come, I have to clear the corridor first."
    someone = person(
        ("focus", "Rosa", [Noted("customer", "Rosa")]),
        (
            "needs",
            answer,
            [
                Noted("needs", "I have to clear the corridor first", "heard"),
                Noted("needs", "ring me before you come", "heard"),
            ],
        ),
    )
    plan = plan_of(someone)
    (invitation,) = plan.statements("conversation.invitation")
    assert "you told me in October: “" in invitation.text
    (measure,) = plan.statements("requirements.measure")
    assert "Did I ring Rosa before I come?" in measure.text
