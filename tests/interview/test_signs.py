"""What says that a step worked stands under its heading."""

from __future__ import annotations

import json

import pytest

from coach.interview.agenda import load_agenda
from coach.interview.reading import Reader
from tests.scripted import ScriptedEngine

TOPIC = load_agenda().topic("commit")
SLOTS = ("first_step", "needs", "sign", "review")


def read(
    answer: str, found: dict[str, list[str]], asked_for: str | None = None
) -> dict[str, list[str]]:
    reader = Reader(ScriptedEngine([json.dumps({slot: found.get(slot, []) for slot in SLOTS})]))
    noted = reader.read(TOPIC, answer, 3, asked_for=asked_for)
    return {
        slot: values
        for slot in SLOTS
        if (values := [f.fact.value for f in noted if f.slot == slot])
    }


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ("It works when the shelf is empty at noon.", "the shelf is empty at noon"),
        ("It has worked if nobody rings on Monday.", "nobody rings on Monday"),
        ("I'll know it worked when he waves me through.", "he waves me through"),
        ("Good if they don't come back.", "they don't come back"),
    ],
)
def test_the_sentence_tells(said: str, sign: str) -> None:
    answer = f"On Tuesday I sort the keys. {said} I look again in May."
    step = {"first_step": ["On Tuesday I sort the keys"], "needs": [sign]}
    assert read(answer, step)["sign"] == [sign]
    assert "needs" not in read(answer, step)
    assert read(answer, step)["first_step"] == ["On Tuesday I sort the keys"]


def test_a_short_reply_to_the_question_is_its_answer() -> None:
    found = {"first_step": ["The gate is open when I come"]}
    assert read("The gate is open when I come, that's how.", found, "sign") == {
        "sign": ["The gate is open when I come"]
    }
    assert "sign" not in read("The gate is open when I come, that's how.", found)


def test_other_sentences_stay_where_they_are() -> None:
    found = {"first_step": ["I try the new rack"], "needs": ["a key for the yard"]}
    assert read("I try the new rack. I need a key for the yard.", found) == found
