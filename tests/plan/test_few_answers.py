"""An interview with hardly any answers: the plan is short, and says what is not known."""

from __future__ import annotations

from coach.plan.export.markdown import to_markdown
from coach.plan.model import AnswerSource, Plan
from tests.plan.drafts import plan_of
from tests.plan.people import Noted, person

MAX_WORDS = 850


def three_answers() -> Plan:
    return plan_of(
        person(
            ("work", "I make the roster for the pool", [Noted("role", "I make the roster")]),
            ("customers", "the attendants", [Noted("customers", "the attendants")]),
            ("needs", "that it comes early", [Noted("needs", "that it comes early", "assumed")]),
        )
    )


def test_the_plan_is_short_and_whole() -> None:
    plan = three_answers()
    assert len(to_markdown(plan).split()) <= MAX_WORDS
    assert all(section.statements for section in plan.sections)
    assert plan.report.removed == 0


def test_what_was_not_said_stands_there_as_something_to_find_out() -> None:
    plan = three_answers()
    assert len(plan.statements("unknown")) >= 5
    assert plan.statements("needs.assumed")
    assert not plan.statements("needs.heard")
    assert plan.statements("suppliers.none")
    assert plan.statements("stop.none")
    assert plan.statements("actions.ask"), "the first step is to ask"


def test_everything_that_rests_on_no_answer_is_marked_as_suggested() -> None:
    for section in three_answers().sections:
        for statement in section.statements:
            said = any(isinstance(source, AnswerSource) for source in statement.sources)
            assert said or statement.suggested, statement.text
