"""What is carried over from other answers, and what a topic's own answer takes out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from coach.interview.agenda import load_agenda
from coach.interview.carried import may_be_carried, taken_out
from coach.interview.cues import speaks_of
from coach.interview.findings import finding
from coach.interview.notes import Fact, Notes
from tests.interview.helpers import Reading, interview, said

AGENDA = load_agenda()
LABELLED: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("carried.yaml").read_text(encoding="utf-8")
)
BEFORE, NOW = 3, 7


@pytest.mark.parametrize("case", LABELLED["stop"], ids=lambda case: case["words"])
def test_only_work_that_is_called_useless_is_carried_over(case: dict[str, Any]) -> None:
    found = may_be_carried("stop", case["words"], case["said"], focus=None, people=[])
    assert found == case["carried"]


@pytest.mark.parametrize("case", LABELLED["needs"], ids=lambda case: case["words"])
def test_a_wish_of_somebody_else_is_not_carried_over(case: dict[str, Any]) -> None:
    found = may_be_carried(
        "needs", case["words"], case["said"], focus=case["focus"], people=case["people"]
    )
    assert found == case["carried"]


@pytest.mark.parametrize("case", LABELLED["evidence"], ids=lambda case: case["words"])
def test_how_much_there_is_tells_nothing_about_how_well_it_is_done(case: dict[str, Any]) -> None:
    found = may_be_carried("evidence", case["words"], case["said"], focus=None, people=[])
    assert found == case["carried"]


@pytest.mark.parametrize("case", LABELLED["taken_out"], ids=lambda case: case["answer"][:40])
def test_what_the_own_answer_takes_out(case: dict[str, Any]) -> None:
    topic, notes = AGENDA.topic(case["topic"]), Notes()
    for slot, value in case["carried"].items():
        notes.add(topic.id, slot, Fact(value=value, quote=value, turn=BEFORE, status="known"))
    findings = [
        finding(topic.slot(slot), value, case["answer"], NOW)
        for slot, values in case["found"].items()
        for value in values
    ]
    for found in findings:
        notes.add(topic.id, found.slot, found.fact)
    asked = {BEFORE: "work", NOW: topic.id}
    for slot, fact in taken_out(topic.id, case["answer"], findings, notes, asked):
        notes.change(topic.id, slot, fact, None)
    for slot, values in case["left"].items():
        assert [fact.value for fact in notes.facts(topic.id, slot)] == values


def test_nobody_is_no_customer_who_wants_something() -> None:
    assert not speaks_of("needs", "Nobody wants what I hand out.")
    assert not speaks_of("stop", "I wrote it in chalk and nobody could read it.")
    assert speaks_of("stop", "I still write it in chalk although nobody reads it.")


def test_in_an_interview_the_own_answer_counts(tmp_path: Path) -> None:
    told = "I mend the nets, and I still type the catch list although nobody reads it."
    own = "Ringing the harbour every hour. Ten minutes each time."
    typed = "I still type the catch list although nobody reads it"
    script = Reading(
        {
            told: {"outputs": ["mend the nets"], "stop": [typed]},
            own: {"stop": [], "time": ["Ringing the harbour every hour", "Ten minutes each"]},
        }
    )
    talk, _, _ = interview(tmp_path, script)
    list(talk.start())
    list(talk.answer(told))
    while talk.progress().topic != "stop":
        question = said(list(talk.skip()))
    assert typed in question.text
    assert [fact.value for fact in talk.notes.facts("stop", "stop")] == [typed]
    list(talk.answer(own))
    assert [fact.value for fact in talk.notes.facts("stop", "stop")] == ["Ringing the harbour"]
    times = [fact.value for fact in talk.notes.facts("stop", "time")]
    assert times == ["every hour", "Ten minutes each time"]
    assert [change.before.value for change in talk.notes.history] == [typed]
