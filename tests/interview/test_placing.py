"""Finds are put under the heading where they belong, and what was passed over is noted."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.interview.agenda import load_agenda
from coach.interview.findings import Finding, finding
from coach.interview.placing import NOWHERE, Placer, load_places
from coach.knowledge.embedding import Embedder
from tests.interview.embeddings import Missing
from tests.knowledge.shelves import settings_at

AGENDA = load_agenda()


@pytest.fixture(scope="module")
def placer(tmp_path_factory: pytest.TempPathFactory) -> Placer:
    return Placer(Embedder(settings_at(tmp_path_factory.mktemp("placing"))))


def _found(topic: str, answer: str, **finds: str) -> list[Finding]:
    return [finding(AGENDA.topic(topic).slot(s), quote, answer, 1) for s, quote in finds.items()]


def _placed(placer: Placer, topic: str, answer: str, **finds: str) -> dict[str, str]:
    findings = _found(topic, answer, **finds)
    placed = placer.placed(AGENDA.topic(topic), findings, answer, 1)
    return {found.slot: found.fact.quote for found in placed}


def test_every_topic_that_is_read_has_a_fitted_model_of_its_slots() -> None:
    fitted = load_places().topics
    for topic in AGENDA.all_topics:
        if topic.id != "missed":
            assert set(fitted[topic.id].kinds) == {NOWHERE, *(slot.id for slot in topic.slots)}


@pytest.mark.parametrize(
    ("topic", "answer", "given", "belongs"),
    [
        ("conversation", "I could ask her for a coffee next Monday.", "today", "next"),
        ("commit", "On 14 May I check the tally again.", "first_step", "review"),
        ("suppliers", "I could lend the depot our spare pallet truck.", "request", "contribution"),
        ("moment", "I forgot to book the hoist last Monday.", "effect", "event"),
    ],
)
def test_a_find_moves_to_the_heading_where_it_belongs(
    placer: Placer, topic: str, answer: str, given: str, belongs: str
) -> None:
    quote = answer.rstrip(".")
    assert _placed(placer, topic, answer, **{given: quote}) == {belongs: quote}


def test_a_side_remark_is_not_noted(placer: Placer) -> None:
    answer = "The sawmill should dry the boards first. Honestly, what a circus."
    finds = {
        "request": "The sawmill should dry the boards first",
        "contribution": "Honestly, what a circus",
    }
    assert "contribution" not in _placed(placer, "suppliers", answer, **finds)


def test_a_part_that_the_model_passed_over_is_noted(placer: Placer) -> None:
    answer = "On Monday I call Jonas about the pump. In six weeks I look at the tally again."
    placed = _placed(placer, "commit", answer, first_step="On Monday I call Jonas about the pump")
    assert placed["review"] == "In six weeks I look at the tally again"


def test_without_the_embedding_the_headings_of_the_model_stand() -> None:
    found = _found("conversation", "We shout over the fence.", today="We shout over the fence")
    answer = "We shout over the fence."
    assert Placer(Missing()).placed(AGENDA.topic("conversation"), found, answer, 1) == found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    answer=st.text(max_size=300),
    topic=st.sampled_from([topic for topic in AGENDA.all_topics if topic.slots]),
)
def test_what_is_noted_stands_in_the_answer(placer: Placer, answer: str, topic: object) -> None:
    for found in placer.placed(topic, [], answer, 1):  # type: ignore[arg-type]
        assert found.fact.quote in answer or found.fact.quote in " ".join(answer.split())
