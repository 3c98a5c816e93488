from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from coach.commands import checks
from coach.commands.doctor import doctor
from coach.config import Settings, load_settings
from coach.llm import catalogue, memory
from coach.llm.catalogue import model_path
from tests.llm.servers import ScriptedServer, models, say
from tests.llm.small_models import gguf_bytes, make_model

app = typer.Typer()
app.command()(doctor)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that use a small model which is there."""
    model, data = make_model(tmp_path / "wheels")
    monkeypatch.setattr(catalogue, "load_catalogue", lambda: {"small": model})
    monkeypatch.setenv("COACH_MODEL", "small")
    settings = load_settings()
    settings.models_folder.mkdir(mode=0o700)
    model_path(settings, "small").write_bytes(data)
    return settings


def report(*arguments: str) -> dict[str, dict[str, Any]]:
    result = CliRunner().invoke(app, ["--json", "--quick", *arguments])
    answer = json.loads(result.stdout)
    assert answer["ok"] is (result.exit_code == 0)
    assert answer["ok"] is all(check["ok"] for check in answer["checks"])
    return {check["name"]: check for check in answer["checks"]}


def test_what_is_in_order(settings: Settings) -> None:
    found = report()
    for name in ("Python", "Packages", "Data folder", "Disk", "Model", "Memory", "Database"):
        assert found[name]["ok"], found[name]
        assert found[name]["remedy"] == ""
    assert "verified" in found["Model"]["detail"]
    assert "Answer" not in found


def test_versions_and_checksums_are_told(settings: Settings, tmp_path: Path) -> None:
    def told(*arguments: str) -> dict[str, Any]:
        return json.loads(CliRunner().invoke(app, ["--json", *arguments]).stdout)

    report = told("--quick")
    versions, model = report["versions"], catalogue.load_catalogue()["small"]
    assert {"coach", "python", "sqlite"} <= versions.keys()
    assert all(version[0].isdigit() for version in versions.values())
    assert report["checksums"] == {"small.gguf": model.sha256}
    model_path(settings, "small").write_bytes(b"damaged")
    assert told("--quick")["checksums"] == {}


def test_what_is_missing_says_how_to_mend_it(settings: Settings) -> None:
    model_path(settings, "small").unlink()
    found = report()
    assert found["Memory"]["ok"], "one cause is told once"
    for name in ("Model", "Search model", "Library"):
        assert not found[name]["ok"]
        assert "coach setup" in found[name]["remedy"]


def test_a_damaged_model_is_named(settings: Settings) -> None:
    model_path(settings, "small").write_bytes(gguf_bytes(seed=3))
    check = report()["Model"]
    assert not check["ok"]
    assert "small.gguf" in check["detail"]
    assert "damaged" in check["detail"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such bits")
def test_a_folder_that_others_can_read_is_a_problem(settings: Settings) -> None:
    settings.models_folder.chmod(0o755)
    check = report()["Data folder"]
    assert not check["ok"]
    assert "chmod" in check["remedy"]


def test_too_little_memory_or_disk_is_a_problem(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 500_000_000)
    monkeypatch.setattr(checks, "WORKING_SPACE_BYTES", 1 << 60)
    found = report()
    assert "only 200 MB" in found["Memory"]["detail"]
    assert "Close other programs" in found["Memory"]["remedy"]
    assert "Free at least" in found["Disk"]["remedy"]
    monkeypatch.setenv("COACH_MEMORY_CHECK", "false")
    assert report()["Memory"]["ok"]


def test_a_failing_check_does_not_end_the_examination(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(settings: Settings) -> str:
        raise RuntimeError("no \x1b[31m[/b] way")

    monkeypatch.setattr(checks, "check_memory", broken)
    found = report()
    assert found["Memory"]["detail"] == "It could not be checked: RuntimeError: no [/b] way"
    assert "Database" in found


def test_broken_settings_are_one_finding(coach_home: Path) -> None:
    coach_home.mkdir(parents=True)
    (coach_home / "settings.toml").write_text("threads = 'many'\n", "utf-8")
    found = report()
    assert not found["Settings"]["ok"]
    assert "settings.toml" in found["Settings"]["remedy"]


def test_a_missing_package_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PACKAGES", ("pydantic", "no-such-package-here"))
    check = report()["Packages"]
    assert check["detail"] == "Not installed: no-such-package-here."


def test_the_text_shows_every_check_and_its_remedy(settings: Settings) -> None:
    model_path(settings, "small").unlink()
    result = CliRunner().invoke(app, ["--quick"])
    assert result.exit_code == 1
    assert "problem  Model" in result.stdout
    assert "Run: coach setup" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80 or str(settings.home) in result.stdout


def test_nothing_heavy_is_imported_with_the_command() -> None:
    program = (
        "import sys, coach.commands.doctor, coach.commands.model, coach.commands.setup; "
        "print([m for m in ('chromadb', 'onnxruntime', 'numpy', 'llama_cpp', 'httpx', "
        "'huggingface_hub', 'textual') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_a_server_takes_the_place_of_the_model(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_path(settings, "small").unlink()
    with ScriptedServer(models("big", "bigger")) as server:
        monkeypatch.setenv("COACH_REMOTE_URL", server.url)
        found = report()
        assert not {"Model", "Memory"} & {*found}
        assert found["Server"]["ok"]
        assert f"sent to 127.0.0.1:{server.server_port}, which has big" in found["Server"]["detail"]
        monkeypatch.setenv("COACH_REMOTE_MODEL", "bigger")
        assert report()["Server"]["ok"]
        monkeypatch.setenv("COACH_REMOTE_MODEL", "biggest")
        missing = report()["Server"]
        assert "biggest" in missing["detail"]
        assert "big, bigger" in missing["remedy"]
    away = report()["Server"]
    assert not away["ok"]
    assert "cannot be reached" in away["detail"]


@pytest.mark.parametrize(("said", "ok"), [("Yes.", True), ("", False)])
def test_the_server_is_asked_for_an_answer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, said: str, ok: bool
) -> None:
    with ScriptedServer(models("big"), models("big"), say(said)) as server:
        monkeypatch.setenv("COACH_REMOTE_URL", server.url)
        result = CliRunner().invoke(app, ["--json"])
    found = {check["name"]: check for check in json.loads(result.stdout)["checks"]}
    assert found["Answer"]["ok"] is ok
    assert ok or "thinks" in found["Answer"]["remedy"]
