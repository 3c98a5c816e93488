"""Labelled replies to read-backs leave the lines that their writers wanted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.agenda import load_agenda
from coach.interview.correcting import apply_correction
from coach.interview.corrector import Corrector, separate_corrections
from coach.interview.flow import load_flow
from coach.interview.notes import Fact, Notes
from coach.interview.readback import Numbered
from coach.llm.engine import Engine
from coach.text import find_quote
from tests.scripted import ScriptedEngine

AGENDA = load_agenda()
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("corrections.yaml").read_text(encoding="utf-8")
)
REPLY_TURN = 9


def place_of(line: str) -> tuple[str, str, str]:
    """Return topic, slot and words of a line."""
    place, colon, words = line.partition(": ")
    topic, dot, slot = place.partition(".")
    return (topic, slot, words) if colon and dot else ("needs", "needs", line)


def noted(lines: list[str]) -> Notes:
    notes = Notes()
    for line in lines:
        topic, slot, words = place_of(line)
        notes.add(topic, slot, Fact(value=words, quote=words, turn=3, status="known"))
    return notes


def corrected(engine: Engine, case: dict[str, Any]) -> Notes:
    """Return the notes after a reply, as the interview changes them."""
    notes = noted(case["lines"])
    covered = list(notes.topics)

    def correctable() -> list[Numbered]:
        return [Numbered(*place) for place in notes.everything()]

    for part in separate_corrections(correctable(), case["reply"]):
        correction = Corrector(engine).understand(correctable(), part)
        if correction is not None:
            apply_correction(
                correction, covered, REPLY_TURN, notes=notes, agenda=AGENDA, texts=load_flow()
            )
    return notes


def as_wanted(case: dict[str, Any], notes: Notes) -> bool:
    """Return whether exactly the wanted lines stand there; at least these for ``has``."""
    lines = {(topic, slot, fact.value.lower()) for topic, slot, fact in notes.everything()}
    wanted = {(t, s, words.lower()) for t, s, words in map(place_of, case.get("then", []))}
    if "has" in case:
        return {(t, s, w.lower()) for t, s, w in map(place_of, case["has"])} <= lines
    return lines == wanted


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_lines_after_a_correction(case: dict[str, Any]) -> None:
    answer = json.dumps({"line": case.get("line", 0), "now": case["now"]})
    notes = corrected(ScriptedEngine(lambda _request: answer), case)
    assert as_wanted(case, notes), [fact.value for _, _, fact in notes.everything()]


@pytest.mark.default_model
@pytest.mark.timeout(900)
def test_the_default_model_leaves_the_same_lines(default_engine: Engine) -> None:
    missed = [
        case["name"] for case in CASES if not as_wanted(case, corrected(default_engine, case))
    ]
    print(missed)
    assert len(missed) <= len(CASES) // 10


@given(
    st.lists(
        st.sampled_from(
            "not put the call before noon but is right, ours. She wants no 7 Yes yes! They don't "
            "moan is my guess take out and I meant".split()
        ),
        max_size=14,
    ).map(" ".join)
)
def test_new_words_are_those_of_the_reply(reply: str) -> None:
    facts = [
        Numbered("needs", "needs", Fact(value=value, quote=value, turn=3, status="assumed"))
        for value in ("They want to moan", "a call before noon")
    ]
    for part in separate_corrections(facts, reply):
        engine = ScriptedEngine(lambda _request: json.dumps({"line": 1, "now": reply}))
        found = Corrector(engine).understand(facts, part)
        if found is not None and found.kind in ("add", "replace"):
            assert find_quote(found.value, reply) is not None
