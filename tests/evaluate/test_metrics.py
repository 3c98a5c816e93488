from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import CoachError
from coach.evaluate.artefacts import (
    notes_json,
    read_notes,
    read_transcript,
    transcript_lines,
    write_interview,
    write_json,
)
from coach.evaluate.metrics import Measured, Metrics, metrics, percentile, worst
from tests.evaluate.interviews import (
    cites,
    fact,
    notes,
    persona,
    plan,
    said,
    statement,
    talk,
)
from tests.evaluate.test_conversation import embed

PROMISED = {
    "one_question_rate",
    "short_turn_rate",
    "open_question_rate",
    "double_barrelled",
    "repeated_questions",
    "anchored_rate",
    "advice_before_plan",
    "praise_rate",
    "probe_on_vague_rate",
    "declined_reasked_max",
    "slots_filled_rate",
    "quotes_verbatim_rate",
    "numbers_grounded_rate",
    "names_grounded_rate",
    "citations_valid_rate",
    "fact_precision",
    "fact_recall",
    "model_worded_rate",
    "readbacks",
    "plan_score",
    "ttft_p50_ms",
    "ttft_p95_ms",
    "plan_seconds",
    "turns",
    "minutes",
    "words",
}

TRANSCRIPT = talk(
    ("opening", "work", "What do you do?"),
    ("answer", "work", "I fix the forklifts on second shift."),
    ("question", "customers", "Who depends on it?"),
    ("answer", "customers", "Everyone."),
    ("model probe", "customers", "Everyone. Who called you last week?"),
    ("answer", "customers", "Dave on line 2."),
    ("readback", "customers", "This is what I heard.\n- Dave on line 2"),
    ("answer", "customers", "Yes, that's right."),
    ("closing", "missed", "Thank you."),
)
NOTES = notes(work__outputs=[fact("fix the forklifts", 1)], customers__customers=[fact("Dave", 5)])
PERSONA = persona(
    answers={"work": ["I fix the forklifts on second shift."]},
    truth={"customers": [["Dave"]], "focus": [["Dave"]]},
)
PASSAGES = {"wait": "Waiting\nTaiichi Ohno\nWaiting is waste."}


def measure(**changes: object) -> Metrics:
    made = plan(
        {
            "customer": [statement("My customer is Dave.", said(5, "Dave on line 2"))],
            "actions": [statement("I call Maria in 5 minutes.", cites("wait"))],
        },
        passages=["wait"],
        retrieved={"actions": ["wait"]},
    )
    return metrics(
        TRANSCRIPT,
        NOTES,
        made,
        PERSONA,
        embed=embed,
        passages=PASSAGES,
        measured=Measured(True, 90, 12.5),
    )


def test_every_promised_metric_is_there_and_a_number() -> None:
    numbers = measure().numbers
    assert set(numbers) >= PROMISED
    assert all(isinstance(value, int | float) for value in numbers.values())


def test_a_hand_made_interview_has_the_metrics_that_can_be_read_off_it() -> None:
    numbers = measure().numbers
    expected = {
        "one_question_rate": 1,
        "short_turn_rate": 1,
        "open_question_rate": 1,
        "double_barrelled": 0,
        "repeated_questions": 0,
        "anchored_rate": 1,
        "advice_before_plan": 0,
        "praise_rate": 0,
        "probe_on_vague_rate": 1,
        "declined_reasked_max": 0,
        "slots_filled_rate": round(2 / 3, 4),  # customers and work, not focus
        "quotes_verbatim_rate": 1,
        "numbers_grounded_rate": 0,
        "names_grounded_rate": 0.5,
        "citations_valid_rate": 1,
        "fact_precision": 1,
        "fact_recall": 0.5,
        "model_worded_rate": 1,
        "readbacks": 1,
        "ttft_p50_ms": 104,
        "ttft_p95_ms": 108,
        "plan_seconds": 12.5,
        "minutes": 1.5,
        "turns": 9,
        "words": 15,
        "finished": 1,
    }
    assert {name: numbers[name] for name in expected} == expected


def test_findings_say_what_counts_against_a_metric() -> None:
    findings = measure().findings
    assert findings["names_grounded_rate"] == ["Maria: I call Maria in 5 minutes."]
    assert findings["slots_filled_rate"] == ["focus.customer"]
    assert "double_barrelled" not in findings


def test_without_model_wording_its_rates_are_not_met() -> None:
    only_stock = [m for m in TRANSCRIPT if m.origin == "stock"]
    result = metrics(
        only_stock,
        NOTES,
        plan({}),
        PERSONA,
        embed=embed,
        passages={},
        measured=Measured(True, 1, 1),
    )
    assert result.numbers["model_worded_rate"] == 0
    assert result.numbers["anchored_rate"] == 0


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("fact_recall", [0.5, 0.9], 0.5),
        ("one_question_rate", [1.0, 0.8], 0.8),
        ("praise_rate", [0.0, 0.2], 0.2),
        ("double_barrelled", [0, 3], 3),
        ("plan_seconds", [10, 60], 60),
        ("plan_score", [30, 22], 22),
        ("readbacks", [4, 1, 6], 1),
        ("ttft_p95_ms", [300, 900], 900),
        ("finished", [1, 0], 0),
    ],
)
def test_the_worst_depends_on_what_is_measured(
    name: str, values: list[float], expected: float
) -> None:
    assert worst(name, values) == expected


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, 0),
        ([7], 0.95, 7),
        ([1, 2, 3, 4], 0.5, 2),
        ([4, 3, 2, 1], 0.95, 4),
        (list(range(1, 101)), 0.95, 95),
        ([1, 2, 3], 0.5, 2),
    ],
)
def test_percentiles_are_measured_values(
    values: list[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected


def test_artefacts_are_written_as_the_contract_has_them(tmp_path: Path) -> None:
    made = plan({"customer": [statement("My customer is Dave.", said(5, "Dave on line 2"))]})
    write_interview(tmp_path / "someone", TRANSCRIPT, NOTES, made)
    folder = tmp_path / "someone"
    assert sorted(file.name for file in folder.iterdir()) == [
        "notes.json",
        "plan.json",
        "plan.md",
        "transcript.jsonl",
    ]
    lines = [json.loads(line) for line in (folder / "transcript.jsonl").read_text().splitlines()]
    assert [line["turn"] for line in lines] == list(range(9))
    assert list(lines[4]) == [
        "turn",
        "speaker",
        "topic",
        "kind",
        "origin",
        "text",
        "ttft_ms",
        "total_ms",
    ]
    noted = json.loads((folder / "notes.json").read_text())
    assert noted["customers"]["customers"] == [
        {"value": "Dave", "quote": "Dave", "turn": 5, "status": "known"}
    ]
    section = json.loads((folder / "plan.json").read_text())["sections"][0]
    assert section["statements"][0]["sources"] == [
        {"type": "answer", "turn": 5, "quote": "Dave on line 2"}
    ]
    assert "Dave" in (folder / "plan.md").read_text()


@given(st.text())
def test_a_transcript_is_read_back_as_it_was(text: str) -> None:
    transcript = talk(("answer", "work", text), ("question", "needs", text))
    lines = transcript_lines(transcript)
    assert len(lines.splitlines()) == 2
    assert read_transcript(lines) == transcript


def test_notes_are_read_back_as_they_were() -> None:
    assert read_notes(notes_json(NOTES)).topics == NOTES.topics


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CoachError, match="cannot be written"):
        write_json(tmp_path / "file" / "summary.json", {})
