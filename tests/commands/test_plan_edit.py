from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.cli import main
from coach.llm.engine import Request
from coach.store.store import Store
from tests.plan.changes import ADAPT, CAUSE, FIRST, TIP, saved
from tests.scripted import ScriptedEngine

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def plan_id(coach_home: Path) -> Iterator[str]:
    store, plan = saved(coach_home)
    yield plan.id
    store.close()


def lines(capsys: Captured, plan_id: str, *more: str) -> list[str]:
    """Return the lines of the section of actions, as they are shown with numbers."""
    capsys.readouterr()
    assert main(["plan", "show", plan_id, "--numbers", *more]) == 0
    block = next(b for b in capsys.readouterr().out.split("\n\n") if b.startswith("actions:"))
    return [line[5:] for line in block.splitlines()[1:]]


def test_show_names_the_parts_and_numbers_the_lines(plan_id: str, capsys: Captured) -> None:
    assert main(["plan", "show", plan_id, "--numbers"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("work: My work\n  1  Nothing yet.\n\nactions: What I will do\n  1  First")


def test_every_change_is_saved_and_undone(plan_id: str, capsys: Captured) -> None:
    assert main(["plan", "edit", plan_id, "actions", "2", " I note\n trips. "]) == 0
    out = capsys.readouterr().out
    assert "  2  I note trips. (your words)\n" in out
    assert f"Saved as version 2. To take it back: coach plan undo {plan_id}\n" in out
    assert main(["plan", "add", plan_id, "actions", "I hang up the keys.", "--at", "1"]) == 0
    assert main(["plan", "remove", plan_id, "actions", "4"]) == 0
    assert main(["plan", "move", plan_id, "actions", "2", "3"]) == 0
    changed = ["I hang up the keys. (your words)", "I note trips. (your words)", FIRST, TIP]
    assert lines(capsys, plan_id) == changed
    for _ in range(4):
        assert main(["plan", "undo", plan_id]) == 0
    assert lines(capsys, plan_id) == [FIRST, CAUSE, ADAPT, TIP]
    assert main(["plan", "undo", plan_id]) == 1
    assert "nothing to undo" in capsys.readouterr().err
    for _ in range(4):
        assert main(["plan", "redo", plan_id]) == 0
    assert lines(capsys, plan_id) == changed
    assert main(["plan", "redo", plan_id]) == 1


def test_the_same_words_make_no_version(plan_id: str, capsys: Captured) -> None:
    assert main(["plan", "edit", plan_id, "actions", "3", ADAPT]) == 0
    assert capsys.readouterr().out == "Nothing was changed.\n"
    assert main(["plan", "versions", plan_id, "--all", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_versions_are_listed_shown_compared_and_gone_back_to(
    plan_id: str, capsys: Captured
) -> None:
    main(["plan", "edit", plan_id, "actions", "1", FIRST.replace("Thursday 7", "Friday 8")])
    main(["plan", "remove", plan_id, "actions", "2"])
    capsys.readouterr()
    assert main(["plan", "versions", plan_id]) == 0
    newest, first = capsys.readouterr().out.splitlines()
    assert newest.startswith("3  ")
    assert newest.endswith("  2 changes by you")
    assert first.endswith("  Written from the interview")
    assert main(["plan", "versions", plan_id, "--all", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["version"] for one in told] == [3, 2, 1]
    assert told[0]["what"] == "A line deleted: What I will do"

    assert lines(capsys, plan_id, "--version", "1") == [FIRST, CAUSE, ADAPT, TIP]
    assert main(["plan", "compare", plan_id]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Version 2 and version 3\n\nWhat I will do\n  - {CAUSE}\n")
    assert main(["plan", "compare", plan_id, "1", "2"]) == 0
    assert "[-Thursday 7-] {+Friday 8+} May" in capsys.readouterr().out
    assert main(["plan", "compare", plan_id, "3", "3"]) == 0
    assert "say the same" in capsys.readouterr().out

    assert main(["plan", "restore", plan_id, "1"]) == 0
    assert "Saved as version 4" in capsys.readouterr().out
    assert lines(capsys, plan_id) == [FIRST, CAUSE, ADAPT, TIP]
    assert len(lines(capsys, plan_id, "--version", "3")) == 3


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["edit", "actions", "9", "x"], 1, "no line 9"),
        (["edit", "nowhere\x1b[2J", "1", "x"], 1, "The parts are: work, actions."),
        (["edit", "actions", "1", "  "], 2, "a word at least"),
        (["edit", "actions", "1", "x" * 1001], 2, "1001 characters"),
        (["edit", "sources", "1", "x"], 2, "follows from the other parts"),
        (["edit", "actions", "one", "x"], 2, "NUMBER"),
        (["add", "actions", "x", "--at", "9"], 1, "no line 9"),
        (["remove", "actions", "0"], 1, "no line 0"),
        (["move", "actions", "1", "9"], 1, "no line 9"),
        (["restore", "7"], 1, "no version 7"),
        (["restore", "1"], 1, "at version 1 already"),
        (["compare", "7"], 1, "no version 7"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(
    plan_id: str, arguments: list[str], status: int, told: str, capsys: Captured
) -> None:
    command, *rest = arguments
    assert main(["plan", command, plan_id, *rest]) == status
    error = capsys.readouterr().err
    assert told in error
    assert "\x1b" not in error
    assert "Traceback" not in error
    assert lines(capsys, plan_id) == [FIRST, CAUSE, ADAPT, TIP]


def test_hostile_words_are_words(plan_id: str, capsys: Captured) -> None:
    text = "[/b] {x} {{7*7}} <script> \x1b[2J\u202e-- “a"
    assert main(["plan", "edit", plan_id, "actions", "1", text]) == 0
    assert "[/b] {x} {{7*7}} <script> -- “a (your words)" in capsys.readouterr().out
    assert main(["plan", "compare", plan_id]) == 0
    assert "+ [/b] {x} {{7*7}} <script> -- “a" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["undo", "redo", "versions", "compare"])
def test_a_plan_that_is_not_there(command: str, coach_home: Path, capsys: Captured) -> None:
    Store(coach_home / "coach.sqlite3").close()
    assert main(["plan", command, "nowhere"]) == 1
    assert "no plan" in capsys.readouterr().err


def shorter(request: Request) -> str:
    return request.messages[-1].content.replace("I stop or change", "I change")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> ScriptedEngine:
    engine = ScriptedEngine(shorter)
    monkeypatch.setattr("coach.workspace.Workspace.engine", engine)
    return engine


def test_reword_shows_what_changed_and_is_undone(
    plan_id: str, engine: ScriptedEngine, capsys: Captured
) -> None:
    assert main(["plan", "reword", plan_id, "actions", "3"]) == 0
    out = capsys.readouterr().out
    assert "~ If I do not see it, I [-stop or-] change" in out
    assert "Saved as version 2" in out
    assert main(["plan", "undo", plan_id]) == 0
    assert lines(capsys, plan_id) == [FIRST, CAUSE, ADAPT, TIP]
    assert main(["plan", "reword", plan_id, "actions", "--wish", "Shorter!"]) == 0
    assert lines(capsys, plan_id)[2] == ADAPT.replace("stop or ", "")


def test_reword_says_when_nothing_fits(
    plan_id: str, engine: ScriptedEngine, capsys: Captured
) -> None:
    assert main(["plan", "reword", plan_id, "actions", "1"]) == 0
    assert "found no wording" in capsys.readouterr().out
    assert not engine.requests, "words in quotation marks are the owner's"
    assert main(["plan", "reword", plan_id, "actions", "3", "--wish", " "]) == 2
    assert main(["plan", "reword", plan_id, "actions", "3", "--wish", "x" * 201]) == 2
    assert main(["plan", "reword", plan_id, "sources"]) == 2
    assert main(["plan", "reword", plan_id, "actions", "7"]) == 1
    assert lines(capsys, plan_id) == [FIRST, CAUSE, ADAPT, TIP]
