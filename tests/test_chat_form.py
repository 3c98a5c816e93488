"""``coach chat --from``: the interview is the real one, its answers come from a form."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from coach.chat import run_chat
from coach.cli import main
from coach.errors import EngineError
from coach.interview import placing
from coach.interview.session import Interview
from coach.pack.form import FilledForm, FormAnswer
from coach.store.messages import Message
from coach.workspace import Workspace
from tests.ui import talks
from tests.ui.talks import NURSES, WORK

ANSWERS = (
    FormAnswer("needs", None, "They need the rota before Friday."),
    FormAnswer("work", None, WORK),
    FormAnswer("customers", None, NURSES),
    FormAnswer("customers", "if_late", "Last week two of them came in vain."),
    FormAnswer("focus", None, "The nurses on ward 3."),
    FormAnswer("needs", "source", "Anna said so on Monday."),
    FormAnswer("missed", None, "The night shift matters, too."),
)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace whose model notes what the talks' table says, and that writes no plan."""
    monkeypatch.setattr(placing, "load_places", lambda: placing.Places(topics={}))
    workspace = talks.workspace(tmp_path / "home")

    def no_plan(_: str) -> Iterator[object]:
        raise EngineError("The plan is not part of this test.")

    monkeypatch.setattr(workspace, "draft_plan", no_plan)
    yield workspace
    workspace.store.close()


def chat(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    answers: Sequence[FormAnswer],
    *,
    problems: Sequence[str] = (),
    resume: str | None = None,
    typed: str = "",
    alone: bool = False,
) -> str:
    """Hold an interview with a form and return what was printed."""
    stdin = io.StringIO(typed)
    if typed:
        monkeypatch.setattr(stdin, "isatty", lambda: True)
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "stdout", stdout)
    filled = FilledForm("short", tuple(answers), tuple(problems))
    with suppress(EngineError):
        run_chat(workspace, form="short", filled=filled, resume=resume, alone=alone)
    return stdout.getvalue()


def employee(workspace: Workspace) -> list[Message]:
    session = workspace.store.sessions()[0].id
    return [m for m in workspace.store.messages(session) if m.speaker == "employee"]


def test_each_answer_goes_to_its_question_and_all_are_read(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = chat(workspace, monkeypatch, ANSWERS, problems=["Line 3: odd."])
    assert "Line 3: odd." in out
    assert "Answers on the form: 7." in out
    said = employee(workspace)
    assert [(m.topic, m.text) for m in said][:2] == [("work", WORK), ("customers", NURSES)]
    for answer in ANSWERS:
        assert any(answer.text in m.text and m.topic == answer.topic for m in said), answer.text
    session = workspace.store.sessions()[0]
    assert session.status == "finished"
    interview = workspace.open_interview(session.id)
    known = interview.notes.known("customers", "customers")
    assert "The nurses on ward 3" in [fact.value for fact in known]
    assert "not asked for, and they are not" not in out
    assert "It stays open" in out
    assert "It stays as it was heard" in out
    assert {m.text for m in said} == {answer.text for answer in ANSWERS}


def test_what_the_form_leaves_open_is_asked(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "Anita from ward 3.\nShe waits.\n/quit\n"
    out = chat(workspace, monkeypatch, ANSWERS[1:2], typed=typed)
    said = [(m.topic, m.text) for m in employee(workspace)]
    assert said[0] == ("work", WORK)
    assert ("customers", "Anita from ward 3.") in said
    assert "coach chat --resume" in out


def test_an_interview_that_was_stopped_takes_no_answer_twice(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat(workspace, monkeypatch, ANSWERS[1:3], typed="/quit\n")
    session = workspace.store.sessions()[0].id
    chat(workspace, monkeypatch, ANSWERS, resume=session)
    texts = [m.text for m in employee(workspace)]
    assert texts.count(WORK) == 1
    assert "They need the rota before Friday." in texts


def test_nobody_is_asked_on_after_a_cry_for_help(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    cry = FormAnswer("customers", None, "Honestly, I want to kill myself.")
    out = chat(workspace, monkeypatch, [ANSWERS[1], cry, *ANSWERS[4:]])
    assert "needs an answer from you in person" in out
    assert workspace.store.sessions()[0].status == "open"
    assert employee(workspace)[-1].text == cry.text


def test_answers_that_are_never_asked_for_are_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = FormAnswer("stop", None, "The \x1b[31mold list.")
    out = chat(workspace, monkeypatch, [*ANSWERS, stop])
    assert "they are not in the interview:\n- The old list." in out


def test_with_yes_nobody_is_asked_even_at_a_terminal(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat(workspace, monkeypatch, ANSWERS, typed="Never read.\n", alone=True)
    assert "Never read." not in [m.text for m in employee(workspace)]
    assert workspace.store.sessions()[0].status == "finished"


def test_wrong_calls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chat", "--yes"]) == 2
    assert main(["chat", "--from", str(tmp_path / "none.md")]) == 1
    assert "There is no file" in capsys.readouterr().err


def test_open_interviews_say_what_the_form_needs(workspace: Workspace) -> None:
    interview: Interview = workspace.new_interview("short")
    assert (interview.asked_slot, interview.resting, interview.done) == (None, False, ())
