from __future__ import annotations

from coach.evaluate.plans import repeated
from coach.plan.fitting import length
from tests.plan import people
from tests.plan.drafts import plan_of


def test_a_sentence_that_stands_twice_is_found_whatever_stands_around_it() -> None:
    plan = plan_of(people.nurse())
    assert repeated(plan) == []
    first, second = plan.sections[0].statements[0], plan.sections[5].statements[0]
    first.text = "The night shift is short. I ask who is on call."
    second.text = "I ask who is on call! Then I wait."
    assert repeated(plan) == ["i ask who is on call"]


def test_the_length_is_that_of_the_whole_document() -> None:
    plan = plan_of(people.nurse())
    before = length(plan)
    plan.sections[0].statements[0].text += " and three more"
    assert length(plan) == before + 3
