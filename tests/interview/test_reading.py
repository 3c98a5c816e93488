"""Notes of the model that are still in the writing."""

from __future__ import annotations

import json

import pytest

from coach.interview.agenda import load_agenda
from coach.interview.reading import Reader, begun_quote, quotes_in
from tests.scripted import ScriptedEngine


@pytest.mark.parametrize(
    ("notes", "whole", "begun"),
    [
        ('{"a": [', [], ""),
        ('{"a": ["the co', [], "the co"),
        ('{"a": ["the cooks"', [], ""),
        ('{"a": ["the cooks", "Ro', ["the cooks"], "Ro"),
        ('{"a": ["the cooks"], "b', ["the cooks"], ""),
        ('{"a": [], "b": ["say \\"hi\\" n', [], 'say "hi" n'),
        ('{"a": ["x\\', [], ""),
    ],
)
def test_quotes_are_seen_while_they_are_written(notes: str, whole: list[str], begun: str) -> None:
    assert quotes_in(notes) == whole
    assert begun_quote(notes) == begun


@pytest.mark.parametrize(
    ("notes", "whole", "begun"),
    [
        ('{"a": ["x\x00y", "cooks", ', ["cooks"], ""),
        ('{"a": ["\\q", "cooks", ', ["cooks"], ""),
        ('{"a": ["x\x1b', [], ""),
        ('{"a": ["\\u12', [], ""),
    ],
)
def test_what_is_no_string_is_no_quote(notes: str, whole: list[str], begun: str) -> None:
    assert quotes_in(notes) == whole
    assert begun_quote(notes) == begun


@pytest.mark.parametrize("notes", ["[" * 50_000, '{"outputs": ' * 20_000, "9" * 5_000])
def test_notes_without_end_are_none(notes: str) -> None:
    topic = load_agenda().topic("work")
    assert Reader(ScriptedEngine()).findings(topic, "I repair forklifts.", 1, notes) == []


def test_only_the_first_of_very_many_finds_are_looked_at() -> None:
    topic = load_agenda().topic("work")
    names = [f"the {word} presses" for word in ("old", "new", "big", "small")]
    notes = json.dumps({"outputs": [*["nothing that was said"] * 12, *names]})
    answer = f"I repair {', '.join(names)}."
    assert Reader(ScriptedEngine()).findings(topic, answer, 1, notes) == []
