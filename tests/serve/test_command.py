from __future__ import annotations

import pytest

from coach.cli import main
from coach.serve.texts import texts


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "0.0.0.0"], "--allow-others"),
        (["--allow-others"], "--host"),
    ],
)
def test_others_are_let_in_by_two_switches_only(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *arguments]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert "Traceback" not in told


def test_letting_others_in_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    # An address that no machine has: the warning comes before anything listens.
    assert main(["serve", "--host", "192.0.2.1", "--allow-others"]) == 1
    told = capsys.readouterr().err
    assert texts().command.warning in told
    assert "not encrypted" in " ".join(told.split())


def test_the_window_is_no_command_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve-window"]) == 2
    assert "coach serve" in capsys.readouterr().err
    assert main(["--help"]) == 0
    assert "serve-window" not in capsys.readouterr().out


def test_a_wrong_setting_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COACH_THREADS", "many")
    assert main(["serve", "--port", "0"]) == 1
    assert "threads" in capsys.readouterr().err
