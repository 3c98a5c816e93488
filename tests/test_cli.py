from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from coach import cli
from coach.errors import CoachError, UsageError

HEAVY = ("llama_cpp", "chromadb", "onnxruntime", "textual", "numpy", "tokenizers", "rich")
LIGHT_COMMANDS = [["--help"], ["--version"], ["chat", "--help"], ["sessions", "list"]]


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    code = "import sys; from coach.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        **options,
    )


@pytest.mark.parametrize("arguments", LIGHT_COMMANDS, ids=" ".join)
def test_a_light_command_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import json, sys\nfrom coach.cli import main\n"
        "status = main(sys.argv[1:])\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "print(json.dumps([status, loaded]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [0, []], done.stderr


def test_help_names_every_command_and_the_settings() -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in (
        *("setup", "doctor", "chat", "evaluate", "plan", "sessions", "knowledge", "model"),
        *("COACH_HOME", "COACH_MODEL", "COACH_CONFIG"),
    ):
        assert name in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["bogus"],
        ["--bogus"],
        ["sessions", "bogus"],
        ["plan", "show"],
        ["chat", "--form", "long"],
        ["chat", "--short", "--form", "full"],
        ["chat", "--resume"],
        ["chat", "--resume", "last", "--short"],
        ["--config", "does-not-exist", "sessions", "list"],
        [],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2_and_explained(arguments: list[str]) -> None:
    done = run(*arguments, stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_session_is_1_and_one_sentence() -> None:
    done = run("chat", "--resume", "nobody", stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout.count("Coach:")) == (1, 0)
    assert done.stderr == "There is no session 'nobody'. See: coach sessions list\n"


def test_without_a_model_chat_says_what_to_do_and_begins_nothing() -> None:
    done = run("chat", stdin=subprocess.DEVNULL)
    assert done.returncode == 1
    assert "coach setup" in done.stderr
    assert json.loads(run("sessions", "list", "--json").stdout) == []


class Raises:
    """Stands for the typer application."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __call__(self, **kwargs: Any) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (CoachError("It broke.", "Mend it."), 1, "It broke. Mend it.\n"),
        (UsageError("Not like that.\x1b[2J"), 2, "Not like that.\n"),
        (KeyboardInterrupt(), 130, ""),
        (SystemExit(2), 2, ""),
    ],
)
def test_failures_are_told_plainly(
    error: BaseException,
    status: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "app", Raises(error))
    assert cli.main([]) == status
    assert capsys.readouterr().err == told


def test_the_unexpected_goes_to_the_log(
    coach_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "app", Raises(RuntimeError("the secret answer")))
    assert cli.main([]) == 1
    error = capsys.readouterr().err
    log = coach_home / "logs" / "coach.log"
    assert str(log) in error
    assert "Traceback" not in error
    assert "RuntimeError" in log.read_text("utf-8")
    assert "secret" not in error


def test_a_reader_that_goes_away_is_no_failure() -> None:
    code = "import sys; from coach.cli import main; sys.exit(main())"
    child = subprocess.Popen(
        [sys.executable, "-c", code, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    child.wait()


def test_settings_file_and_offline_libraries(
    tmp_path: Path, coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HF_HUB_OFFLINE", "ANONYMIZED_TELEMETRY", "ORT_DISABLE_TELEMETRY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COACH_CONFIG", "")
    file = tmp_path / "other.toml"
    file.write_text('model = "smollm2"\n')
    cli._prepare_environment("sessions", file)
    from coach.config import load_settings

    assert load_settings().model == "smollm2"
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert os.environ["ANONYMIZED_TELEMETRY"] == "False"
    monkeypatch.delenv("HF_HUB_OFFLINE")
    cli._prepare_environment("model", None)
    assert "HF_HUB_OFFLINE" not in os.environ


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("threads = 'many'\n")
    done = run("--config", str(file), "sessions", "list")
    assert done.returncode == 1
    assert "threads" in done.stderr
    assert "Traceback" not in done.stderr
