from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from coach.cli import main
from coach.knowledge.embedding import Embedder
from tests.team.material import PLANS

PAIR = [str(p) for p in PLANS if p.stem in ("stock-clerk", "site-electrician")]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(Embedder, "installed", lambda self: False)
    return folder


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(text))


def test_the_map_is_printed_and_open_questions_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["team", "map", *PAIR]) == 0
    out, err = capsys.readouterr()
    assert "gives to The electricians" in out
    assert "2 names may mean the same" in err


def test_answers_join_names_and_are_kept(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "x\ny\no\ny\n")
    assert main(["team", "map", *PAIR, "--out", "team.json"]) == 0
    out = capsys.readouterr().out
    assert "Please answer with one of the letters." in out
    assert "No two views of the same link differ." in out
    data = json.loads((here / "team.json").read_text("utf-8"))
    assert [view["differs"] for view in data["views"]] == [False]
    assert (here / "team.decisions.json").exists()
    assert main(["team", "map", *PAIR, "--out", "team.csv", "--force"]) == 0
    assert "may mean the same" not in capsys.readouterr().err
    assert main(["team", "map", *PAIR, "--out", "team.csv"]) == 2


def test_writers_who_do_not_say_it_are_named_once(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = str(next(p for p in PLANS if p.stem == "sterile-technician"))
    type_in(monkeypatch, "Sterile services\n")
    assert main(["team", "map", plan]) == 0
    assert "Sterile services (wrote a plan" in capsys.readouterr().out
    type_in(monkeypatch, "")
    assert main(["team", "map", plan]) == 0
    out = capsys.readouterr().out
    assert "What shall the map call" not in out
    assert "Sterile services (wrote a plan" in out


def test_json_for_scripts_asks_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "")
    assert main(["team", "map", *PAIR, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["files"]) == 2


def test_a_folder_stands_for_its_files(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in PAIR:
        (here / Path(path).name).write_bytes(Path(path).read_bytes())
    (here / "broken.json").write_text("{", "utf-8")
    assert main(["team", "map", str(here)]) == 0
    out = capsys.readouterr().out
    assert "2 plans" in out
    assert "broken.json: This is not a share file" in out


def test_nothing_that_can_be_used(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.json").write_text("{}", "utf-8")
    assert main(["team", "map", "a.json", "b.json"]) == 1
    err = capsys.readouterr().err
    assert "a.json: This is JSON, but" in err
    assert "b.json: There is no such file." in err
    assert "None of these files can be used." in err


def test_an_ending_that_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["team", "map", *PAIR, "--out", "map.xls"]) == 2
    assert "cannot be written as 'xls'" in capsys.readouterr().err
