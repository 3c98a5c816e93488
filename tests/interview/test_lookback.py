"""Answers that tell more than was asked: noted under their topics, and not asked for again."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.interview.agenda import Probe, load_agenda
from coach.interview.cues import speaks_of
from coach.interview.earlier import said_about
from coach.interview.notes import Fact, Notes
from coach.interview.turns import answers_shrink, opening_of
from coach.store.messages import Message
from tests.interview.helpers import Reading, interview, said

AGENDA = load_agenda()
HAPPENED = "Last Tuesday the label machine stopped and the van left without two pallets."
COST = "The driver had to come back in the evening and was home at nine."


def message(text: str, *, topic: str = "needs", kind: str = "answer", turn: int = 5) -> Message:
    return Message(
        turn=turn,
        speaker="employee",
        topic=topic,
        kind=kind,  # type: ignore[arg-type]
        origin="stock",
        text=text,
        ttft_ms=None,
        total_ms=None,
    )


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [
        ("moment", HAPPENED),
        ("needs", "He keeps asking me for the pallet number."),
        ("evidence", "I count the pallets that come back, about four a week."),
        ("stop", "I still print the list although nobody reads it."),
        ("helpful", "What would help is a call before the van leaves."),
        ("suppliers", "I wait for the numbers from the harbour office."),
    ],
)
def test_signs_of_a_topic(topic: str, sentence: str) -> None:
    assert speaks_of(topic, sentence)
    assert not speaks_of(topic, "I load the pallets in the yard.")


def test_only_what_is_not_noted_yet_counts() -> None:
    topic = AGENDA.topic("moment")
    text = f"He wants the pallets early. {HAPPENED}"
    notes = Notes()
    found = said_about(topic, [message(text)], notes)
    assert [passage.text for passage in found] == [HAPPENED]
    assert said_about(topic, [message(text, topic="moment")], notes) == []
    assert said_about(topic, [message(text, kind="clarification")], notes) == []
    notes.add("needs", "needs", Fact(value=HAPPENED, quote=HAPPENED, turn=5, status="heard"))
    assert said_about(topic, [message(text)], notes) == []


def test_a_topic_told_in_part_begins_with_what_is_open() -> None:
    topic, notes = AGENDA.topic("moment"), Notes()
    assert opening_of(topic, notes) is topic
    notes.add("moment", "event", Fact(value=HAPPENED, quote=HAPPENED, turn=5, status="known"))
    probe = opening_of(topic, notes)
    assert probe is topic.probe("effect")
    notes.add("moment", "effect", Fact(value=COST, quote=COST, turn=5, status="known"))
    assert opening_of(topic, notes) is None


def test_one_wish_of_the_customer_that_was_told_before_is_not_all() -> None:
    topic, notes = AGENDA.topic("needs"), Notes()
    notes.add("needs", "needs", Fact(value="call me", quote="call me", turn=5, status="heard"))
    probe = opening_of(topic, notes)
    assert isinstance(probe, Probe)
    assert probe.more


@pytest.mark.parametrize("told", [[HAPPENED], [HAPPENED, COST]])
def test_what_was_told_is_not_asked_again(tmp_path: Path, told: list[str]) -> None:
    needs = f"He wants a call before the van leaves. He told me so on Friday. {' '.join(told)}"
    script = Reading(
        {
            "Boxes.": {"outputs": ["Boxes"]},
            "Boxes and pallets for Tom, he is stuck when they are late.": {
                "customers": ["Tom"],
                "if_late": ["he is stuck when they are late"],
            },
            "Tom, because he waits for me.": {
                "customer": ["Tom"],
                "why": ["because he waits for me"],
            },
            needs: {
                "needs": ["a call before the van leaves", "pallets early"],
                "source": ["He told me so on Friday"],
            },
            "And the pallets early.": {"needs": ["the pallets early"]},
            HAPPENED: {"event": [HAPPENED]},
            " ".join(told): {"event": [HAPPENED], "effect": told[1:]},
        }
    )
    talk, _, _ = interview(tmp_path, script)
    list(talk.start())
    reply = None
    for text in ("Boxes.", "skip", "Boxes and pallets for Tom, he is stuck when they are late.",
                 "Anita too.", "Tom, because he waits for me.", "yes", needs,
                 "And the pallets early."):  # fmt: skip
        reply = said(list(talk.answer(text)))
        if reply.topic not in ("work", "customers", "focus", "needs"):
            break
    assert reply is not None
    event = talk.notes.facts("moment", "event")
    assert [fact.quote for fact in event] == [HAPPENED.rstrip(".")]
    if len(told) == 1:
        assert reply.topic == "moment"
        assert "You said earlier" in reply.text or "spoke of this earlier" in reply.text
        assert (reply.kind, reply.origin) == ("question", "stock")
    else:
        assert reply.topic == "evidence"


def test_somebody_tired_answers_in_fewer_words() -> None:
    assert answers_shrink([30, 25, 40, 12, 3, 4, 2])
    assert not answers_shrink([4, 5, 3, 4, 3, 4])
    assert not answers_shrink([30, 25, 3, 4, 2])
    assert not answers_shrink([30, 25, 40, 12, 3, 14, 2])
