from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from coach.commands.knowledge import app
from coach.errors import CoachError, NotFoundError, UsageError
from tests.knowledge.shelves import shipped_settings_at, write_passage


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("commands")
    shipped_settings_at(home)
    return home


@pytest.fixture(autouse=True)
def use_home(home: Path, coach_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_search_prints_what_scripts_rely_on() -> None:
    found = json.loads(run("search", "everybody is my customer", "--json", "--limit", "2").stdout)
    assert len(found) == 2
    assert found[0].keys() == {"id", "title", "topic", "source", "text", "score"}
    assert found[0]["score"] >= found[1]["score"]


def test_search_for_people_shows_score_name_and_title() -> None:
    output = run("search", "everybody is my customer").stdout
    assert "mapping-one-customer  Why to begin with one customer" in output
    assert all(len(line) <= 80 for line in output.splitlines())


def test_search_says_when_there_is_nothing() -> None:
    assert "Nothing in the library fits" in run("search", "how tall is the Eiffel tower").stdout
    assert json.loads(run("search", "how tall is the Eiffel tower", "--json").stdout) == []


def test_search_for_nothing_is_wrong_usage() -> None:
    assert isinstance(run("search", " \x1b[0m ").exception, UsageError)
    assert run("search", "text", "--limit", "0").exit_code == 2


def test_list_names_every_passage() -> None:
    entries = json.loads(run("list", "--json").stdout)
    assert entries
    assert all(e.keys() == {"id", "title", "topic", "source", "text"} for e in entries)
    output = run("list").stdout
    assert all(entry["id"] in output for entry in entries)


def test_show_prints_text_and_source() -> None:
    entry = json.loads(run("show", "mapping-sipoc", "--json").stdout)
    output = run("show", "mapping-sipoc").stdout
    assert "".join(entry["text"].split()) in "".join(output.split())
    assert entry["source"].split(",")[0] in output
    assert all(len(line) <= 80 for line in output.splitlines())


def test_show_of_an_unknown_passage_is_an_error_for_people() -> None:
    result = run("show", "[bold]no[/bold]")
    assert isinstance(result.exception, NotFoundError)
    assert "'[bold]no[/bold]'" in str(result.exception)


def test_rebuild_says_how_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = tmp_path / "shelf"
    write_passage(shelf, "paper", "rota", "Drivers wait for the rota.")
    monkeypatch.setattr("coach.knowledge.library.shipped_folder", lambda name: shelf)
    monkeypatch.setenv("COACH_HOME", str(shipped_settings_at(tmp_path / "home").home))
    assert run("rebuild").stdout == "The index holds 1 passage.\n"


def test_without_weights_search_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "fresh"))
    error = run("search", "customer").exception
    assert isinstance(error, CoachError)
    assert "coach setup" in error.remedy
    assert run("list").exit_code == 0
