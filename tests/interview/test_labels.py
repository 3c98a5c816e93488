"""The labelled answers follow their format and measure nothing that was given away elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from coach.interview.agenda import TOPIC_IDS
from tests.interview.labels import DEVELOPMENT, SET_ASIDE, Label, folded, load

ROOT = Path(__file__).parents[2]
FILES = [DEVELOPMENT, SET_ASIDE]
FEWEST_WORDS_OF_ITS_OWN = 5
"""Shorter answers are found within a longer text by chance; single words, such as "skip", are also
the names of buttons."""


def bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", folded(text)))


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


def texts_under(*folders: Path) -> set[str]:
    return {
        bare(text)
        for folder in folders
        for path in folder.rglob("*.yaml")
        for text in texts_in(yaml.safe_load(path.read_text(encoding="utf-8")))
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_follows_the_format(path: Path) -> None:
    assert load(path)


def test_no_answer_occurs_twice() -> None:
    seen: dict[str, str] = {}
    twice = []
    for path in FILES:
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            answer, place = bare(entry["answer"]), f"{path.name} {number}"
            if answer in seen:
                twice.append((seen[answer], place))
            seen[answer] = place
    assert not twice


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_answer_stands_in_the_prompts_or_in_a_persona(path: Path) -> None:
    known = texts_under(ROOT / "prompts", ROOT / "tests" / "personas")
    given_away = []
    for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
        answer = bare(entry["answer"])
        length = len(answer.split())
        is_long = length >= FEWEST_WORDS_OF_ITS_OWN
        if (length > 1 and answer in known) or (is_long and any(answer in text for text in known)):
            given_away.append(number)
    assert not given_away, "entries by their index"


def test_the_development_answers_cover_every_topic_and_style() -> None:
    labels = load(DEVELOPMENT)
    for topic in TOPIC_IDS:
        if topic != "missed":
            of_topic = [label for label in labels if label.topic == topic]
            assert len(of_topic) >= 14, topic
            assert {label.style for label in of_topic} >= {"plain", "terse", "rambling"}, topic
            assert {label.kind for label in of_topic} == {"answer", "asks_back", "refuses"}, topic


def test_every_need_of_the_development_answers_is_heard_or_assumed() -> None:
    for label in load(DEVELOPMENT):
        if label.topic == "needs" and label.facts:
            needs = [group for key in label.facts if "needs" in key for group in label.facts[key]]
            assert sorted([*label.heard, *label.assumed]) == sorted(needs), label.answer


ENTRY = {
    "topic": "needs",
    "style": "plain",
    "kind": "answer",
    "answer": "She told me: the slips\nbefore noon.",
    "vague": False,
    "facts": {"needs": ["slips"], "source": ["told me"]},
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"facts": {"needs": ["Slips before noon"], "needs|source": ["told me|slips"]}}, None),
        ({"facts": {"needs": ["lips before"]}}, "does not stand"),
        ({"facts": {"needs": ["told me|said"]}}, "'said' does not stand"),
        ({"facts": {"event": ["slips"]}}, "no heading 'event'"),
        ({"facts": {"needs": ["She told me the slips before"]}}, "1 to 5 words"),
        ({"facts": {}, "elsewhere": {"moment.event": ["slips"]}}, None),
        ({"facts": {}, "elsewhere": {"needs.needs": ["slips"]}}, "elsewhere"),
        ({"facts": {"needs": ["slips"]}, "heard": ["slips"]}, None),
        ({"facts": {"needs": ["slips"]}, "heard": ["noon"]}, "no fact of needs"),
        ({"facts": {"needs": ["noon"]}, "heard": ["noon"], "assumed": ["noon"]}, "both"),
        ({"kind": "refuses"}, "belongs to an answer"),
        ({"facts": {}, "vague": None}, "needs 'vague'"),
        ({"facts": {}, "mood": "good"}, "mood"),
        ({"facts": {}, "topic": "weather"}, "no topic"),
    ],
)
def test_a_wrong_label_is_told(change: dict[str, Any], problem: str | None) -> None:
    entry = {**ENTRY, **change}
    if problem is None:
        assert Label.model_validate(entry)
    else:
        with pytest.raises(ValidationError, match=re.escape(problem)):
            Label.model_validate(entry)
