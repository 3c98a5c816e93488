from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from coach.config import Settings, load_settings
from coach.errors import CoachError
from coach.evaluate import runner
from coach.evaluate.personas import load_personas
from coach.evaluate.runner import ModelUsed, Result, evaluate, model_used
from tests.evaluate.fakes import FakeWorkspace, persona_file

MODEL = ModelUsed("scripted", "0" * 64)


@pytest.fixture(autouse=True)
def fake_workspace(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(runner, "Workspace", FakeWorkspace)
    FakeWorkspace.made.clear()
    yield
    FakeWorkspace.made.clear()


def test_a_model_on_a_server_has_a_name_and_no_checksum(tmp_path: Path) -> None:
    url = "https://llm.example/v1"
    settings = Settings(home=tmp_path, remote_url=url, remote_model="big")
    assert model_used(settings) == ModelUsed("big on llm.example", "")


def run(tmp_path: Path, settings: Settings, *, jobs: int = 1) -> tuple[list[Result], list[str]]:
    said: list[str] = []
    results = evaluate(
        settings,
        load_personas(tmp_path / "personas"),
        tmp_path / "out",
        model=MODEL,
        say=said.append,
        jobs=jobs,
    )
    return results, said


def test_every_persona_leaves_its_artefacts_and_the_summary_sums_up(tmp_path: Path) -> None:
    persona_file(tmp_path / "personas", "a", "Dave on line two, and Anita too.")
    persona_file(tmp_path / "personas", "b", "Everyone.")
    results, said = run(tmp_path, load_settings())
    assert [(result.id, result.finished) for result in results] == [("a", True), ("b", True)]
    for name in ("a", "b"):
        files = {file.name for file in (tmp_path / "out" / name).iterdir()}
        assert files == {
            "transcript.jsonl",
            "notes.json",
            "plan.json",
            "plan.md",
            "metrics.json",
            "findings.json",
        }
    metrics = json.loads((tmp_path / "out" / "a" / "metrics.json").read_text())
    assert metrics["fact_recall"] == 1
    assert all(isinstance(value, int | float) for value in metrics.values())
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["model"] == {"name": "scripted", "sha256": "0" * 64}
    assert summary["wall_seconds"] >= 0
    assert summary["metrics"]["fact_recall"] == {"mean": 0.5, "worst": 0.0}
    assert set(summary["metrics"]) == set(metrics)
    assert any(line.startswith("a: ") for line in said)


def test_sessions_are_kept_apart_and_the_model_is_shared(tmp_path: Path, coach_home: Path) -> None:
    persona_file(tmp_path / "personas", "a", "Dave.")
    persona_file(tmp_path / "personas", "b", "Dave.")
    run(tmp_path, load_settings())
    shared, *own = FakeWorkspace.made
    homes = [workspace.settings.data_home for workspace in own]
    assert len(own) == 2
    assert len(set(homes)) == 2
    assert shared.settings.database.parent == coach_home
    for workspace in own:
        assert workspace.engine is shared.engine
        assert workspace.settings.models_folder == shared.settings.models_folder
        assert workspace.settings.database != shared.settings.database
        assert workspace.home_was_there
        assert not workspace.settings.data_home.exists()
    assert all(workspace.closed for workspace in FakeWorkspace.made)
    assert not (coach_home / "coach.sqlite3").exists()


@pytest.mark.parametrize("answer", ["fail", "crash"])
def test_a_failing_interview_does_not_keep_the_others_from_theirs(
    tmp_path: Path, answer: str
) -> None:
    persona_file(tmp_path / "personas", "a", answer)
    persona_file(tmp_path / "personas", "b", "Dave.")
    results, said = run(tmp_path, load_settings())
    assert [result.finished for result in results] == [False, True]
    assert any(line.startswith("a: failed.") for line in said)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["personas"]["a"]["finished"] is False
    assert summary["metrics"]["fact_recall"] == {"mean": 1.0, "worst": 1.0}


def test_an_interview_without_end_is_marked_and_still_measured(tmp_path: Path) -> None:
    persona_file(tmp_path / "personas", "a", *["endless"] * 90)
    results, _ = run(tmp_path, load_settings())
    assert not results[0].finished
    assert results[0].reason == "turn limit"
    metrics = json.loads((tmp_path / "out" / "a" / "metrics.json").read_text())
    assert metrics["finished"] == 0


class ThreadsForProcesses(ThreadPoolExecutor):
    """Runs jobs where the fakes are known."""

    def __init__(self, jobs: int, mp_context: object) -> None:
        super().__init__(jobs)


def test_jobs_have_a_model_each_and_share_the_processors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "ProcessPoolExecutor", ThreadsForProcesses)
    monkeypatch.setattr(runner.os, "cpu_count", lambda: 8)
    for name in ("a", "b", "c"):
        persona_file(tmp_path / "personas", name, "Dave.")
    results, said = run(tmp_path, load_settings(), jobs=2)
    assert [result.id for result in results] == ["a", "b", "c"]
    assert all(result.finished for result in results)
    assert len({id(workspace.engine) for workspace in FakeWorkspace.made}) == 3
    assert {workspace.settings.threads for workspace in FakeWorkspace.made} == {4}
    assert said == ["a: complete", "b: complete", "c: complete"]


def test_a_lost_process_is_told_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> Result:
        raise BrokenProcessPool("killed")

    monkeypatch.setattr(runner, "ProcessPoolExecutor", ThreadsForProcesses)
    monkeypatch.setattr(runner, "_in_process", lost)
    for name in ("a", "b"):
        persona_file(tmp_path / "personas", name, "Dave.")
    with pytest.raises(CoachError, match="fewer jobs"):
        run(tmp_path, load_settings(), jobs=2)
