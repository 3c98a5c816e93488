from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.cli import main
from coach.store.store import Store
from tests.team.material import plan_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def saved(coach_home: Path) -> Iterator[str]:
    """The interview of the nurse, with her plan."""
    store = Store(coach_home / "coach.sqlite3")
    session = store.create_session("full")
    plan = plan_of("ward-nurse").model_copy(update={"session": session, "id": ""})
    store.save_plan(session, plan.model_dump_json())
    yield session
    store.close()


def answer(monkeypatch: pytest.MonkeyPatch, typed: str, key: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr("typer.getchar", lambda: key)


def share_file(folder: Path) -> dict[str, object]:
    [path] = folder.glob("share-*.json")
    data: dict[str, object] = json.loads(path.read_text("utf-8"))
    return data


def test_the_dialog_shows_all_and_writes_after_the_key(
    saved: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, "Nurses, ward 4\n\n7, 99\n7\na\nn\n" + "\n" * 40, "y")
    assert main(["team", "share"]) == 0
    out = capsys.readouterr().out
    assert "Please answer with numbers from the list." in out
    assert "This is all that is in the file:" in out
    assert "You are called: Nurses, ward 4" in out
    data = share_file(here)
    assert data["left_out"] == ["stop"]
    assert "Samira" not in json.dumps(data)
    preview = out.partition("This is all that is in the file:")[2]
    assert "Samira" not in preview


def test_any_other_key_writes_nothing(
    saved: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, "Nurses\n\n\n\ny\n", "n")
    assert main(["team", "share", saved]) == 0
    assert "Nothing was written." in capsys.readouterr().out
    assert not [*here.iterdir()]


def test_own_words_are_asked_for(
    saved: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, "Wash the night lists\n" + "\n" * 40, "y")
    arguments = ["--as", "Nurses", "--team", "Ward 4", "--leave-out", "stop", "--names"]
    assert main(["team", "share", saved, *arguments, "--no-quotes"]) == 0
    assert "Wash the night lists" in json.dumps(share_file(here))


def test_a_script_says_what_to_share(
    saved: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["team", "share", "--yes"]) == 2
    assert "--yes needs to know" in capsys.readouterr().err
    assert main(["team", "share", "--as", "Nurses"]) == 2
    assert "signed off by hand" in capsys.readouterr().err
    chosen = ["--yes", "--as", "Nurses", "--roles", "--out", "nurses.json"]
    assert main(["team", "share", *chosen]) == 0
    assert "Samira" not in (here / "nurses.json").read_text("utf-8")
    assert main(["team", "share", *chosen]) == 2
    assert main(["team", "map", "nurses.json", "--json"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--leave-out", "diary"], "no part 'diary'"), (["--without", "Zed"], "does not name 'Zed'")],
)
def test_what_the_plan_does_not_have(
    saved: str, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["team", "share", "--yes", "--as", "A", "--names", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_without_a_plan(here: Path, coach_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["team", "share", "--yes", "--as", "A", "--names"]) == 1
    assert "There is no plan yet." in capsys.readouterr().err
