"""The customer's own words in an answer are needs that were heard, and nobody else's are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.agenda import load_agenda
from coach.interview.reading import Reader
from coach.interview.speech import speeches
from coach.interview.voice import Customers
from coach.text import find_quote, fold_space
from tests.interview.helpers import Reading, interview
from tests.scripted import ScriptedEngine

AGENDA = load_agenda()
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("voices.yaml").read_text(encoding="utf-8")
)


def _allows(wanted: str, status: str, value: str) -> bool:
    statuses, _, text = wanted.partition(": ")
    return status in statuses.split("|") and value == text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_customers_own_words_are_needs(case: dict[str, Any]) -> None:
    reader = Reader(ScriptedEngine([json.dumps(case["found"])]))
    customers = Customers(case.get("focus"), case.get("people", []))
    found = reader.read(AGENDA.topic("needs"), case["answer"], 3, customers=customers)
    needs = [(f.fact.status, f.fact.value) for f in found if f.slot == "needs"]
    if "needs" in case:
        assert len(needs) == len(case["needs"]), needs
        for (status, value), wanted in zip(needs, case["needs"], strict=True):
            assert _allows(wanted, status, value), needs
    for wrong in case.get("needs_not", []):
        assert not any(_allows(wrong, status, value) for status, value in needs)
    if "source" in case:
        assert [f.fact.value for f in found if f.slot == "source"] == case["source"]
    assert all(find_quote(f.fact.quote, case["answer"]) == f.fact.quote for f in found)


def test_a_speech_is_a_need_and_not_also_what_a_moment_meant(tmp_path: Path) -> None:
    told = (
        "It was Thursday of last week, by the slipway. She said: we row out at seven and last "
        "Thursday your ice was a puddle."
    )
    script = Reading({told: {"needs": [], "source": [], "event": [], "effect": [told]}})
    talk, _, _ = interview(tmp_path, script)
    list(talk.start())
    while talk.progress().topic != "needs":
        list(talk.skip())
    list(talk.answer(told))
    needs = talk.notes.facts("needs", "needs")
    assert [fact.value for fact in needs] == [
        "we row out at seven and last Thursday your ice was a puddle"
    ]
    assert needs[0].status == "heard"
    while talk.progress().topic == "needs":
        list(talk.skip())
    assert not any(needs[0].value in fact.value for fact in talk.notes.facts("moment"))


@given(st.text(max_size=200))
def test_what_somebody_says_stands_in_the_answer(text: str) -> None:
    for speech in speeches(fold_space(text)):
        assert speech.said in fold_space(text)


@given(
    st.lists(
        st.sampled_from(
            "she said: told me that 'call us first' In her words, So my boss I “ never .".split()
        ),
        max_size=20,
    ).map(" ".join)
)
def test_any_answer_can_be_looked_at(answer: str) -> None:
    reader = Reader(ScriptedEngine([json.dumps({"needs": [], "source": []})]))
    for found in reader.read(AGENDA.topic("needs"), answer, 3):
        assert find_quote(found.fact.quote, answer) is not None
