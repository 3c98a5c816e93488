from __future__ import annotations

import pytest

from coach.interview.notes import Fact, Notes, Status


def fact(value: str, status: Status = "known") -> Fact:
    return Fact(value=value, quote=value, turn=1, status=status)


def test_the_same_words_are_noted_once() -> None:
    notes = Notes()
    assert notes.add("work", "outputs", fact("the rota"))
    assert not notes.add("work", "outputs", fact("The rota"))
    assert notes.facts("work", "outputs") == [fact("the rota")]


def test_a_fact_takes_the_place_of_not_known() -> None:
    notes = Notes()
    notes.add("evidence", "measure", fact("not known", "unknown"))
    assert notes.known("evidence", "measure") == []
    notes.add("evidence", "measure", fact("late sheets"))
    assert [f.value for f in notes.facts("evidence", "measure")] == ["late sheets"]
    assert not notes.add("evidence", "measure", fact("not known", "unknown"))


def test_a_change_keeps_what_was_before() -> None:
    notes = Notes()
    notes.add("needs", "needs", fact("the price", "assumed"))
    notes.change("needs", "needs", fact("the price", "assumed"), fact("the date", "corrected"))
    assert [f.value for f in notes.facts("needs")] == ["the date"]
    assert notes.history[0].before.value == "the price"
    with pytest.raises(KeyError):
        notes.change("needs", "needs", fact("the price", "assumed"), None)


def test_notes_survive_json() -> None:
    notes = Notes()
    notes.add("work", "role", fact('a "nurse"\n[/b]'))
    assert Notes.model_validate_json(notes.model_dump_json()) == notes
