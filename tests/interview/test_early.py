"""An interview that begins before the model is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coach.errors import CoachError
from coach.interview.agenda import load_agenda
from coach.interview.early import load_early
from coach.interview.events import AnswerSaved, Event, Finished, Heard, Said, Trouble
from coach.interview.session import Interview
from coach.llm.absent import AbsentEngine
from coach.store.store import Store
from tests.interview.helpers import Reading, reopen, said
from tests.interview.test_session import (
    CUSTOMER_NOTES,
    CUSTOMERS,
    FOCUS,
    FOCUS_NOTES,
    WORK,
    WORK_NOTES,
)
from tests.scripted import ScriptedEngine

READING = Reading({WORK: WORK_NOTES, CUSTOMERS: CUSTOMER_NOTES, FOCUS: FOCUS_NOTES})


class NotInstalled:
    """A library whose search model is not there either."""

    def warm_up(self) -> None:
        pass

    def search(self, query: str, **more: object) -> list[object]:
        raise CoachError("There is no search model.")

    def embed(self, texts: object) -> object:
        raise CoachError("There is no search model.")


def early(folder: Path) -> tuple[Interview, Store, Callable[[], Interview]]:
    """Return an interview without a model, its store, and how it is opened again without one."""
    store = Store(folder / "coach.sqlite3")
    session = store.create_session("full")

    def again() -> Interview:
        return Interview(
            store,
            session,
            engine=AbsentEngine(),
            library=NotInstalled(),  # type: ignore[arg-type]
            agenda=load_agenda(),
        )

    return again(), store, again


def texts(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Said)]


def test_the_first_questions_are_asked_and_the_answers_read_when_the_model_is_there(
    tmp_path: Path,
) -> None:
    talk, store, again = early(tmp_path)
    opening = said(list(talk.start()))
    assert (opening.topic, opening.kind) == ("work", "opening")
    topics = []
    for text in (WORK, CUSTOMERS, FOCUS):
        events = list(talk.answer(text))
        assert any(isinstance(event, AnswerSaved) and event.text == text for event in events)
        assert not any(isinstance(event, Trouble) for event in events)
        topics.append(said(events).topic)
    assert topics == ["customers", "focus", "focus"]
    assert said(events).text == load_early().waiting
    assert not talk.notes.known("work", "outputs")

    # Killed and opened again, still without the model.
    events = list(again().start())
    assert texts(events) == [load_early().welcome_back]

    ready = reopen(store, talk.session_id, ScriptedEngine(READING))
    events = list(ready.start())
    heard = {event.slot for event in events if isinstance(event, Heard)}
    assert {"outputs", "customers", "customer", "why"} <= heard
    here, readback = texts(events)
    assert here == load_early().here
    assert "Dr. Lund" in readback
    assert ready.readback_topics() == ("work", "customers", "focus")
    turn = ready.notes.known("work", "outputs")[0].turn
    assert ready.messages()[turn].text == WORK

    # Nothing is read twice.
    events = list(reopen(store, talk.session_id, ScriptedEngine(READING)).start())
    assert load_early().here not in texts(events)
    assert not any(isinstance(event, Heard) for event in events)


def test_a_question_that_is_open_when_the_model_comes_stays_open(tmp_path: Path) -> None:
    talk, store, _ = early(tmp_path)
    list(talk.start())
    question = said(list(talk.answer(WORK))).text
    ready = reopen(store, talk.session_id, ScriptedEngine(READING))
    here, asked = texts(list(ready.start()))
    assert here == load_early().here
    assert question.split(". ")[-1] in asked
    assert ready.notes.known("work", "outputs")
    assert said(list(ready.answer(CUSTOMERS))).topic == "focus"
    assert ready.notes.known("customers", "customers")


def test_what_an_early_answer_leaves_open_is_asked_afterwards(tmp_path: Path) -> None:
    talk, store, _ = early(tmp_path)
    list(talk.start())
    for text in ("A bit of everything.", CUSTOMERS, FOCUS):
        list(talk.answer(text))
    ready = reopen(store, talk.session_id, ScriptedEngine(READING))
    events = list(ready.start())
    asked = [event for event in events if isinstance(event, Said)][-1]
    assert asked.topic == "work"
    probe = load_agenda().topic("work").probe("outputs")
    assert probe is not None
    assert any(question in asked.text for question in probe.ask)
    assert said(list(ready.answer(WORK))).kind == "readback"


def test_an_interview_goes_on_for_a_while_when_its_model_is_gone(tmp_path: Path) -> None:
    talk, store, again = early(tmp_path)
    ready = reopen(store, talk.session_id, ScriptedEngine(READING))
    list(ready.start())
    for text in (WORK, CUSTOMERS, FOCUS):
        list(ready.answer(text))
    assert ready.readback_topics()
    gone = again()
    assert "Is that right?" in said(list(gone.start())).text
    for text, reply in (
        ("No, it is Dr. Lunde.", load_early().no_correction),
        ("Yes, that is right.", load_early().waiting),
    ):
        events = list(gone.answer(text))
        assert texts(events) == [reply]
        assert not any(isinstance(event, Trouble) for event in events)
    back = reopen(store, talk.session_id, ScriptedEngine(READING))
    assert said(list(back.start())).topic == "needs"
    assert back.notes.known("focus", "customer")


def test_commands_and_questions_work_without_the_model(tmp_path: Path) -> None:
    talk, _, _ = early(tmp_path)
    list(talk.start())
    asked_back = said(list(talk.answer("Who will see this?")))
    assert (asked_back.kind, asked_back.topic) == ("clarification", "work")
    assert said(list(talk.answer(WORK))).topic == "customers"
    assert said(list(talk.skip())).topic == "focus"
    assert said(list(talk.back())).topic == "customers"
    list(talk.answer("I would rather not say."))
    assert said(list(talk.answer("Pass."))).topic == "focus"
    finished = list(talk.finish())
    assert texts(finished) == [load_early().not_yet]
    assert not any(isinstance(event, Finished) for event in finished)
    list(talk.answer(FOCUS))
    assert said(list(talk.answer("And the night shift."))).text == load_early().waiting


def test_a_word_of_distress_is_answered_at_once(tmp_path: Path) -> None:
    talk, store, _ = early(tmp_path)
    list(talk.start())
    reply = said(list(talk.answer("I want to kill myself.")))
    assert reply.kind == "clarification"
    assert reply.text != load_early().waiting
    list(talk.answer(WORK))
    ready = reopen(store, talk.session_id, ScriptedEngine(READING))
    list(ready.start())
    assert "kill" not in str(ready.notes)


def test_an_interview_ended_with_answers_that_wait_reads_them_first(tmp_path: Path) -> None:
    talk, store, _ = early(tmp_path)
    list(talk.start())
    list(talk.answer(WORK))
    ready = reopen(store, talk.session_id, ScriptedEngine(READING))
    events = list(ready.finish())
    assert any(isinstance(event, Finished) for event in events)
    assert ready.notes.known("work", "outputs")
