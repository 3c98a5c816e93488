"""How the default model words follow-ups to answers that it has not seen."""

from __future__ import annotations

import pytest

from coach.interview.agenda import load_agenda
from coach.interview.asking import Asker
from coach.llm.engine import Engine

pytestmark = [pytest.mark.default_model, pytest.mark.timeout(900)]

AGENDA = load_agenda()


VAGUE = [
    ("work", "outputs", "Emails, mostly."),
    ("customers", "customers", "All of the company uses it."),
    ("customers", "if_late", "The export people in the second floor."),
    ("focus", "why", "I'd say Benny."),
    ("needs", "needs", "A good job."),
    ("needs", "source", "A sharp tool, I suppose."),
    ("moment", "event", "It just runs."),
    ("evidence", "baseline", "We look at the scrapped parts."),
    ("helpful", "obstacle", "Checking every tool under the lens."),
    ("stop", "time", "The wear cards."),
    ("conversation", "next", "We shout across the hall."),
    ("suppliers", "request", "The steel supplier."),
    ("commit", "sign", "Tomorrow I bring the lens over."),
]


def test_most_follow_ups_are_worded_by_the_model(default_engine: Engine) -> None:
    asker = Asker(default_engine, lambda _question, _earlier: -1.0)
    worded = []
    for topic_id, slot, answer in VAGUE:
        topic = AGENDA.topic(topic_id)
        probe = topic.probe(slot)
        assert probe is not None
        wording = asker.follow_up(
            topic, probe, answer=answer, heard=answer, earlier=[], names={"who": "Benny"}
        )
        print(f"{wording.origin}: {answer} -> {wording.text}")
        worded.append(wording.origin == "model")
    assert sum(worded) / len(worded) >= 0.6
