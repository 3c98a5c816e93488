"""Earlier answers in ``coach chat``, by plain commands only; the interview is the real one."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from coach.chat import Chat
from coach.chat_texts import load_texts
from coach.console import Console
from coach.interview import placing
from coach.store.messages import NewMessage
from coach.workspace import Workspace
from tests.ui import talks
from tests.ui.talks import NURSES, STOCK, WORK


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace whose model notes what the talks' table says, where it says."""
    monkeypatch.setattr(placing, "load_places", lambda: placing.Places(topics={}))
    return talks.workspace(tmp_path / "home")


def talk(workspace: Workspace, *typed: str, session: str | None = None) -> tuple[str, Any]:
    """Type lines into an interview; return what was said, and the interview."""
    stdout = io.StringIO()
    console = Console(io.StringIO("".join(f"{line}\n" for line in typed)), stdout)
    interview = (
        workspace.new_interview("full") if session is None else workspace.open_interview(session)
    )
    Chat(workspace, interview, console, load_texts(), {}).run()
    return stdout.getvalue(), interview


def test_an_answer_is_listed_changed_and_brought_back(workspace: Workspace) -> None:
    out, interview = talk(
        workspace, WORK, "What do you mean?", NURSES, "/answers", f"/change 1 {STOCK}", "/answers"
    )
    assert f"  1. {WORK}\n  2. {NURSES}\n" in out
    assert "  3. " not in out  # what was asked back is no answer
    assert "Changed. /undo brings the old text back." in out
    assert f"  1. {STOCK} (changed since)\n  2. {NURSES}\n" in out
    assert "keep the stock list of the ward" in [f.value for f in interview.notes.facts("work")]
    out, again = talk(workspace, "/undo", "/answers", "/undo", session=interview.session_id)
    assert "says again what it said before" in out
    assert f"  1. {WORK}\n" in out
    assert "No answer was changed" in out
    assert "plan the rota for the ward" in [f.value for f in again.notes.facts("work")]


def test_an_answer_is_brought_back_by_its_number(workspace: Workspace) -> None:
    out, _ = talk(workspace, WORK, NURSES, f"/change 1 {STOCK}", f"/change 2 {STOCK}", "/undo 1")
    assert "says again" in out
    _, again = talk(workspace, "/answers", session=workspace.store.sessions()[0].id)
    assert [m.text for m in again.messages() if m.now is not None] == [NURSES]


def test_slips_are_told(workspace: Workspace) -> None:
    out, interview = talk(
        workspace,
        "/answers",
        "/change",
        "/change one",
        "/change 1 x",
        "/undo",
        "/undo 7",
        WORK,
        "/change 1",
        f"/change 1 {WORK}",
        "/find",
        "/find zeppelin",
    )
    for told in (
        "There is no answer to change yet.",
        "For example: /change 2",
        "There is no answer 1.",
        "No answer was changed",
        "There is no answer 7.",
        "The answer is as it was.",
        "For example: /find",
        "Nothing that was said has these words.",
    ):
        assert told in out
    assert len([m for m in interview.messages() if m.speaker == "employee"]) == 1


def test_what_was_said_is_found(workspace: Workspace) -> None:
    store = workspace.store
    other = store.create_session("full")
    store.set_title(other, "Pumps [b]")
    text = "We mend pumps\nfor the \x1b[31mward."
    said = NewMessage(speaker="employee", topic="work", kind="answer", origin="stock", text=text)
    store.commit_turn(other, messages=[said], notes="{}", state="{}")
    out, _ = talk(workspace, WORK, "/find WARD")
    here, there = out.index("This interview:"), out.index("Pumps [b]:")
    assert here < out.index(f"  You: {WORK}") < there
    assert "  You: We mend pumps for the" in out[there:]
    assert "\x1b" not in out
