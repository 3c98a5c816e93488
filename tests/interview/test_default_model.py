"""What the default model does with answers that it has not seen: reading and wording."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from coach.interview.agenda import load_agenda
from coach.interview.asking import Asker
from coach.interview.reading import Reader
from coach.llm.engine import Engine

pytestmark = [pytest.mark.default_model, pytest.mark.timeout(900)]

LABELLED: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("answers.yaml").read_text(encoding="utf-8")
)
AGENDA = load_agenda()


def _holds(value: str, alternatives: str) -> bool:
    return any(part in value for part in alternatives.split("|"))


def test_facts_of_unseen_answers(default_engine: Engine) -> None:
    reader = Reader(default_engine)
    wanted = found = noted = wrong = 0
    misses = []
    for case in LABELLED:
        findings = reader.read(AGENDA.topic(case["topic"]), case["answer"], 1)
        for finding in findings:
            assert finding.fact.quote in " ".join(case["answer"].split())
        for headings, labels in case.items():
            if headings in ("topic", "answer"):
                continue
            values = [f.fact.value for f in findings if f.slot in headings.split("|")]
            noted += len(values)
            expected = [] if labels == "none" else labels
            wanted += len(expected)
            hits = [label for label in expected if any(_holds(v, label) for v in values)]
            found += len(hits)
            stray = values if labels == "none" else []
            wrong += len(stray)
            if len(hits) < len(expected) or stray:
                misses.append((case["answer"], headings, values))
    print(f"recall {found}/{wanted}, wrong {wrong} of {noted}", *misses, sep="\n")
    assert found / wanted >= 0.85, misses
    assert wrong / noted <= 0.10, misses


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
