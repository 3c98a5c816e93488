from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from coach.bench.script import load_script
from coach.interview.agenda import TOPIC_IDS
from coach.interview.signals import signal_of
from coach.text import content_words

PERSONAS = Path(__file__).parents[1] / "personas"


def _spoken() -> Iterator[str]:
    for texts in load_script().employee.answers.values():
        yield from texts


def test_every_topic_has_answers_of_a_usual_length() -> None:
    script = load_script()
    assert set(script.employee.answers) == set(TOPIC_IDS)
    lengths = [len(text.split()) for text in _spoken()]
    assert len(lengths) >= 26
    assert min(lengths) >= 8
    assert max(lengths) <= 45


def test_somebody_asks_back() -> None:
    asked = load_script().employee.asks.values()
    assert [signal_of(text) for text in asked] == ["asks_back"] * len(asked)


def test_there_are_enough_different_queries() -> None:
    queries = load_script().queries
    assert len(set(queries)) == len(queries) == 40


def test_no_answer_resembles_one_of_a_persona() -> None:
    theirs = [
        content_words(text)
        for file in PERSONAS.glob("*.yaml")
        for texts in yaml.safe_load(file.read_text(encoding="utf-8"))["answers"].values()
        for text in texts
    ]
    assert theirs
    alike = []
    for text in _spoken():
        ours = content_words(text)
        for other in theirs:
            shared = len(ours & other) / max(1, min(len(ours), len(other)))
            if len(ours & other) > 3 and shared > 0.5:
                alike.append((text, other))
    assert alike == []
