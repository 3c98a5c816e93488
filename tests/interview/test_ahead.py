"""What is announced to the engine while the employee reads and types."""

from __future__ import annotations

from pathlib import Path

from coach.interview.session import Interview
from coach.llm.engine import Request
from tests.interview.helpers import interview
from tests.interview.test_session import WORK, known, up_to_readback
from tests.scripted import ScriptedEngine


def newest(engine: ScriptedEngine) -> tuple[list[Request], bool]:
    return engine.anticipated[-1]


def last_message(request: Request) -> str:
    return request.messages[-1].content


def started(folder: Path) -> tuple[Interview, ScriptedEngine]:
    talk, engine, _ = interview(folder, known())
    list(talk.start())
    return talk, engine


def test_an_open_question_has_its_requests_announced(tmp_path: Path) -> None:
    _, engine = started(tmp_path)
    requests, whole = newest(engine)
    assert last_message(requests[0]) == "Answer:"
    assert last_message(requests[1]) == "Answer:"
    assert not whole
    later = requests[2:]
    assert later
    assert all(request.fixed == len(request.messages) for request in later)


def test_what_is_typed_grows_into_what_is_asked(tmp_path: Path) -> None:
    talk, engine = started(tmp_path)
    for end in range(1, len(WORK) + 1):
        talk.typing(WORK[:end])
    requests, whole = newest(engine)
    assert whole, "an answer may be sent as it stands"
    list(talk.answer(WORK))
    read = engine.requests[0]
    assert requests[0] == read, "nothing of what was announced is computed in vain"
    assert list(requests[1].messages[:-1]) != list(read.messages[:-1]), "the follow-up comes second"


def test_what_needs_no_model_is_not_computed_as_if_sent(tmp_path: Path) -> None:
    talk, engine = started(tmp_path)
    for text in ("", "skip", "I don't know", "Why do you ask?", "stop"):
        talk.typing(text)
        assert not newest(engine)[1], text


def test_a_follow_up_is_announced_up_to_what_is_known(tmp_path: Path) -> None:
    talk, engine = started(tmp_path)
    talk.typing(WORK)
    opening = newest(engine)[0][1]
    assert last_message(opening) == f"Answer: {WORK}"
    list(talk.answer(WORK))
    worded = [request for request in engine.requests if request.json_schema is None]
    assert all(last_message(r).startswith(last_message(opening)) for r in worded)


def test_after_a_read_back_the_correction_is_announced(tmp_path: Path) -> None:
    talk, engine, _ = interview(tmp_path, known())
    up_to_readback(talk)
    talk.typing("No, it is the day shift")
    requests, whole = newest(engine)
    assert whole
    assert "No, it is the day shift" in last_message(requests[0])
    assert "Dr. Lund" in last_message(requests[0])
    talk.typing("Yes, right")
    assert not newest(engine)[1]


def test_nothing_typed_is_kept_when_the_interview_is_left(tmp_path: Path) -> None:
    talk, engine = started(tmp_path)
    talk.typing("a secret that is not sent")
    talk.leave()
    assert newest(engine) == ([], False)
    talk.typing("more")
    assert newest(engine) == ([], False), "nothing is expected any more"
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"secret" not in file.read_bytes()


def test_the_end_forgets(tmp_path: Path) -> None:
    talk, engine = started(tmp_path)
    list(talk.finish())
    assert newest(engine) == ([], False)


def test_control_signs_do_not_reach_the_engine(tmp_path: Path) -> None:
    talk, engine = started(tmp_path)
    talk.typing("one\x1b[31m two\u202e")
    assert last_message(newest(engine)[0][0]) == "Answer: one two"
