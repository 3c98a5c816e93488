from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import CoachError, EngineError
from coach.interview.events import (
    AnswerSaved,
    Finished,
    Heard,
    NotesChanged,
    ReplyWords,
    Said,
    Trouble,
)
from coach.interview.session import Interview
from coach.llm.engine import Request
from tests.interview.helpers import Reading, interview, reopen, said
from tests.scripted import Reply

WORK = "I plan the rota for the ward and send it out on Mondays."
WORK_NOTES = {"role": ["plan the rota for the ward"], "outputs": ["send it out on Mondays"]}
CUSTOMERS = "The nurses on ward 3 and Dr. Lund. When it is late they miss their bus."
CUSTOMER_NOTES = {
    "customers": ["The nurses on ward 3", "Dr. Lund"],
    "if_late": ["When it is late they miss their bus"],
}
FOCUS = "Dr. Lund, because she waits the longest."
FOCUS_NOTES = {"customer": ["Dr. Lund"], "why": ["because she waits the longest"]}


def known(**more: object) -> Reading:
    return Reading({WORK: WORK_NOTES, CUSTOMERS: CUSTOMER_NOTES, FOCUS: FOCUS_NOTES}, **more)  # type: ignore[arg-type]


def up_to_readback(talk: Interview) -> None:
    list(talk.start())
    for text in (WORK, CUSTOMERS, FOCUS):
        list(talk.answer(text))


def test_begins_with_a_greeting_and_one_question(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path)
    message = said(list(talk.start()))
    assert (message.kind, message.origin, message.topic, message.turn) == (
        "opening",
        "stock",
        "work",
        0,
    )
    assert message.text.count("?") == 1


@pytest.mark.parametrize("server", ["", "models.example.org"])
def test_the_greeting_says_where_answers_go(tmp_path: Path, server: str) -> None:
    talk, engine, _ = interview(tmp_path)
    engine.server = server
    text = said(list(talk.start())).text
    assert (server in text) if server else ("on this computer only" in text)
    assert not server or "this computer" not in text


def test_an_answer_is_saved_before_the_model_sees_it(tmp_path: Path) -> None:
    seen: list[int] = []

    def script(request: Request) -> Reply:
        seen.append(len(store.messages(talk.session_id)))
        return EngineError("gone")

    talk, _, store = interview(tmp_path, script)
    list(talk.start())
    events = talk.answer(WORK)
    assert next(events) == AnswerSaved(1, WORK)
    assert store.messages(talk.session_id)[-1].text == WORK
    list(events)
    assert seen[0] == 2


def test_facts_are_noted_with_verbatim_quotes(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, known())
    list(talk.start())
    events = list(talk.answer(WORK))
    heard = [event for event in events if isinstance(event, Heard)]
    assert [(h.slot, h.fact.value) for h in heard] == [
        ("role", "plan the rota for the ward"),
        ("outputs", "send it out on Mondays"),
    ]
    assert all(h.fact.quote in WORK and h.fact.turn == 1 for h in heard)
    assert said(events).topic == "customers"


def test_words_that_were_not_said_are_not_noted(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, Reading({WORK: {"outputs": ["the budget for the clinic"]}}))
    list(talk.start())
    list(talk.answer(WORK))
    assert list(talk.notes.everything()) == []


def test_a_vague_answer_gets_a_reviewed_probe_when_the_model_words_none(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path)
    list(talk.start())
    message = said(list(talk.answer("Reports.")))
    assert (message.kind, message.origin, message.topic) == ("probe", "stock", "work")


def test_a_good_wording_of_the_model_is_used(tmp_path: Path) -> None:
    reply = "Reports. Who read the last one?"
    talk, _, _ = interview(tmp_path, Reading(wording=lambda _request: reply))
    list(talk.start())
    message = said(list(talk.answer("Reports.")))
    assert (message.kind, message.origin, message.text) == ("probe", "model", reply)


@pytest.mark.parametrize(
    "reply",
    [
        "Reports. Who read it? When?",
        "Reports. You should ask Maria, what does she say?",
        "[/b] Reports [red",
        "Reports. Have you considered stopping them?",
        "",
    ],
)
def test_a_bad_wording_is_never_shown(tmp_path: Path, reply: str) -> None:
    talk, _, _ = interview(tmp_path, Reading(wording=lambda _request: reply))
    list(talk.start())
    events = list(talk.answer("Reports."))
    shown = "".join(event.text for event in events if isinstance(event, ReplyWords | Said))
    assert said(events).origin == "stock"
    assert not reply or reply not in shown


def test_a_declined_question_is_asked_once_more_and_then_let_go(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path)
    list(talk.start())
    again = said(list(talk.answer("I don't know.")))
    assert again.topic == "work"
    after = list(talk.answer("No idea."))
    assert said(after).topic == "customers"
    (fact,) = talk.notes.facts("work", "outputs")
    assert (fact.status, fact.quote) == ("unknown", "No idea.")


def test_skip_in_words_or_by_command_goes_on_at_once(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path)
    list(talk.start())
    assert said(list(talk.answer("skip this please"))).topic == "customers"
    assert said(list(talk.skip())).topic == "focus"


def test_asking_back_is_answered_and_the_question_comes_again(tmp_path: Path) -> None:
    talk, engine, store = interview(tmp_path)
    list(talk.start())
    message = said(list(talk.answer("Who sees this?")))
    assert message.kind == "clarification"
    assert "this computer" in message.text
    assert message.text.rstrip().endswith("?")
    assert message.topic == "work"
    assert store.messages(talk.session_id)[1].kind == "clarification"
    assert engine.requests == []


def test_a_readback_holds_what_was_heard_and_can_be_confirmed(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, known())
    list(talk.start())
    list(talk.answer(WORK))
    list(talk.answer(CUSTOMERS))
    message = said(list(talk.answer(FOCUS)))
    assert message.kind == "readback"
    assert "plan the rota for the ward" in message.text
    assert talk.readback_topics() == ("work", "customers", "focus")
    assert said(list(talk.answer("Yes, that's right."))).topic == "needs"
    assert talk.readback_topics() == ()


def test_a_correction_changes_the_notes_and_keeps_the_history(tmp_path: Path) -> None:
    def script(request: Request) -> Reply:
        if request.json_schema and "line" in request.json_schema["properties"]:
            return '{"line": 3, "now": "the nurses on ward 5"}'
        return known()(request)

    talk, _, _ = interview(tmp_path, script)
    up_to_readback(talk)
    events = list(talk.answer("No, not ward 3, it is the nurses on ward 5."))
    assert NotesChanged() in events
    assert "the nurses on ward 5" in said(events).text
    facts = talk.notes.facts("customers", "customers")
    assert [(f.value, f.status) for f in facts] == [
        ("the nurses on ward 5", "corrected"),
        ("Dr. Lund", "known"),
    ]
    assert talk.notes.history[0].before.value == "The nurses on ward 3"


def test_a_corrected_name_is_corrected_everywhere(tmp_path: Path) -> None:
    def script(request: Request) -> Reply:
        if request.json_schema and "line" in request.json_schema["properties"]:
            return '{"line": 4, "now": "Dr. Lundin"}'
        return known()(request)

    talk, _, _ = interview(tmp_path, script)
    up_to_readback(talk)
    list(talk.answer("It is not Dr. Lund, the name is Dr. Lundin."))
    assert [f.value for f in talk.notes.facts("focus", "customer")] == ["Dr. Lundin"]
    assert "Dr. Lundin" in [f.value for f in talk.notes.facts("customers", "customers")]


def test_back_takes_the_last_answer_back(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, known())
    list(talk.start())
    list(talk.answer(WORK))
    list(talk.answer(CUSTOMERS))
    events = list(talk.back())
    assert said(events).topic == "customers"
    assert talk.notes.facts("customers") == []
    list(talk.back())
    assert talk.notes.facts("work") == []
    assert said(list(talk.back())).topic == "work"


def test_back_leaves_a_correction_by_hand(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, known())
    list(talk.start())
    list(talk.answer(WORK))
    (before,) = talk.notes.facts("work", "outputs")
    list(talk.answer(CUSTOMERS))
    list(talk.correct("work", "outputs", before, "the rota of two wards"))
    list(talk.back())
    assert talk.notes.facts("customers") == []
    (after,) = talk.notes.facts("work", "outputs")
    assert after.value == "the rota of two wards"


def test_correcting_by_hand_is_traceable(tmp_path: Path) -> None:
    talk, engine, store = interview(tmp_path, known())
    list(talk.start())
    list(talk.answer(WORK))
    (before,) = talk.notes.facts("work", "outputs")
    list(talk.correct("work", "outputs", before, "the rota of two wards"))
    (after,) = talk.notes.facts("work", "outputs")
    assert after.status == "corrected"
    assert store.messages(talk.session_id)[after.turn].text == after.quote
    resumed = reopen(store, talk.session_id, engine)
    assert resumed.notes == talk.notes
    assert said(list(resumed.start())).kind == "clarification"
    list(resumed.correct("work", "outputs", after, None))
    assert resumed.notes.facts("work", "outputs") == []


def test_killed_before_the_reply_resumes_at_that_answer(tmp_path: Path) -> None:
    talk, engine, store = interview(tmp_path, known())
    list(talk.start())
    events = talk.answer(WORK)
    assert isinstance(next(events), AnswerSaved)
    events.close()  # the program ends here
    resumed = reopen(store, talk.session_id, engine)
    played = list(resumed.start())
    assert AnswerSaved(1, WORK) in played
    assert said(played).topic == "customers"
    assert [m.speaker for m in resumed.messages()] == ["coach", "employee", "coach"]


def test_a_model_that_dies_is_told_and_asked_again(tmp_path: Path) -> None:
    tries: list[int] = []

    def script(request: Request) -> Reply:
        tries.append(1)
        return EngineError("died") if len(tries) == 1 else known()(request)

    talk, _, _ = interview(tmp_path, script)
    list(talk.start())
    events = list(talk.answer(WORK))
    assert sum(isinstance(event, Trouble) for event in events) == 1
    assert talk.notes.facts("work", "outputs")
    assert said(events).topic == "customers"


def test_without_a_model_the_interview_goes_on(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, lambda _request: EngineError("gone"), form="short")
    list(talk.start())
    for _ in range(60):
        if talk.finished:
            break
        list(talk.answer("We send the sheet to Karin every Monday before nine."))
    assert talk.finished
    assert talk.notes.facts("work")


def test_cancelling_gives_a_reviewed_reply_and_the_next_turn_works(tmp_path: Path) -> None:
    talk, engine, _ = interview(tmp_path, known())
    list(talk.start())
    engine.hold.clear()
    got: list[object] = []
    worker = threading.Thread(target=lambda: got.extend(talk.answer("Reports.")))
    worker.start()
    while not engine.requests:
        worker.join(timeout=0.01)
    talk.cancel()
    worker.join(timeout=30)
    assert said(got).origin == "stock"  # type: ignore[arg-type]
    engine.hold.set()
    assert said(list(talk.answer(WORK))).topic == "customers"


def test_a_failing_store_undoes_half_a_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, _, store = interview(tmp_path, known())
    list(talk.start())
    with monkeypatch.context() as patch:

        def full(*_args: object, **_kwargs: object) -> None:
            raise CoachError("The disk is full.")

        patch.setattr(store, "commit_turn", full)
        with pytest.raises(CoachError):
            list(talk.answer(WORK))
        assert talk.notes.facts("work") == []
    assert said(list(talk.start())).topic == "customers"
    assert talk.notes.facts("work")


@pytest.mark.parametrize("value", ["the rota of two wards", None])
def test_putting_a_fact_right_loses_no_reply_that_is_owed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    talk, engine, store = interview(tmp_path, known())
    list(talk.start())
    list(talk.answer(WORK))
    with monkeypatch.context() as patch:

        def full(*_args: object, **_kwargs: object) -> None:
            raise CoachError("The disk is full.")

        patch.setattr(store, "commit_turn", full)
        with pytest.raises(CoachError):
            list(talk.answer(CUSTOMERS))
    fact = talk.notes.facts("work", "outputs")[0]
    list(talk.correct("work", "outputs", fact, value))
    resumed = reopen(store, talk.session_id, engine)
    events = list(resumed.start())
    assert next(event for event in events if isinstance(event, AnswerSaved)).text == CUSTOMERS
    assert said(events).topic == "focus"
    assert resumed.notes.facts("customers")
    assert fact not in resumed.notes.facts("work", "outputs")
    assert not any(isinstance(event, AnswerSaved) for event in resumed.start())


def test_dry_answers_end_with_a_plan(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path)
    list(talk.start())
    events: list[object] = []
    for _ in range(30):
        if talk.finished:
            break
        events = list(talk.answer("skip"))
    assert Finished("tired") in events


def test_ending_on_request(tmp_path: Path) -> None:
    talk, _, store = interview(tmp_path, known())
    list(talk.start())
    list(talk.answer(WORK))
    events = list(talk.answer("Let's stop here."))
    assert said(events).kind == "closing"
    assert Finished("asked") in events
    assert store.session(talk.session_id).status == "finished"
    assert isinstance(next(iter(talk.answer("one more"))), Trouble)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(answers=st.lists(st.text(max_size=200), max_size=12))
def test_any_answers_keep_the_interview_sound(
    answers: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    talk, engine, store = interview(tmp_path_factory.mktemp("any"))
    list(talk.start())
    for text in answers:
        list(talk.answer(text))
    messages = talk.messages()
    assert [message.turn for message in messages] == list(range(len(messages)))
    by_turn = {message.turn: message.text for message in messages}
    for _, _, fact in talk.notes.everything():
        assert " ".join(fact.quote.split()) in " ".join(by_turn[fact.turn].split())
    assert reopen(store, talk.session_id, engine).notes == talk.notes


def test_a_very_long_answer_is_kept_whole(tmp_path: Path) -> None:
    talk, engine, store = interview(tmp_path)
    list(talk.start())
    text = "word " * 20_000
    events = list(talk.answer(text))
    assert any(isinstance(event, Trouble) for event in events)
    assert store.messages(talk.session_id)[1].text == text.strip()
    longest = max(len(m.content) for r in engine.requests for m in r.messages)
    assert longest < 4_000


def test_the_whole_full_form_comes_to_its_end(tmp_path: Path) -> None:
    talk, _, _ = interview(tmp_path, known())
    events = list(talk.start())
    readbacks = 0
    for _ in range(80):
        if talk.finished:
            break
        message = said([event for event in events if isinstance(event, Said)])
        readbacks += message.kind == "readback"
        reply = "Yes." if message.kind == "readback" else "On Monday I call Karin about the sheet."
        events = list(talk.answer(reply))
    assert talk.finished
    assert 3 <= readbacks <= 5
    assert Finished("complete") in events
