from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.cli import main
from coach.store.store import Store
from tests.commands.plans import plan_json


@pytest.fixture
def store(coach_home: Path) -> Iterator[Store]:
    store = Store(coach_home / "coach.sqlite3")
    yield store
    store.close()


@pytest.fixture
def session_id(store: Store) -> str:
    return store.create_session("full")


@pytest.fixture
def plan_id(store: Store, session_id: str) -> str:
    return store.save_plan(session_id, plan_json(session_id))[0]


def test_list(plan_id: str, session_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "list"]) == 0
    line = capsys.readouterr().out
    assert line.startswith(plan_id)
    assert line.endswith("version 1  Forklifts for Dave\n")
    assert main(["plan", "list", "--json"]) == 0
    [entry] = json.loads(capsys.readouterr().out)
    assert (entry["id"], entry["session_id"], entry["version"]) == (plan_id, session_id, 1)


def test_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "list"]) == 0
    assert "no plans yet" in capsys.readouterr().out


def test_show_takes_the_plans_id_and_the_sessions(
    store: Store, plan_id: str, session_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for wanted in (plan_id, session_id):
        assert main(["plan", "show", wanted]) == 0
        assert "I fix forklifts." in capsys.readouterr().out
    store.save_plan(session_id, plan_json(session_id, "I mend trucks.\x1b[2J"))
    assert main(["plan", "show", plan_id]) == 0
    out = capsys.readouterr().out
    assert "I mend trucks." in out
    assert "\x1b" not in out


def test_export_prints_without_a_place(plan_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "export", plan_id, "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["id"], plan["version"]) == (plan_id, 1)
    assert plan["sections"][0]["statements"][0]["sources"] == [
        {"type": "answer", "turn": 1, "quote": "Dave"}
    ]
    assert "passages" in plan


def test_export_writes_a_file_and_replaces_it_only_when_asked(
    plan_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine" / "plan.md"
    export = ["plan", "export", plan_id, "--format", "md", "--out", str(file)]
    assert main(export) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert "I fix forklifts." in file.read_text("utf-8")
    file.write_text("mine")
    assert main(export) == 2
    assert file.read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert main([*export, "--force"]) == 0
    assert "I fix forklifts." in file.read_text("utf-8")


def test_export_into_a_folder_names_the_file(plan_id: str, tmp_path: Path) -> None:
    assert main(["plan", "export", plan_id, "--format", "json", "--out", str(tmp_path)]) == 0
    [file] = tmp_path.glob("*.json")
    assert file.name == f"{plan_id}-version-1.json"
    new = tmp_path / "new"
    assert main(["plan", "export", plan_id, "--format", "json", "--out", f"{new}/"]) == 0
    assert [file.suffix for file in new.iterdir()] == [".json"]


def test_a_file_that_cannot_be_finished_leaves_nothing(
    plan_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coach.commands.storage.os.fsync", full)
    folder = tmp_path / "out"
    folder.mkdir()
    assert main(["plan", "export", plan_id, "--out", str(folder)]) == 1
    assert list(folder.iterdir()) == []


STARTS = {"md": b"# ", "html": b"<!DOCTYPE html>", "pdf": b"%PDF-", "docx": b"PK\x03\x04",
          "ics": b"BEGIN:VCALENDAR\r\n", "json": b"{"}  # fmt: skip


@pytest.mark.parametrize("file_format", STARTS)
def test_every_format_is_written_whole_and_for_the_owner_only(
    file_format: str, plan_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / f"plan.{file_format}"
    assert main(["plan", "export", plan_id, "--format", file_format, "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}\n"
    assert out.read_bytes().startswith(STARTS[file_format])
    assert [file.name for file in out.parent.iterdir()] == [out.name]
    if sys.platform != "win32":
        assert out.stat().st_mode & 0o077 == 0
    assert main(["plan", "export", plan_id, "--format", file_format, "--out", str(out)]) == 2


@pytest.mark.parametrize("file_format", ["pdf", "docx"])
def test_what_is_no_text_goes_to_the_folder_of_exports_and_is_named_on_deletion(
    file_format: str,
    plan_id: str,
    session_id: str,
    coach_home: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["plan", "export", plan_id, "--format", file_format]) == 0
    file = coach_home / "exports" / session_id / f"{plan_id}-version-1.{file_format}"
    assert capsys.readouterr().out == f"{file}\n"
    assert file.read_bytes().startswith(STARTS[file_format])
    assert main(["plan", "export", plan_id, "--format", file_format]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["sessions", "delete", session_id, "--yes", "--keep-exports"]) == 0
    assert str(file.parent) in capsys.readouterr().out


@pytest.mark.parametrize("file_format", ["md", "html", "ics"])
def test_text_is_printed_without_a_place(
    file_format: str, plan_id: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["plan", "export", plan_id, "--format", file_format]) == 0
    assert capsysbinary.readouterr().out.startswith(STARTS[file_format])


@pytest.mark.parametrize("file_format", STARTS)
def test_names_are_left_out_on_request(file_format: str, plan_id: str, tmp_path: Path) -> None:
    command = ["plan", "export", plan_id, "--format", file_format, "--without-names"]
    assert main([*command, "--out", str(tmp_path)]) == 0
    file = tmp_path / f"{plan_id}-version-1-without-names.{file_format}"
    assert b"Dave" not in file.read_bytes()


def test_a_folder_that_cannot_be_is_one_plain_sentence(
    plan_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    out = tmp_path / "file" / "plan.pdf"
    assert main(["plan", "export", plan_id, "--format", "pdf", "--out", str(out)]) == 1
    error = capsys.readouterr().err
    assert "cannot be written" in error
    assert "Traceback" not in error


@pytest.mark.parametrize("file_format", ["PDF", "doc", "[b]", ""])
def test_an_unknown_format_is_wrong_usage(
    plan_id: str, file_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "export", plan_id, "--format", file_format]) == 2
    assert "Available are: md, html, pdf, docx, ics, json" in capsys.readouterr().err


def test_score(plan_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "score", plan_id]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "of 40 points" in lines[0]
    assert lines[2] == "Do this first:"
    assert [line[:2] for line in lines[3:6]] == ["1.", "2.", "3."]
    assert sum(line[1:3] == "/2" for line in lines) == 20
    assert f"coach plan add {plan_id} " in "\n".join(lines), "what a key of the page is here"
    assert main(["plan", "score", plan_id, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["maximum"] == 40
    assert result["total"] == sum(point["points"] for point in result["points"])


@pytest.mark.parametrize("command", ["show", "export", "score"])
def test_an_unknown_plan_is_named(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", command, "nobody"]) == 1
    assert "There is no plan 'nobody'" in capsys.readouterr().err


def test_a_plan_that_cannot_be_read_is_told_of(
    store: Store, session_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plan_id, _ = store.save_plan(session_id, '{"title": "x"}')
    assert main(["plan", "show", plan_id]) == 1
    assert f"coach chat --resume {session_id}" in capsys.readouterr().err


def test_a_name_that_no_file_can_have_is_told_plainly(
    plan_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "x" * 5_000
    for command in (
        ["plan", "export", plan_id, "--out", name],
        ["export", "--all", "--out", name],
        ["evaluate", "--personas", name, "--out", "out"],
        ["team", "map", name],
        ["prompts", "check", name],
        ["model", "use", name],
    ):
        assert main(command) != 0, command
        told = capsys.readouterr().err
        assert told.strip()
        assert "Something went wrong" not in told, command
