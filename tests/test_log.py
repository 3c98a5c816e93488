from __future__ import annotations

import logging
import stat
import sys
from pathlib import Path

import pytest

from coach import log


def test_a_failure_is_logged_without_what_was_said(coach_home: Path) -> None:
    try:
        try:
            raise KeyError("the secret answer")
        except KeyError as error:
            raise ValueError("another secret") from error
    except ValueError as error:
        place = log.log_failure(error)
    text = place.read_text("utf-8")
    assert place == coach_home / "logs" / "coach.log"
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_log.py" in text
    if sys.platform != "win32":
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_warnings_of_the_program_go_to_the_file_and_those_of_libraries_nowhere(
    coach_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log.set_up_logging()
    log.set_up_logging()
    logging.getLogger("coach.llm").warning("the model stopped")
    logging.getLogger("coach.llm").info("not this")
    logging.getLogger("some.library").warning("quotes an answer")
    lines = (coach_home / "logs" / "coach.log").read_text("utf-8").splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("WARNING coach.llm: the model stopped")
    assert capfd.readouterr() == ("", "")


def test_a_log_that_grew_begins_anew_and_stays_private(
    coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MAX_BYTES", 1000)
    log.set_up_logging()
    for _ in range(30):
        logging.getLogger("coach").warning("x" * 100)
    files = sorted((coach_home / "logs").iterdir())
    assert [file.name for file in files] == ["coach.log", "coach.log.1"]
    assert all(file.stat().st_size <= 1000 for file in files)
    if sys.platform != "win32":
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_log_that_cannot_be_written_is_let_go(
    coach_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    coach_home.mkdir()
    (coach_home / "logs").write_text("in the way")
    log.set_up_logging()
    logging.getLogger("coach").warning("x")
    assert capfd.readouterr() == ("", "")
