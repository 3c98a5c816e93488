from __future__ import annotations

import json

import pytest

from coach.interview.agenda import load_agenda
from coach.interview.correcting import apply_correction
from coach.interview.corrector import Correction, Corrector
from coach.interview.flow import load_flow
from coach.interview.notes import Fact, Notes, Status
from coach.interview.readback import Numbered, readback_text
from tests.scripted import ScriptedEngine

AGENDA = load_agenda()


def need(value: str, status: Status = "heard") -> Numbered:
    return Numbered("needs", "needs", Fact(value=value, quote=value, turn=3, status=status))


FACTS = [need("a call before noon"), need("lower prices", "assumed")]


def understand(reply: str, line: int = 0, now: str = "") -> Correction | None:
    engine = ScriptedEngine([json.dumps({"line": line, "now": now})])
    return Corrector(engine).understand(FACTS, reply)


def test_a_guess_is_noted_as_one() -> None:
    found = understand("The call before noon is my guess, she never said it.")
    assert found == Correction("guess", FACTS[0], "a call before noon")


def test_not_quite_may_begin_a_guess() -> None:
    found = understand("Not really. Fewer forms, that is only my guess.")
    assert found == Correction("guess", None, "Fewer forms")


@pytest.mark.parametrize(
    "reply",
    [
        "Lower prices are ours, not hers.",
        "Take the lower prices out, please.",
        "No. The lower prices, that is what I want.",
    ],
)
def test_what_does_not_belong_there_is_taken_out(reply: str) -> None:
    found = understand(reply)
    assert found is not None
    assert (found.kind, found.target) == ("withdraw", FACTS[1])


def test_the_right_words_take_the_place_of_the_wrong_ones() -> None:
    found = understand("Not a call before noon. A text before nine.", 1, "No. A text before nine")
    assert found is not None
    assert (found.kind, found.target, found.value) == (
        "replace",
        FACTS[0],
        "A text before nine",
    )


def test_something_new_is_added_and_changes_nothing() -> None:
    found = understand("You forgot the parking permit.", 1, "the parking permit")
    assert found is not None
    assert (found.kind, found.target) == ("add", None)


NAMED = [
    Numbered("customers", "customers", Fact(value="Dave", quote="Dave", turn=1, status="known")),
    need("the report by 9 every morning"),
]


@pytest.mark.parametrize(
    ("reply", "line", "now", "slot"),
    [
        ("No, Dave needs the report by 7, not by 9", 2, "the report by 7", "needs"),
        ("It's the waiting that Dave hates, not the report", 2, "the waiting", "needs"),
        ("The name is not Dave, it is David", 1, "David", "customers"),
        ("not 9 but 7", 2, "7", "needs"),
    ],
)
def test_a_name_that_is_only_mentioned_stays(reply: str, line: int, now: str, slot: str) -> None:
    engine = ScriptedEngine([json.dumps({"line": line, "now": now})])
    found = Corrector(engine).understand(NAMED, reply)
    assert found is not None
    assert found.kind == "replace"
    assert found.target is not None
    assert found.target.slot == slot


def test_an_addition_does_not_replace() -> None:
    engine = ScriptedEngine([json.dumps({"line": 1, "now": "Maria"})])
    found = Corrector(engine).understand(NAMED, "Also Maria, Dave is not alone")
    assert found is not None
    assert found.kind == "add"


def test_no_keeps_its_meaning() -> None:
    engine = ScriptedEngine([json.dumps({"line": 0, "now": "no calls at night"})])
    found = Corrector(engine).understand(NAMED, "You forgot: no calls at night")
    assert found is not None
    assert found.value == "no calls at night"


@pytest.mark.parametrize("reply", ["Not quite.", "wrong", "???"])
def test_nothing_can_be_made_of_a_bare_no(reply: str) -> None:
    assert understand(reply) is None


def test_a_correction_in_braces_cannot_become_a_template() -> None:
    notes = Notes()
    notes.add("needs", "needs", FACTS[0].fact)
    change = Correction("replace", FACTS[0], "{{ 7 * 7 }}")
    template = apply_correction(change, ["needs"], 9, notes=notes, agenda=AGENDA, texts=load_flow())
    assert "{{ 7" not in template
    assert notes.facts("needs", "needs")[0].value == "{{ 7 * 7 }}"


def test_a_readback_says_what_is_a_guess_and_what_is_not_known() -> None:
    notes = Notes()
    for numbered in FACTS:
        notes.add("needs", "needs", numbered.fact)
    notes.add(
        "evidence", "measure", Fact(value="not known", quote="dunno", turn=5, status="unknown")
    )
    text = readback_text(notes, ["needs", "evidence"], AGENDA, load_flow().readback)
    assert text is not None
    assert "lower prices (your guess)" in text
    assert "a call before noon (your guess)" not in text
    assert "not known yet" in text
    assert readback_text(Notes(), ["needs"], AGENDA, load_flow().readback) is None


@pytest.mark.parametrize(
    ("reply", "now", "instead"),
    [
        ("Not a call. A text before noon.", "Not a call", "A text before noon"),
        ("It is not a call, a text before noon.", "not a call", "a text before noon"),
    ],
)
def test_what_is_said_in_place_of_what_is_denied(reply: str, now: str, instead: str) -> None:
    correction = understand(reply, 1, now)
    assert correction is not None
    assert (correction.kind, correction.value) == ("replace", instead)


def test_long_talk_about_no_line_adds_nothing() -> None:
    reply = "Now that is quite a thing to look at, so many words for what we do here all the week."
    assert understand(reply, 0, "so many words for what we do") is None
