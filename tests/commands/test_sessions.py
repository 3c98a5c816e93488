from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.cli import main
from coach.store.store import Store
from tests.commands.plans import plan_json

FACT = {"value": "Dave", "quote": "Dave", "turn": 1, "status": "heard"}


@pytest.fixture
def store(coach_home: Path) -> Iterator[Store]:
    store = Store(coach_home / "coach.sqlite3")
    yield store
    store.close()


@pytest.fixture
def session_id(store: Store) -> str:
    session_id = store.create_session("short")
    store.add_message(
        session_id, speaker="coach", topic="work", kind="opening", origin="stock", text="Hello?"
    )
    store.add_message(
        session_id, speaker="employee", topic="work", kind="answer", origin="stock", text="Dave…"
    )
    notes = {"topics": {"work": {"role": [FACT]}}, "history": []}
    store.commit_turn(session_id, messages=[], notes=json.dumps(notes), state="{}")
    store.set_title(session_id, "For [red]Dave[/red]\x1b[2J\nand others")
    return session_id


def test_list(session_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "list"]) == 0
    line = capsys.readouterr().out
    assert line.startswith(session_id)
    assert line.endswith("1 answer  For [red]Dave[/red] and others\n")


def test_list_json(session_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "list", "--json"]) == 0
    [entry] = json.loads(capsys.readouterr().out)
    assert (entry["id"], entry["form"], entry["answers"]) == (session_id, "short", 1)


def test_an_empty_list_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "list"]) == 0
    assert "Begin one" in capsys.readouterr().out
    assert main(["sessions", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_export_writes_the_files_of_the_contract(
    store: Store, session_id: str, tmp_path: Path
) -> None:
    out = tmp_path / "deep" / "er"
    assert main(["sessions", "export", session_id, "--out", str(out)]) == 0
    assert sorted(file.name for file in out.iterdir()) == ["notes.json", "transcript.jsonl"]
    lines = [
        json.loads(line) for line in (out / "transcript.jsonl").read_text("utf-8").split("\n")[:-1]
    ]
    assert [line["text"] for line in lines] == ["Hello?", "Dave…"]
    assert json.loads((out / "notes.json").read_text("utf-8")) == {"work": {"role": [FACT]}}

    store.save_plan(session_id, plan_json(session_id))
    assert main(["sessions", "export", session_id, "--out", str(out)]) == 2
    assert not (out / "plan.json").exists()
    assert main(["sessions", "export", session_id, "--out", str(out), "--force"]) == 0
    assert json.loads((out / "plan.json").read_text("utf-8"))["sections"][0]["id"] == "work"
    assert "I fix forklifts" in (out / "plan.md").read_text("utf-8")
    assert len(list(out.iterdir())) == 4


def test_export_goes_to_the_programs_folder_and_is_private(
    session_id: str, coach_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sessions", "export", session_id[:10]]) == 0
    folder = coach_home / "exports" / session_id
    printed = capsys.readouterr().out.splitlines()
    assert printed == [str(folder / "transcript.jsonl"), str(folder / "notes.json")]
    if sys.platform != "win32":
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_export_of_a_session_without_anything(store: Store, tmp_path: Path) -> None:
    session_id = store.create_session("full")
    assert main(["sessions", "export", session_id, "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "transcript.jsonl").read_text() == ""
    assert json.loads((tmp_path / "out" / "notes.json").read_text()) == {}


def test_export_to_a_place_that_cannot_be_written(
    session_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["sessions", "export", session_id, "--out", str(tmp_path / "file")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_delete_needs_a_yes(
    store: Store, session_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sessions", "delete", session_id]) == 2
    assert "--yes" in capsys.readouterr().err
    assert store.session(session_id).id == session_id

    main(["sessions", "export", session_id])
    capsys.readouterr()
    assert main(["sessions", "delete", session_id, "--yes", "--keep-exports"]) == 0
    out = capsys.readouterr().out
    assert f"Deleted {session_id}." in out
    assert str(Path("exports") / session_id) in out
    assert store.sessions() == []


@pytest.mark.parametrize("keep", [True, False])
def test_delete_takes_the_exported_files_and_damaged_copies(
    keep: bool, session_id: str, coach_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["sessions", "export", session_id])
    copies = [coach_home / f"coach.sqlite3.damaged-1{end}" for end in ("", "-journal")]
    for copy in copies:
        copy.write_text("old")
    capsys.readouterr()
    command = ["sessions", "delete", session_id, "--yes", *(["--keep-damaged"] if keep else [])]
    assert main(command) == 0
    assert not (coach_home / "exports" / session_id).exists()
    assert [copy.exists() for copy in copies] == [keep, keep]
    assert ("damaged-1" in capsys.readouterr().out) is keep


@pytest.mark.parametrize("also", [True, False])
def test_delete_asks_for_the_files_too(
    also: bool, session_id: str, coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["sessions", "export", session_id])
    damaged = coach_home / "coach.sqlite3.damaged-1"
    damaged.write_text("old")
    monkeypatch.setattr("coach.commands.sessions.sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda text: also or "interview" in text)
    assert main(["sessions", "delete", session_id]) == 0
    assert (coach_home / "exports" / session_id).exists() is not also
    assert damaged.exists() is not also


@pytest.mark.parametrize("reply", ["y", "n"])
def test_delete_asks_at_a_terminal(
    store: Store, session_id: str, reply: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.commands.sessions.sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda text: reply == "y")
    assert main(["sessions", "delete", session_id]) == 0
    assert len(store.sessions()) == (0 if reply == "y" else 1)


@pytest.mark.parametrize("command", ["export", "delete"])
def test_an_unknown_session_is_named(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", command, "nobody"]) == 1
    error = capsys.readouterr().err
    assert "There is no session 'nobody'" in error
    assert "Traceback" not in error


def test_a_damaged_database_is_told_of(
    coach_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coach_home.mkdir()
    (coach_home / "coach.sqlite3").write_text("not a database " * 100)
    assert main(["sessions", "list", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == []
    assert "was damaged" in captured.err
