from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main
from coach.commands.practice import Talk
from coach.console import Console
from coach.practice.rehearsal import Aside, Rehearsal
from coach.practice.texts import texts
from coach.workspace import Workspace
from tests.plan.drafts import plan_of
from tests.practice.dave import dave
from tests.practice.people import by_words, rehearsal
from tests.scripted import ScriptedEngine

TOLD = "Last Tuesday the main drive went at 7 in the evening."


def talk(typed: str, engine: ScriptedEngine | None = None) -> str:
    """Rehearse with what is typed, and return what is shown."""
    out = io.StringIO()
    Talk(rehearsal(engine or ScriptedEngine([TOLD])), Console(io.StringIO(typed), out)).run()
    return out.getvalue()


def save(home: Path, session_title: str = "Dave") -> str:
    """Save an interview and its plan, and return the plan's id."""
    from coach.store.store import Store

    store, mechanic = Store(home / "coach.sqlite3"), dave()
    session = store.create_session("full")
    for line in mechanic.messages:
        store.add_message(session, **line.model_dump(exclude={"turn"}))
    store.commit_turn(session, messages=[], notes=mechanic.notes.model_dump_json(), state="{}")
    plan = plan_of(mechanic).model_copy(update={"session": session, "title": session_title})
    plan_id, _ = store.save_plan(session, plan.model_dump_json())
    store.close()
    return plan_id


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedEngine:
    """Let every workspace have a scripted model and vectors of words."""
    engine = ScriptedEngine(lambda _request: TOLD)
    library = type("Words", (), {"embed": staticmethod(by_words), "close": lambda self: None})
    monkeypatch.setattr(Workspace, "engine", engine)
    monkeypatch.setattr(Workspace, "library", library())
    return engine


def test_a_rehearsal_in_a_pipe() -> None:
    shown = talk(
        "Hi Dave!\nTell me about the last time a line was down.\n/end\nHow is your uncle?\n"
    )
    assert "Rehearsal: I play Dave" in shown
    assert f"Dave (rehearsal): {TOLD}" in shown
    assert shown.index(TOLD) < shown.index("What I noticed")
    assert "“Tell me about the last time a line was down.” (open)" in shown
    assert "uncle" not in shown.partition("What I noticed")[2]


def test_the_end_of_the_input_ends_it_too() -> None:
    assert "You asked no question" in talk("I see.\n")
    assert texts().feedback.nothing in talk("")


def test_commands() -> None:
    shown = talk("/help\n/questions\n/dance \x1b[2J\n/end\n")
    assert "/questions  show the questions" in shown
    assert shown.count(texts().questions) == 2
    assert "There is no command /dance." in shown
    assert "\x1b" not in shown


def test_control_characters_are_not_shown() -> None:
    shown = talk("Is it \x1b[31mlate\x1b[0m?\x07\n")
    assert "“Is it late?”" in shown
    assert not {"\x1b", "\x07"} & set(shown)


class Interrupting(Rehearsal):
    """Is interrupted while it thinks, as often as the test says."""

    times = 1
    cancelled = 0

    def start(self) -> Iterator[Any]:
        yield Aside("begun")

    def cancel(self) -> None:
        self.cancelled += 1


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_stops_the_reply_and_then_the_rehearsal(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import concurrent.futures

    mechanic = dave()
    practised = Interrupting(
        mechanic.notes, {}, plan_of(mechanic), engine=ScriptedEngine(), embed=by_words
    )
    left = [times]
    result = concurrent.futures.Future.result

    def interrupted(self: Any, timeout: float | None = None) -> Any:
        if left[0]:
            left[0] -= 1
            raise KeyboardInterrupt
        return result(self, timeout)

    monkeypatch.setattr(concurrent.futures.Future, "result", interrupted)
    out = io.StringIO()
    Talk(practised, Console(io.StringIO("/end\n"), out)).run()
    assert practised.cancelled == times
    assert ("begun" in out.getvalue()) == (times == 1)
    assert (texts().command.left in out.getvalue()) == (times == 2)


def test_the_newest_plan_is_rehearsed_or_the_one_that_is_named(
    coach_home: Path,
    scripted: ScriptedEngine,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = save(coach_home)
    save(coach_home)
    for arguments in ([], [first], [first[:-1]]):
        monkeypatch.setattr("sys.stdin", io.StringIO("What matters most to you?\n"))
        assert main(["practice", *arguments]) == 0
        assert "What I noticed" in capsys.readouterr().out


def test_without_a_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice"]) == 1
    assert texts().command.no_plan in capsys.readouterr().err
    assert main(["practice", "nobody"]) == 1
    assert "There is no plan 'nobody'" in capsys.readouterr().err


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "--help"]) == 0
    assert "[PLAN]" in capsys.readouterr().out
    assert main(["practice", "--what"]) == 2
