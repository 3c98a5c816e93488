from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.evaluate import grounding
from coach.evaluate.grounding import Said
from tests.evaluate.interviews import cites, fact, notes, plan, said, statement, talk

TRANSCRIPT = talk(
    ("opening", "work", "What do you do?"),
    ("answer", "work", "I fix the forklifts  on second shift. Dave's line\nstops 3 times a week."),
    ("question", "needs", "What does Maria care about?"),
    ("answer", "needs", "He waits fifty minutes and 1,200 boxes stand there until 7:30."),
)
SAID = Said.of(TRANSCRIPT)
PASSAGES = {"wait": "Waiting\nTaiichi Ohno, 1978\nAn idle hour in 8 is waiting. Ask the supplier."}


def test_quotes_are_compared_letter_for_letter_with_white_space_folded() -> None:
    noted = notes(
        work__outputs=[
            fact("fix the forklifts on second shift", 1),
            fact("Fix the forklifts", 1),
            fact("Dave's line stops", 1),
            fact("He waits", 1),
            fact("He waits", 9),
        ]
    )
    found = grounding.quotes(SAID, noted, plan({}))
    assert found.total == 5
    assert list(found.wrong) == ["Fix the forklifts", "He waits", "He waits"]
    assert found.value == pytest.approx(0.4)


def test_not_known_needs_no_quote_but_one_that_is_there_must_be_right() -> None:
    noted = notes(
        evidence__measure=[fact("not counted", 3, quote="", status="unknown")],
        evidence__baseline=[fact("not known", 3, quote="no idea", status="unknown")],
    )
    found = grounding.quotes(SAID, noted, plan({}))
    assert (found.total, list(found.wrong)) == (1, ["no idea"])


def test_a_quote_of_the_coach_is_not_the_employees() -> None:
    made = plan({"needs": [statement("What Maria cares about.", said(2, "What does Maria"))]})
    assert grounding.quotes(SAID, notes(), made).value == 0


def test_words_between_quotation_marks_in_the_plan_must_have_been_said() -> None:
    made = plan(
        {
            "needs": [
                statement("He says: “He waits fifty minutes”.", said(3, "He waits fifty minutes")),
                statement('He says: "Nobody ever tells me."', said(3, "He waits")),
            ],
            "conversation": [statement("Ask: “What would help you most?”")],
        }
    )
    found = grounding.quotes(SAID, notes(), made)
    assert found.total == 4
    assert list(found.wrong) == ["Nobody ever tells me."]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("He waits 50 minutes.", True),
        ("He waits fifty minutes.", True),
        ("He waits 45 minutes.", False),
        ("He waits forty-five minutes.", False),
        ("1200 boxes stand there.", True),
        ("1,200 boxes stand there.", True),
        ("Until 7.30 he waits.", True),
        ("It stops three times a week.", True),
        ("It stops 3 times, 30 in all.", False),
        ("I look again on 6 December 2026.", True),
        ("I look again on 2026-12-06.", True),
        ("On Thursday, November 26, 2026 we talk.", True),
        ("I start within seven days.", True),
        ("I count for 2 weeks.", True),
        ("I ask two open questions.", True),
        ("It takes 12 minutes.", False),
        ("It takes twelve minutes.", False),
        ("2. Dave's line stops.", True),
        ("There are 2.5 of them.", False),
    ],
)
def test_numbers_come_from_answers_or_are_the_plans_own_dates(text: str, right: bool) -> None:
    made = plan({"actions": [statement(text)]})
    assert (grounding.plan_numbers(SAID, made, PASSAGES).value == 1) is right


def test_spans_are_the_plans_own_only_where_it_plans() -> None:
    made = plan({"needs": [statement("He waits for 4 weeks.")]})
    assert grounding.plan_numbers(SAID, made, PASSAGES).value == 0


def test_a_number_may_come_from_a_passage_that_the_statement_cites() -> None:
    cited = plan({"actions": [statement("An hour in 8 is waiting.", cites("wait"))]})
    uncited = plan({"actions": [statement("An hour in 8 is waiting.")]})
    assert grounding.plan_numbers(SAID, cited, PASSAGES).value == 1
    assert grounding.plan_numbers(SAID, uncited, PASSAGES).value == 0


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("My focus is Dave.", True),
        ("I call Dave's line first.", True),
        ("My focus is Maria.", False),
        ("Maria said that she waits.", False),
        ("Maria's line stops.", False),
        ("Maria Lopez waits.", False),
        ("Waiting is what hurts.", True),
        ("The forklifts stop.", True),
        ("I ask on Thursday, in November.", True),
        ("I ask the marketing team.", False),
        ("I ask the forklifts team.", True),
        ("I ask the whole team.", True),
        ("Heard: He waits.", True),
        ("I talk to Ms. Okafor.", False),
        ("Together with Acme we plan.", False),
        ("I meet the HR department.", False),
        ("Rehearse it once.", True),
        ("Hello Dave, I come on Thursday.", True),
        ("Hello Maria, I come on Thursday.", False),
        ("- Tell him early. Then listen.", True),
    ],
)
def test_names_come_from_answers(text: str, right: bool) -> None:
    made = plan({"actions": [statement(text)]})
    assert (grounding.plan_names(SAID, made, PASSAGES).value == 1) is right


def test_a_name_may_come_from_a_passage_that_the_statement_cites() -> None:
    cited = plan({"actions": [statement("This is what Ohno calls waiting.", cites("wait"))]})
    uncited = plan({"actions": [statement("This is what Ohno calls waiting.")]})
    assert grounding.plan_names(SAID, cited, PASSAGES).value == 1
    assert grounding.plan_names(SAID, uncited, PASSAGES).value == 0


def test_the_list_of_sources_is_no_claim_but_what_stands_beside_it_is() -> None:
    made = plan(
        {
            "sources": [
                statement("Waiting. Taiichi Ohno, 1978.", cites("wait")),
                statement("I asked Maria 5 times."),
            ]
        }
    )
    assert grounding.plan_names(SAID, made, PASSAGES).total == 1
    assert grounding.plan_names(SAID, made, PASSAGES).value == 0
    assert grounding.plan_numbers(SAID, made, PASSAGES).total == 1


def test_citations_exist_are_listed_and_were_found_for_their_section() -> None:
    made = plan(
        {
            "actions": [
                statement("a", cites("wait")),
                statement("b", cites("made-up")),
                statement("c", cites("unlisted")),
            ],
            "stop": [statement("d", cites("wait"))],
            "sources": [statement("e", cites("wait"))],
        },
        passages=["wait", "made-up"],
        retrieved={"actions": ["wait", "made-up", "unlisted"]},
    )
    found = grounding.citations(made, PASSAGES | {"unlisted": "x"})
    assert found.total == 5
    assert len(found.wrong) == 3
    assert found.wrong[-1] == "wait was not found for stop"


def test_nothing_to_judge_is_right() -> None:
    empty = plan({})
    assert grounding.citations(empty, {}).value == 1
    assert grounding.plan_names(SAID, empty, {}).value == 1


@given(st.text(), st.text())
def test_any_text_can_be_judged(answer: str, text: str) -> None:
    heard = Said.of(talk(("answer", "work", answer)))
    made = plan({"actions": [statement(text, said(0, text), cites(text))]})
    for rate in (
        grounding.quotes(heard, notes(), made),
        grounding.plan_numbers(heard, made, {}),
        grounding.plan_names(heard, made, {}),
        grounding.citations(made, {}),
    ):
        assert 0 <= rate.value <= 1


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu", "Nd", "Zs", "Po"]), min_size=1))
def test_the_employees_own_words_are_always_grounded_numbers(answer: str) -> None:
    heard = Said.of(talk(("answer", "work", answer)))
    made = plan({"needs": [statement(answer, said(0, answer))]})
    assert grounding.plan_numbers(heard, made, {}).value == 1
    assert grounding.plan_names(heard, made, {}).value == 1
