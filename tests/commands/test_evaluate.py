from __future__ import annotations

from pathlib import Path

import pytest

from coach.cli import main
from coach.errors import NotFoundError
from coach.evaluate import runner
from coach.evaluate.runner import ModelUsed
from tests.evaluate.fakes import FakeWorkspace, persona_file


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "Workspace", FakeWorkspace)
    monkeypatch.setattr(runner, "model_used", lambda settings: ModelUsed(settings.model, "f" * 64))


def evaluate(tmp_path: Path, *more: str) -> int:
    folders = ["--personas", str(tmp_path / "personas"), "--out", str(tmp_path / "out")]
    return main(["evaluate", *folders, *more])


@pytest.mark.usefixtures("fakes")
def test_a_table_is_printed_and_progress_goes_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    persona_file(tmp_path / "personas", "a", "Dave.")
    assert evaluate(tmp_path, "--model", "smollm2_135m") == 0
    printed = capsys.readouterr()
    heading, row = printed.out.splitlines()
    assert heading.startswith("persona")
    assert row.startswith("a ")
    assert len(heading) == len(row)
    assert "a: interview" in printed.err
    assert "smollm2_135m" in (tmp_path / "out" / "summary.json").read_text()


@pytest.mark.usefixtures("fakes")
def test_a_model_that_is_named_is_one_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_REMOTE_URL", "https://llm.example/v1")
    persona_file(tmp_path / "personas", "a", "Dave.")
    assert evaluate(tmp_path, "--model", "smollm2_135m") == 0
    assert FakeWorkspace.made[0].settings.remote_url == ""
    assert evaluate(tmp_path) == 0
    assert FakeWorkspace.made[-1].settings.remote_url == "https://llm.example/v1"


@pytest.mark.usefixtures("fakes")
def test_the_status_says_whether_every_persona_finished(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    persona_file(tmp_path / "personas", "a", "fail")
    persona_file(tmp_path / "personas", "b", "Dave.")
    assert evaluate(tmp_path) == 1
    assert "Not finished: a." in capsys.readouterr().err


@pytest.mark.usefixtures("fakes")
def test_wrong_personas_are_one_plain_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(tmp_path) == 1
    assert "does not exist" in capsys.readouterr().err
    persona_file(tmp_path / "personas", "a", "Dave.")
    file = tmp_path / "personas" / "a.yaml"
    file.write_text(file.read_text() + "colour: red\n")
    assert evaluate(tmp_path) == 1
    printed = capsys.readouterr().err
    assert "a.yaml" in printed
    assert "colour" in printed
    assert "Traceback" not in printed


def test_an_unknown_model_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    persona_file(tmp_path / "personas", "a", "Dave.")
    assert evaluate(tmp_path, "--model", "nonesuch") == NotFoundError.exit_status
    assert "nonesuch" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--jobs", "0"], ["--jobs", "many"], ["--nothing"]])
def test_wrong_usage_has_status_two(tmp_path: Path, wrong: list[str]) -> None:
    assert evaluate(tmp_path, *wrong) == 2
