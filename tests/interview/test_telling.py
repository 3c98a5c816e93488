"""What was written on paper and never asked for is read for its topic all the same."""

from __future__ import annotations

from pathlib import Path

from coach.interview.events import AnswerSaved, Heard, Said, Trouble
from coach.interview.session import Interview
from tests.interview.helpers import Reading, interview, reopen

ROTA = "I plan the rota."
WAIT = "They come in vain."
NOTES = {
    ROTA: {"outputs": ["plan the rota"]},
    "Anita.": {"customers": ["Anita"]},
    WAIT: {"if_late": ["They come in vain"]},
}


def begun(folder: Path) -> Interview:
    held, _, _ = interview(folder, Reading(NOTES), form="short")
    for step in (held.start(), held.answer(ROTA), held.answer("I said that.")):
        list(step)
    return held


def test_it_is_noted_and_nothing_is_asked(tmp_path: Path) -> None:
    held = begun(tmp_path)
    assert "work" in held.done
    open_before = held.progress().topic
    events = list(held.tell("customers", WAIT, slot="if_late"))
    assert [type(e) for e in events if isinstance(e, AnswerSaved | Heard | Said)] == [
        AnswerSaved,
        Heard,
    ]
    facts = held.notes.known("customers", "if_late")
    assert [(f.value, f.turn) for f in facts] == [("They come in vain", len(held.messages()) - 1)]
    assert held.progress().topic == open_before
    assert held.messages()[-1].topic == "customers"


def test_it_is_there_after_the_program_ended(tmp_path: Path) -> None:
    held, engine, store = interview(tmp_path, Reading(NOTES), form="short")
    list(held.start())
    list(held.answer(ROTA))
    events = held.tell("work", WAIT)
    while not isinstance(next(events), AnswerSaved):
        pass
    events.close()  # the power goes while it is read
    again = reopen(store, held.session_id, engine)
    assert again.messages()[-1].text == WAIT
    list(again.start())
    list(again.answer("Anita."))
    assert [m.text for m in again.messages()].count(WAIT) == 1


def test_what_is_no_answer_is_not_taken(tmp_path: Path) -> None:
    held = begun(tmp_path)
    count = len(held.messages())
    for text in ("", "What do you mean by customer?"):
        events = list(held.tell("work", text))
        assert [type(event) for event in events] == [Trouble], text
    assert len(held.messages()) == count


def test_a_cry_for_help_gets_its_reply(tmp_path: Path) -> None:
    held = begun(tmp_path)
    events = list(held.tell("work", "I want to kill myself."))
    assert [event.kind for event in events if isinstance(event, Said)] == ["clarification"]
    assert held.resting
