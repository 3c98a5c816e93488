from __future__ import annotations

import json
import stat
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from coach.cli import main
from coach.store.database import Database
from coach.store.documents import DocumentStore, NewDocument, StoredPart
from coach.store.shares import SHARE_MIGRATIONS
from coach.store.store import Store
from tests.commands.plans import plan_json


@pytest.fixture
def session_id(coach_home: Path) -> str:
    """Something of everything that is kept."""
    with closing(Store(coach_home / "coach.sqlite3")) as store:
        session_id = store.create_session("short")
        store.add_message(
            session_id, speaker="employee", topic="work", kind="answer", origin="stock", text="Dave"
        )
        store.save_draft(session_id, "half a sentence")
        store.save_plan(session_id, plan_json(session_id))
        store.save_plan(session_id, plan_json(session_id, "I mend forklifts."))
        store.reviews.begin(session_id, "{}")
    with closing(DocumentStore(coach_home / "library.sqlite3")) as library:
        document = NewDocument(path="/a.md", name="a.md", sha256="0" * 64, kind="Markdown")
        library.save(document, [StoredPart(number=1, heading="Rules", place="", text="Be kind.")])
    (coach_home / "settings.toml").write_text('theme = "light"\nremote_key = "top-secret"\n')
    (coach_home / "exports" / session_id).mkdir(parents=True)
    (coach_home / "exports" / session_id / "plan.md").write_text("my plan")
    (coach_home / "coach.sqlite3.damaged-1").write_text("broken")
    (coach_home / "models").mkdir()
    (coach_home / "models" / "m.gguf").write_text("weights")
    (coach_home / "mine.txt").write_text("not of the program")
    return session_id


def share(coach_home: Path) -> None:
    path = coach_home / "shares.sqlite3"
    with (
        closing(Database(path, SHARE_MIGRATIONS)) as database,
        database.transaction() as connection,
    ):
        connection.execute("INSERT INTO shares VALUES ('a', 'server', 't', 'handbook.md', '0')")


@pytest.mark.parametrize("name", ["all.zip", "all"])
def test_everything_is_exported_in_one_place(
    name: str, session_id: str, coach_home: Path, tmp_path: Path
) -> None:
    share(coach_home)
    out, unpacked = tmp_path / "out" / name, tmp_path / "unpacked"
    assert main(["export", "--all", "--out", str(out)]) == 0
    assert [path.name for path in out.parent.iterdir()] == [name]
    if name.endswith(".zip"):
        with zipfile.ZipFile(out) as archive:
            assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100600}
            archive.extractall(unpacked)
        out_files = [out]
    else:
        unpacked = out
        out_files = [path for path in out.rglob("*") if path.is_file()]
    if sys.platform != "win32":
        assert {stat.S_IMODE(path.stat().st_mode) for path in out_files} == {0o600}
    files = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    interview = f"interviews/{session_id}"
    contract = ("transcript.jsonl", "notes.json", "plan.json", "plan.md")
    assert files == {
        "README.txt",
        *(f"{interview}/{one}" for one in contract),
        *(f"{interview}/{one}.json" for one in ("interview", "plans", "reviews")),
        "library/documents.json",
        *(p for p in files if p.startswith("library/a-") and p.endswith(".txt")),
        "databases/coach.sqlite3",
        "databases/coach.sqlite3.damaged-1",
        "databases/library.sqlite3",
        "databases/shares.sqlite3",
        f"exports/{session_id}/plan.md",
        "settings.toml",
    }
    assert (unpacked / "settings.toml").read_text() == 'theme = "light"\n'
    plans = json.loads((unpacked / interview / "plans.json").read_text("utf-8"))
    assert [plan["version"] for plan in plans] == [1, 2]
    about = json.loads((unpacked / interview / "interview.json").read_text("utf-8"))
    assert about["draft"] == "half a sentence"
    with closing(Store(unpacked / "databases" / "coach.sqlite3")) as store:
        assert store.messages(session_id)[0].text == "Dave"

    assert main(["export", "--all", "--out", str(out)]) == 2
    assert main(["export", "--all", "--out", str(out), "--force"]) == 0


def test_an_export_replaces_no_folder_of_other_things(
    session_id: str, coach_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (tmp_path, coach_home / "all"):
        assert main(["export", "--all", "--out", str(place), "--force"]) == 2
        assert "nothing was written" in capsys.readouterr().err
    assert (coach_home / "mine.txt").exists()


def test_an_export_of_nothing_is_an_export(coach_home: Path, tmp_path: Path) -> None:
    assert main(["export", "--all", "--out", str(tmp_path / "all")]) == 0
    assert [path.name for path in (tmp_path / "all").rglob("*") if path.is_file()] == ["README.txt"]


@pytest.mark.parametrize("command", ["export", "delete"])
def test_everything_must_be_meant(
    command: str, session_id: str, coach_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 2
    assert "--all" in capsys.readouterr().err
    assert main(["delete", "--all"]) == 2
    assert "nobody can be asked" in capsys.readouterr().err
    assert (coach_home / "coach.sqlite3").exists()


@pytest.mark.parametrize("models", [False, True])
def test_everything_is_deleted(
    models: bool, session_id: str, coach_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("index", "prefix", "logs"):
        (coach_home / folder / "inner").mkdir(parents=True)
    assert main(["delete", "--all", "--yes", *(["--models"] if models else [])]) == 0
    left = {path.name for path in coach_home.iterdir()}
    assert left == {"mine.txt", *(() if models else ("models",))}
    out = capsys.readouterr().out
    assert "Everything was deleted." in out
    assert ("--models" in out) is not models
    assert main(["sessions", "list"]) == 0


@pytest.mark.parametrize("reply", [True, False])
def test_deleting_everything_asks(
    reply: bool,
    session_id: str,
    coach_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("coach.commands.everything.sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda text: reply)
    assert main(["delete", "--all"]) == 0
    assert str(coach_home / "coach.sqlite3") in capsys.readouterr().out
    assert (coach_home / "coach.sqlite3").exists() is not reply


def test_what_is_shared_is_taken_back_first(
    session_id: str, coach_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    share(coach_home)
    assert main(["delete", "--all", "--yes"]) == 2
    assert "handbook.md" in capsys.readouterr().err
    assert (coach_home / "coach.sqlite3").exists()
    assert main(["delete", "--all", "--yes", "--leave-shared"]) == 0
    assert not (coach_home / "shares.sqlite3").exists()


def test_another_window_does_not_take_answers_that_would_be_lost(
    session_id: str, coach_home: Path
) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows deletes no file that is open")
    from coach.errors import CoachError

    with closing(Store(coach_home / "coach.sqlite3")) as other:
        assert main(["delete", "--all", "--yes"]) == 0
        with pytest.raises(CoachError, match="deleted or replaced"):
            other.save_draft(session_id, "an answer")
