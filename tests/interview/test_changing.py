from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.errors import EngineError
from coach.interview.changeable import changeable
from coach.interview.events import AnswerChanged, Event, NotesChanged, Said, Trouble
from coach.interview.notes import Notes
from coach.interview.session import Interview
from coach.llm.engine import Request
from coach.store.messages import standing
from tests.interview.helpers import Reading, interview, reopen, said
from tests.interview.test_session import CUSTOMERS, FOCUS, WORK, known, up_to_readback
from tests.scripted import Reply

NEW = "I keep the stock list of the ward and order what runs out."
NEW_NOTES = {"role": ["keep the stock list of the ward"], "outputs": ["order what runs out"]}


def reading() -> Reading:
    script = known()
    script.notes[NEW] = NEW_NOTES
    return script


def values(notes: Notes, topic: str = "work") -> list[tuple[str, int]]:
    return [(fact.value, fact.turn) for fact in notes.facts(topic)]


def changed(events: list[Event]) -> AnswerChanged:
    (event,) = [event for event in events if isinstance(event, AnswerChanged)]
    return event


def troubles(events: list[Event]) -> str:
    return " ".join(event.message for event in events if isinstance(event, Trouble))


def test_a_changed_answer_is_read_for_its_question_and_undo_brings_the_old_one_back(
    tmp_path: Path,
) -> None:
    talk, engine, store = interview(tmp_path, reading())
    list(talk.start())
    list(talk.answer(WORK))
    list(talk.answer(CUSTOMERS))
    old, before = list(talk.messages()), talk.progress()
    noted, others = values(talk.notes), values(talk.notes, "customers")

    events = list(talk.change_answer(1, f"  {NEW} "))
    assert changed(events) == AnswerChanged(1, NEW, changed=True)
    assert any(isinstance(event, NotesChanged) for event in events)
    assert not any(isinstance(event, Said) for event in events)  # it goes on where it was
    assert talk.progress() == before
    number = len(old)
    assert values(talk.notes) == [
        ("keep the stock list of the ward", number),
        ("order what runs out", number),
    ]
    assert values(talk.notes, "customers") == others
    # Nothing is rewritten: every line keeps its number and its words.
    assert [m.text for m in talk.messages()] == [*(m.text for m in old), NEW]
    assert [m.turn for m in standing(talk.messages())] == [0, *range(2, number + 1)]
    assert store.session(talk.session_id).answers == 2
    line = json.loads(talk.messages()[-1].model_dump_json())
    assert (line["turn"], line["topic"], line["kind"], line["instead_of"]) == (
        number,
        "work",
        "answer",
        1,
    )
    assert "instead_of" not in json.loads(talk.messages()[0].model_dump_json())

    again = reopen(store, talk.session_id, engine)
    assert values(again.notes) == values(talk.notes)
    events = list(again.undo_answer(number))
    assert changed(events) == AnswerChanged(1, WORK, changed=False)
    assert values(again.notes) == noted
    assert WORK in [m.text for m in standing(again.messages())]
    assert NEW not in [m.text for m in standing(again.messages())]
    assert "was not changed" in troubles(list(again.undo_answer(1)))


def test_changes_of_one_answer_are_undone_one_by_one_and_can_be_made_again(
    tmp_path: Path,
) -> None:
    script = reading()
    second = "I clean the pumps for the clinic every night."
    script.notes[second] = {"role": ["clean the pumps for the clinic"]}
    talk, _, _ = interview(tmp_path, script)
    list(talk.start())
    list(talk.answer(WORK))
    first = values(talk.notes)
    list(talk.change_answer(1, NEW))
    list(talk.change_answer(1, second))
    assert [v for v, _ in values(talk.notes)] == ["clean the pumps for the clinic"]
    assert changed(list(talk.undo_answer(1))) == AnswerChanged(1, NEW, changed=True)
    list(talk.change_answer(1, second))
    assert changed(list(talk.undo_answer(1))).text == NEW
    assert changed(list(talk.undo_answer(1))).text == WORK
    assert values(talk.notes) == first


def test_what_was_put_right_by_hand_stays(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, reading())
    list(talk.start())
    list(talk.answer(WORK))
    role = talk.notes.facts("work", "role")[0]
    list(talk.correct("work", "role", role, "I plan all rotas"))
    list(talk.change_answer(1, NEW))
    assert next(v for v, _ in values(talk.notes)) == "I plan all rotas"
    list(talk.undo_answer(1))
    assert [v for v, _ in values(talk.notes)] == ["I plan all rotas", "send it out on Mondays"]


def test_only_answers_to_questions_can_be_changed(tmp_path: Path) -> None:
    talk, _, store = interview(tmp_path, reading())
    up_to_readback(talk)
    list(talk.answer("Yes, that is right."))
    role = talk.notes.facts("work", "role")[0]
    list(talk.correct("work", "role", role, "I plan all rotas"))
    said_by = {m.text: m.turn for m in talk.messages() if m.speaker == "employee"}
    can = {t for t, turn in said_by.items() if changeable(store, talk.session_id, turn)}
    assert can == {WORK, CUSTOMERS, FOCUS}
    count = len(talk.messages())
    for turn in (0, 99, said_by["Yes, that is right."], said_by["I plan all rotas"]):
        assert "no answer to a question" in troubles(list(talk.change_answer(turn, NEW)))
    for text in ("", WORK, "What do you mean by customer?", "/finish"):
        assert troubles(list(talk.change_answer(1, text)))
    assert len(talk.messages()) == count


def test_a_word_of_distress_is_replied_to_and_changes_nothing(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, reading())
    list(talk.start())
    list(talk.answer(WORK))
    noted = values(talk.notes)
    events = list(talk.change_answer(1, "I want to kill myself."))
    assert said(events).kind == "clarification"
    assert values(talk.notes) == noted


def test_an_open_read_back_is_said_anew(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, reading())
    up_to_readback(talk)
    assert "plan the rota" in talk.messages()[-1].text
    message = said(list(talk.change_answer(1, NEW)))
    assert message.kind == "readback"
    assert "keep the stock list" in message.text
    assert "plan the rota" not in message.text
    list(talk.answer("Yes."))
    assert talk.progress().topic == "needs"


@pytest.mark.parametrize("text", ["I don't know.", "No idea."])
def test_a_refusal_in_place_of_an_answer_is_noted_as_not_known(tmp_path: Path, text: str) -> None:
    talk, _, _ = interview(tmp_path, reading())
    list(talk.start())
    list(talk.answer(WORK))
    list(talk.change_answer(1, text))
    assert {fact.status for fact in talk.notes.facts("work")} == {"unknown"}
    list(talk.change_answer(1, NEW))
    assert {fact.status for fact in talk.notes.facts("work")} == {"known"}


def test_a_change_is_on_disk_before_the_model_sees_it_and_is_read_at_the_next_start(
    tmp_path: Path,
) -> None:
    class PowerCut(BaseException):
        pass

    cut: list[bool] = []
    usual = reading()

    def script(request: Request) -> Reply:
        if cut and NEW in request.messages[-1].content:
            raise PowerCut
        return usual(request)

    talk, engine, store = interview(tmp_path, script)
    list(talk.start())
    list(talk.answer(WORK))
    cut.append(True)
    with pytest.raises(PowerCut):
        list(talk.change_answer(1, NEW))
    cut.clear()
    again = reopen(store, talk.session_id, engine)
    list(again.start())
    assert [v for v, _ in values(again.notes)] == [*NEW_NOTES["role"], *NEW_NOTES["outputs"]]
    assert [m.text for m in standing(again.messages()) if m.topic == "work"][-1] != WORK


def test_an_answer_that_waits_for_its_reply_comes_first(tmp_path: Path) -> None:
    usual, failing = reading(), list[bool]()

    def script(request: Request) -> Reply:
        if failing:
            raise RuntimeError("a fault")
        return usual(request)

    talk, engine, store = interview(tmp_path, script)
    list(talk.start())
    list(talk.answer(WORK))
    failing.append(True)
    with pytest.raises(RuntimeError):
        list(talk.answer(CUSTOMERS))
    failing.clear()
    for events in (talk.change_answer(1, NEW), talk.undo_answer(1)):
        assert "no reply yet" in troubles(list(events))
    again = reopen(store, talk.session_id, engine)
    list(again.start())
    assert values(again.notes, "customers")


def test_without_the_model_the_new_text_is_noted_whole(tmp_path: Path) -> None:
    usual = reading()

    def script(request: Request) -> Reply:
        gone = NEW in request.messages[-1].content
        return EngineError("gone") if gone else usual(request)

    talk, _, _ = interview(tmp_path, script)
    list(talk.start())
    list(talk.answer(WORK))
    list(talk.change_answer(1, NEW))
    assert [v for v, _ in values(talk.notes)] == [NEW]


def test_back_keeps_changes_of_earlier_answers_and_forgets_that_of_the_answer_taken_back(
    tmp_path: Path,
) -> None:
    script = reading()
    other = "The nurses on ward 5."
    script.notes[other] = {"customers": ["The nurses on ward 5"]}
    talk, _, _ = interview(tmp_path, script)
    list(talk.start())
    list(talk.answer(WORK))
    list(talk.answer(CUSTOMERS))
    list(talk.change_answer(1, NEW))
    list(talk.change_answer(3, other))
    assert [v for v, _ in values(talk.notes, "customers")] == ["The nurses on ward 5"]
    list(talk.back())
    assert [v for v, _ in values(talk.notes)] == [*NEW_NOTES["role"], *NEW_NOTES["outputs"]]
    assert values(talk.notes, "customers") == []


@pytest.mark.parametrize("change", [False, True])
def test_old_words_are_not_looked_back_at(tmp_path: Path, change: bool) -> None:
    talk, engine, _ = interview(tmp_path, reading())
    list(talk.start())
    list(talk.answer("I load the vans. Last Tuesday the van left without two pallets."))
    if change:
        list(talk.change_answer(1, NEW))
    asked = len(engine.requests)
    finish(talk)
    later = "\n".join(request.messages[-1].content for request in engine.requests[asked:])
    assert ("two pallets" in later) is not change


def finish(talk: Interview) -> None:
    for text in (CUSTOMERS, FOCUS, "Yes.", *["It is fine for them as far as I know."] * 20):
        if talk.finished:
            return
        list(talk.answer(text))


def test_after_the_end_the_plan_is_said_to_be_older(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, reading())
    list(talk.start())
    list(talk.answer(WORK))
    list(talk.finish())
    events = list(talk.change_answer(1, NEW))
    assert "Write it again" in troubles(events)
    assert talk.finished
    assert changed(events).text == NEW
