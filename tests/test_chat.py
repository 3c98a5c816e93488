from __future__ import annotations

import io
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from coach.chat import LAST, Chat, run_chat
from coach.chat_texts import load_texts
from coach.config import Settings
from coach.console import Console
from coach.errors import CoachError, NotFoundError
from coach.interview.events import (
    AnswerSaved,
    Event,
    Finished,
    Heard,
    PassageFound,
    Progress,
    ReplyWords,
    Said,
    Trouble,
    Working,
)
from coach.interview.notes import Fact, Notes
from coach.plan.model import Plan, Section, Statement, SuggestionSource
from coach.store.store import Store

TEXTS = load_texts()
CANCELLED = threading.Event()
Script = Callable[["FakeInterview", str], Iterator[Event]]


def said(text: str, **changes: Any) -> Said:
    values = {"turn": 0, "topic": "work", "kind": "question", "origin": "stock", "text": text}
    return Said(**{**values, **changes})


def fact(value: str, status: str = "known") -> Fact:
    return Fact.model_validate({"value": value, "quote": value, "turn": 1, "status": status})


class FakeInterview:
    """Does what a test says, and remembers what it was asked."""

    def __init__(self, session_id: str, script: Script | None = None) -> None:
        self.session_id = session_id
        self.form = "short"
        self.notes = Notes()
        self.finished = False
        self.calls: list[tuple[Any, ...]] = []
        self.place = Progress("work", "Your work", "You", 0, 8, 10)
        self.cancelled = 0
        self.script = script

    def start(self) -> Iterator[Event]:
        self.calls.append(("start",))
        yield said("What do you do?")

    def answer(self, text: str) -> Iterator[Event]:
        self.calls.append(("answer", text))
        yield AnswerSaved(1, text)
        if self.script is not None:
            yield from self.script(self, text)
        else:
            yield said("And then?")

    def skip(self) -> Iterator[Event]:
        self.calls.append(("skip",))
        yield said("Next topic?")

    def back(self) -> Iterator[Event]:
        self.calls.append(("back",))
        yield said("Back to it?")

    def finish(self) -> Iterator[Event]:
        self.calls.append(("finish",))
        self.finished = True
        yield said("Thank you.", kind="closing")
        yield Finished("asked")

    def correct(self, topic: str, slot: str, before: Fact, value: str | None) -> Iterator[Event]:
        self.calls.append(("correct", topic, slot, before.value, value))
        after = None if value is None else fact(value, "corrected")
        self.notes.change(topic, slot, before, after)
        yield from ()

    def cancel(self) -> None:
        self.cancelled += 1

    def progress(self) -> Progress:
        return self.place


class FakeAgenda:
    def topic(self, topic_id: str) -> Any:
        slot = SimpleNamespace(id="role", title="What you do")
        return SimpleNamespace(id=topic_id, title="Your work", slots=[slot])


class FakeWorkspace:
    def __init__(self, folder: Path, script: Script | None = None) -> None:
        self.settings = Settings(home=folder)
        self.store = Store(folder / "coach.sqlite3")
        self.agenda = FakeAgenda()
        self.wording = SimpleNamespace(notices=[])
        self.script = script
        self.interviews: list[FakeInterview] = []

    @property
    def interview(self) -> FakeInterview:
        return self.interviews[-1]

    def new_interview(self, form: str) -> FakeInterview:
        return self.open_interview(self.store.create_session(form))  # type: ignore[arg-type]

    def open_interview(self, session_id: str) -> FakeInterview:
        interview = FakeInterview(session_id, self.script)
        interview.finished = self.store.session(session_id).status == "finished"
        self.interviews.append(interview)
        return interview

    def draft_plan(self, session_id: str) -> Iterator[Section | Plan]:
        statement = Statement(text="I fix forklifts.", sources=[SuggestionSource()])
        section = Section(id="work", title="My work", statements=[statement])
        yield section
        plan = Plan(
            session=session_id,
            created="2026-11-22T10:00:00Z",  # type: ignore[arg-type]
            title="Plan",
            sections=[section],
        )
        plan.id, plan.version = self.store.save_plan(session_id, plan.model_dump_json())
        yield plan


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[FakeWorkspace]:
    workspace = FakeWorkspace(tmp_path)
    yield workspace
    workspace.store.close()


def talk(
    workspace: FakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    typed: str | bytes,
    *,
    resume: str | None = None,
) -> str:
    """Pipe lines into a chat; return what it printed."""
    data = typed.encode() if isinstance(typed, str) else typed
    stdin = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="replace")
    stdout = io.StringIO()
    monkeypatch.setattr(sys, "stdin", stdin)
    monkeypatch.setattr(sys, "stdout", stdout)
    run_chat(workspace, form="short", resume=resume)  # type: ignore[arg-type]
    return stdout.getvalue()


def answers(workspace: FakeWorkspace) -> list[str]:
    return [call[1] for call in workspace.interview.calls if call[0] == "answer"]


def test_a_piped_interview_ends_in_a_plan(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = talk(workspace, monkeypatch, "I fix forklifts.\n/finish\n")
    assert answers(workspace) == ["I fix forklifts."]
    plan_id = workspace.store.plans()[0].id
    order = [
        "10 minutes",
        "Coach: What do you do?",
        "0 of 8 topics",
        "Coach: And then?",
        "Coach: Thank you.",
        "Done: My work",
        "I fix forklifts.",
        f"coach plan export {plan_id}",
    ]
    places = [out.index(part) for part in order]
    assert places == sorted(places)
    assert "You: " not in out
    assert "\x1b" not in out


def test_input_that_ends_says_how_to_go_on(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = talk(workspace, monkeypatch, "One.\nTwo.\nThree.")
    assert answers(workspace) == ["One.", "Two.", "Three."]
    assert out.rstrip().endswith(f"coach chat --resume {workspace.interview.session_id}")
    assert workspace.store.plans() == []


def test_streamed_words_are_not_printed_twice(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(interview: FakeInterview, text: str) -> Iterator[Event]:
        yield Working("wording")
        yield ReplyWords("Who waits ")
        yield ReplyWords("for the repair")
        yield Heard("work", "role", fact("x"))
        yield said("Who waits for the repair?")
        yield said("A second message.")
        yield ReplyWords("Something else")
        yield said("Another wording?")

    workspace.script = script
    out = talk(workspace, monkeypatch, "I fix things.\n")
    assert out.count("Who waits for the repair?\n") == 1
    assert out.count("Who waits") == 1
    assert "Coach: A second message.\n" in out
    assert "Coach: Something else\nCoach: Another wording?\n" in out
    assert TEXTS.working.wording not in out


def test_passages_and_trouble_are_shown(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(interview: FakeInterview, text: str) -> Iterator[Event]:
        yield Trouble("The model stopped, and was started again.")
        yield PassageFound("p1", "Everyone has a [customer]\x1b[31m", "A book")
        yield said("A customer is whoever depends on your work.", kind="clarification")

    workspace.script = script
    out = talk(workspace, monkeypatch, "What is a customer?\n")
    assert "The model stopped, and was started again.\n" in out
    assert out.index("whoever depends") < out.index("Everyone has a [customer] (A book)")
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("One \\\ntwo.\n", ["One \ntwo."]),
        ("One \\", ["One"]),
        ("//etc/hosts is mine\n", ["/etc/hosts is mine"]),
        ("[/b] \x1b[2J\x07 and \x00 more\n", ["[/b]  and  more"]),
        (b"caf\xe9 \xff\xfe\r\n", ["caf\ufffd \ufffd\ufffd"]),
        ("x" * 100_000 + "\n", ["x" * 100_000]),
        ("\n   \n\t\n\x00\n", []),
        ("/bogus\n/skip this\n/etc/hosts\n/\n", []),
    ],
)
def test_what_is_typed_arrives_as_text_or_is_explained(
    workspace: FakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
    typed: str | bytes,
    heard: list[str],
) -> None:
    out = talk(workspace, monkeypatch, typed)
    assert answers(workspace) == heard
    assert "\x1b" not in out
    if not heard:
        assert out.count(TEXTS.empty) + out.count("There is no command") == 4


def test_commands_reach_the_interview(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = talk(workspace, monkeypatch, "/skip\n/BACK\n/help\n/time\n/quit\nnot sent\n")
    assert [call[0] for call in workspace.interview.calls] == ["start", "skip", "back"]
    assert "/correct" in out
    assert out.count("0 of 8 topics") == 2
    assert "--resume" in out


def test_notes_are_shown_and_corrected_by_number(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(interview: FakeInterview, text: str) -> Iterator[Event]:
        interview.notes.add("work", "role", fact(text, "heard"))
        yield said("And?")

    workspace.script = script
    out = talk(
        workspace,
        monkeypatch,
        "/heard\nI fix trucks\nI drive\n/heard\n/correct 1 I fix forklifts\n/correct 1 again\n"
        "/heard\n/remove 2\n/correct 9 x\n/correct x\n/remove\n/heard\n",
    )
    assert TEXTS.heard_nothing in out
    assert "  1. What you do: I fix trucks (they said so)\n" in out
    assert TEXTS.note_changed in out
    assert workspace.interview.calls[-2:] == [
        ("correct", "work", "role", "I fix trucks", "I fix forklifts"),
        ("correct", "work", "role", "I drive", None),
    ]
    assert "There is no note 9" in out
    assert TEXTS.correct_usage in out
    assert TEXTS.remove_usage in out
    assert out.rindex("1. What you do: I fix forklifts (corrected by you)") > out.rindex(
        "taken out"
    )


def test_going_on_with_an_interview(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = workspace.store.create_session("full")
    newer = workspace.store.create_session("short")
    workspace.store.save_draft(older, "half an ans")
    workspace.store.set_status(newer, "finished")

    out = talk(workspace, monkeypatch, "", resume=LAST)
    assert workspace.interview.session_id == older
    assert "half an ans" in out
    assert workspace.store.draft(older) == ""

    talk(workspace, monkeypatch, "", resume=older)
    assert workspace.interview.session_id == older
    with pytest.raises(NotFoundError, match="nobody"):
        talk(workspace, monkeypatch, "", resume="nobody")
    workspace.store.delete_session(older)
    with pytest.raises(NotFoundError, match="no interview to go on with"):
        talk(workspace, monkeypatch, "", resume=LAST)


def test_a_server_is_named_at_the_start(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = talk(workspace, monkeypatch, "")
    assert "runs on this machine" in here
    url = "https://llm.example:8443/v1"
    workspace.settings = workspace.settings.model_copy(update={"remote_url": url})
    for resume in (None, LAST):
        there = talk(workspace, monkeypatch, "", resume=resume)
        assert "llm.example:8443: your answers are sent there" in there
        assert "this machine" not in there


def test_a_finished_interview_gets_its_plan_once(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = workspace.store.create_session("short")
    workspace.store.set_status(session_id, "finished")
    first = talk(workspace, monkeypatch, "", resume=session_id)
    second = talk(workspace, monkeypatch, "", resume=session_id)
    assert "Done: My work" in first
    assert "its plan is" in second
    assert workspace.interview.calls == []
    assert [info.version for info in workspace.store.plans()] == [1]


def test_a_failure_to_save_ends_a_pipe(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(interview: FakeInterview, text: str) -> Iterator[Event]:
        yield Working("reading")
        raise CoachError("The disk is full.", "Free some room.")

    workspace.script = script
    with pytest.raises(CoachError, match="disk is full"):
        talk(workspace, monkeypatch, "One.\nTwo.\n")
    assert answers(workspace) == ["One."]


class FakeConsole(Console):
    """A terminal whose lines come from a list; an exception in it is raised."""

    def __init__(self, lines: list[str | type[BaseException]]) -> None:
        self.out = io.StringIO()
        super().__init__(io.StringIO(), self.out)
        self.terminal = True
        self._erases = True
        self.lines = lines

    def _read_line(self, prompt: str) -> str | None:
        self.erase()
        if not self.lines:
            return None
        line = self.lines.pop(0)
        if isinstance(line, str):
            return line
        raise line


def chat_at_terminal(
    workspace: FakeWorkspace, lines: list[str | type[BaseException]]
) -> tuple[str, FakeInterview]:
    console = FakeConsole(lines)
    interview = workspace.new_interview("short")
    Chat(workspace, interview, console, TEXTS, {}).run()  # type: ignore[arg-type]
    return console.out.getvalue(), interview


def test_at_a_terminal_a_failure_to_save_can_be_tried_again(workspace: FakeWorkspace) -> None:
    failures = [CoachError("The disk is full.", "Free some room.")]

    def script(interview: FakeInterview, text: str) -> Iterator[Event]:
        if failures:
            raise failures.pop()
        yield said("Good?")

    workspace.script = script
    out, _ = chat_at_terminal(workspace, ["One.", "One."])
    assert "Free some room. Then type it again." in " ".join(out.split())
    assert "Coach: Good?" in out


def test_ctrl_c_at_the_prompt_keeps_what_was_typed(workspace: FakeWorkspace) -> None:
    out, interview = chat_at_terminal(workspace, ["half an \\", KeyboardInterrupt])
    assert workspace.store.draft(interview.session_id) == "half an "
    assert f"--resume {interview.session_id}" in out


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_while_the_model_works_cancels_and_a_second_one_leaves(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    go_on, cancelled = threading.Event(), threading.Event()
    monkeypatch.setattr(FakeInterview, "cancel", lambda self: cancelled.set())

    def script(interview: FakeInterview, text: str) -> Iterator[Event]:
        yield ReplyWords("Who ")
        signal.raise_signal(signal.SIGINT)
        cancelled.wait(timeout=60)
        if times == 2:
            signal.raise_signal(signal.SIGINT)
            go_on.wait(timeout=60)
        yield said("What happened then?")

    workspace.script = script
    out, interview = chat_at_terminal(workspace, ["One."])
    go_on.set()
    assert "goes on without the model" in " ".join(out.split())
    assert ("Coach: What happened then?" in out) == (times == 1)
    assert f"--resume {interview.session_id}" in out
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_while_the_plan_is_written_says_how_to_get_it(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()

    def draft(session_id: str) -> Iterator[Section]:
        yield Section(id="work", title="My work")
        signal.raise_signal(signal.SIGINT)
        never.wait(timeout=60)

    monkeypatch.setattr(workspace, "draft_plan", draft)
    out, interview = chat_at_terminal(workspace, ["/finish"])
    never.set()
    assert "Done: My work" in out
    assert TEXTS.plan_begins in out
    assert "What is done of it and your answers are kept" in " ".join(out.split())
    assert f"--resume {interview.session_id}" in out
    assert interview.cancelled == 1


def test_a_plan_that_was_stopped_goes_on(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = workspace.store.create_session("short")
    workspace.store.set_status(session_id, "finished")
    workspace.store.keep_wording(session_id, "key", "{}")
    out = talk(workspace, monkeypatch, "", resume=session_id)
    assert TEXTS.plan_goes_on in out
    assert TEXTS.plan_begins not in out
    assert "Done: My work" in out


def talk_in_terminal(folder: str) -> None:
    """Chat at the terminal of this process; the answer "wait" is worked on until cancelled."""
    workspace = FakeWorkspace(Path(folder))
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]

    def script(interview: FakeInterview, text: str) -> Iterator[Event]:
        if text == "wait":
            yield Working("wording")
            CANCELLED.wait(timeout=60)
        yield said(f"You said {text}.")

    workspace.script = script
    FakeInterview.cancel = lambda self: CANCELLED.set()  # type: ignore[method-assign]
    run_chat(workspace, form="short")  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_at_a_real_terminal(tmp_path: Path) -> None:
    import os
    import pty
    import select

    # A fork of this process could wait for ever for a lock that one of its threads has.
    code = (
        "import fcntl, signal, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"from tests.test_chat import talk_in_terminal as talk; talk({str(tmp_path)!r})"
    )
    terminal, side = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "TERM": "xterm", "COLUMNS": "60"},
        stdin=side,
        stdout=side,
        stderr=side,
        start_new_session=True,
    )
    os.close(side)
    seen = ""

    def wait_for(text: str, *, press: bytes = b"") -> None:
        nonlocal seen
        while text not in seen:
            # Python's input() misses a Ctrl-C that comes just before it begins to wait for a key.
            if press and not select.select([terminal], [], [], 5)[0]:
                os.write(terminal, press)
            seen += os.read(terminal, 4096).decode(errors="replace")
        seen = seen.split(text, 1)[1]

    wait_for("What do you do?")
    wait_for("You: ")
    os.write(terminal, b"I fix\\\n")
    wait_for("... ")
    os.write(terminal, b"forklifts \xff\xc3\n")
    wait_for("Coach: You said I fix")
    wait_for("forklifts")
    wait_for("You: ")
    os.write(terminal, b"wait\n")
    wait_for(TEXTS.working.wording)
    os.write(terminal, b"\x03")
    wait_for("goes on without the model")
    wait_for("Coach: You said wait.")
    wait_for("You: ")
    os.write(terminal, b"half an answer")
    wait_for("half an answer")
    os.write(terminal, b"\x03")
    wait_for("coach chat --resume", press=b"\x03")
    assert child.wait(timeout=60) == 0
    os.close(terminal)
    store = Store(tmp_path / "coach.sqlite3")
    assert store.draft(store.sessions()[0].id) == "half an answer"
    store.close()


def test_numbers_without_end_are_none(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = "9" * 5_000
    typed = "".join(f"/{name} {digits} x\n" for name in ("correct", "change"))
    typed += "".join(f"/{name} {digits}\n" for name in ("remove", "said"))
    out = talk(workspace, monkeypatch, typed)
    assert TEXTS.correct_usage in out
    assert TEXTS.remove_usage in out
    assert TEXTS.said_usage in out
    assert TEXTS.answers.change_usage in out
