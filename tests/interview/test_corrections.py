"""Corrections outside a read-back, and several in one reply to it."""

from __future__ import annotations

import json
from pathlib import Path

from coach.interview.corrector import separate_corrections
from coach.interview.events import NotesChanged
from coach.llm.engine import Request
from tests.interview.helpers import Reading, interview, said
from tests.interview.test_readback import need
from tests.scripted import Reply

WORK = "I load pallets for the shops. On Tuesdays I count the returns."
WORK_NOTES = {
    "role": ["load pallets for the shops"],
    "outputs": ["On Tuesdays I count the returns"],
}
FACTS = [need("a call before noon"), need("lower prices"), need("two pallets on Friday")]


def script(now: str, notes: dict[str, dict[str, list[str]]] | None = None) -> Reading:
    reading = Reading({WORK: WORK_NOTES, **(notes or {})})
    plain = Reading.__call__

    class Correcting(Reading):
        def __call__(self, request: Request) -> Reply:
            schema = request.json_schema
            if schema is not None and list(schema["properties"]) == ["line", "now"]:
                return json.dumps({"line": 2, "now": now})
            return plain(reading, request)

    return Correcting()


def test_an_answer_that_only_corrects_changes_the_notes_and_the_question_stays(
    tmp_path: Path,
) -> None:
    talk, _, _ = interview(tmp_path, script("On Thursdays"))
    list(talk.start())
    list(talk.answer(WORK))
    topic = talk.progress().topic
    text = "Earlier I said I count the returns on Tuesdays. It is on Thursdays."
    events = list(talk.answer(text))
    assert any(isinstance(event, NotesChanged) for event in events)
    assert [f.value for f in talk.notes.facts("work", "outputs")] == ["on Thursdays"]
    assert talk.notes.history[0].before.value == "On Tuesdays I count the returns"
    assert "on Thursdays" in said(events).text
    assert said(events).topic == topic


def test_the_rest_of_an_answer_is_read_as_one(tmp_path: Path) -> None:
    rest = "The drivers need it, Tom and Ali."
    notes = {rest: {"customers": ["Tom", "Ali"]}}
    talk, _, _ = interview(tmp_path, script("on Thursdays", notes))
    list(talk.start())
    list(talk.answer(WORK))
    while talk.progress().topic == "work":
        list(talk.skip())
    text = f"I said Tuesdays before, but it's on Thursdays that I count the returns. {rest}"
    list(talk.answer(text))
    assert [f.status for f in talk.notes.facts("work", "outputs")] == ["corrected"]
    assert [f.value for f in talk.notes.facts("customers", "customers")] == ["Tom", "Ali"]


def test_what_corrects_nothing_that_is_noted_is_an_answer(tmp_path: Path) -> None:
    text = "Earlier I said hello to Tom, he waits for me."
    talk, _, _ = interview(tmp_path, script("", {text: {"outputs": ["hello to Tom"]}}))
    list(talk.start())
    list(talk.answer(text))
    assert [f.value for f in talk.notes.facts("work", "outputs")] == ["hello to Tom"]


def test_corrections_of_different_lines_are_taken_one_by_one() -> None:
    reply = "Not a call before noon, a text. And it is three pallets on Friday, not two pallets."
    assert separate_corrections(FACTS, reply) == [
        "Not a call before noon, a text.",
        "And it is three pallets on Friday, not two pallets.",
    ]


def test_a_yes_and_a_sigh_correct_nothing() -> None:
    reply = "Yeah. It is a text before noon, not a call. For heaven's sake."
    assert separate_corrections(FACTS, reply) == ["It is a text before noon, not a call."]


def test_what_explains_a_correction_belongs_to_it() -> None:
    for reply in (
        "No. It is a text before noon, not a call. He is never at his desk.",
        "Not quite. It is the price per box.",
        "Yes.",
    ):
        assert separate_corrections(FACTS, reply) == [reply]
