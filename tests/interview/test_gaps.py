"""Gaps are told apart by rules; what a topic has no probe for is no gap of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.agenda import Gap, Probe, Topic, load_agenda
from coach.interview.gaps import gap_in, is_general, open_gap
from coach.interview.notes import Fact, Notes

LABELLED: dict[str, list[list[str]]] = yaml.safe_load(
    Path(__file__).with_name("gaps.yaml").read_text(encoding="utf-8")
)
CASES = [(kind, place, value) for kind, rows in LABELLED.items() for place, value in rows]


def topic_with_all_gaps(topic_id: str, slot: str) -> Topic:
    """Return a topic that asks about all gaps that make sense there."""
    topic = load_agenda().topic(topic_id)
    kinds: list[Gap] = ["blame", "general"]
    if topic_id in ("needs", "helpful", "evidence"):
        kinds += ["own_goal", "solution"]
    probes = [Probe(slot=slot, gap=gap, missing="x", ask=["What?"]) for gap in kinds]
    return topic.model_copy(update={"probes": probes})


@pytest.mark.parametrize(("kind", "place", "value"), CASES)
def test_kind_of_gap(kind: str, place: str, value: str) -> None:
    topic_id, slot = place.split(".")
    found = gap_in(topic_with_all_gaps(topic_id, slot), slot, [value], value)
    assert (found or "none") == kind


def test_a_solution_with_its_purpose_is_no_gap() -> None:
    topic = topic_with_all_gaps("needs", "needs")
    answer = "They need an app so that they see the bed number."
    assert gap_in(topic, "needs", ["They need an app"], answer) is None


def test_one_good_need_is_enough() -> None:
    topic = topic_with_all_gaps("needs", "needs")
    assert gap_in(topic, "needs", ["Good quality", "a call before noon"], "") is None


def test_only_this_answer_counts() -> None:
    topic = topic_with_all_gaps("needs", "needs")
    notes = Notes()
    notes.add(
        "needs",
        "needs",
        Fact(value="Good quality", quote="Good quality", turn=3, status="assumed"),
    )
    assert open_gap(topic, notes, 3, "Good quality") == ("needs", "general")
    assert open_gap(topic, notes, 5, "She said so.") is None


def test_a_topic_without_a_probe_for_it_has_no_gap() -> None:
    topic = load_agenda().topic("work")
    assert gap_in(topic, "outputs", ["Good quality"], "Good quality") is None


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_is_judged(answer: str, values: list[str]) -> None:
    gap_in(topic_with_all_gaps("needs", "needs"), "needs", values, answer)
    assert is_general(answer) in (True, False)
