"""Finds that cannot stand under their heading: things that are no role, work that is no time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.agenda import load_agenda
from coach.interview.durations import amounts
from coach.interview.reading import Reader
from coach.interview.roles import as_role
from coach.text import find_quote
from tests.scripted import ScriptedEngine

AGENDA = load_agenda()
LABELLED: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("headings.yaml").read_text(encoding="utf-8")
)
CASES = [
    pytest.param(topic, case, id=case["answer"][:40])
    for topic, cases in LABELLED.items()
    for case in cases
]


@pytest.mark.parametrize(("topic", "case"), CASES)
def test_each_find_stands_under_a_heading_that_fits(topic: str, case: dict[str, Any]) -> None:
    reader = Reader(ScriptedEngine([json.dumps(case["found"])]))
    found = reader.read(AGENDA.topic(topic), case["answer"], 3)
    for slot, values in case["then"].items():
        assert [f.fact.value for f in found if f.slot == slot] == values
    assert all(find_quote(f.fact.quote, case["answer"]) == f.fact.quote for f in found)


@given(st.text(max_size=200), st.integers(0, 100), st.integers(1, 60))
def test_what_is_cut_out_stands_in_the_answer(text: str, start: int, length: int) -> None:
    quote = text[start : start + length].strip()
    if quote:
        role = as_role(quote, text)
        assert role is None or role in text
        assert all(amount in text for amount in amounts(quote, text))
