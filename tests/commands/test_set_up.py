"""What is missing on a computer, and the set-up in a process of its own."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from coach.commands import setup_process, setup_worker, steps
from coach.commands.setup_process import SetupProcess
from coach.commands.setup_worker import Teller
from coach.commands.steps import HUB_OFFLINE_HERE, Step, bytes_to_get, missing
from coach.config import Settings, load_settings
from coach.errors import CoachError
from coach.knowledge.embedding import MODEL_FILE, TOKENIZER_FILE, WEIGHTS_FOLDER
from coach.knowledge.weights import DOWNLOAD_BYTES
from coach.llm.catalogue import find_model, model_path
from coach.llm.transfer import NoNetworkError
from coach.workspace import PREPARED


def put(path: Path, size: int = 1) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)


def test_what_is_missing_is_seen_without_reading_files() -> None:
    settings = load_settings()
    model = find_model(settings.model)
    assert model.bytes is not None
    assert missing(settings) == ("embedding", "index", "model", "states")
    assert bytes_to_get(settings, missing(settings)) == model.bytes + DOWNLOAD_BYTES

    put(settings.models_folder / ".partial" / settings.model / "joined.part", 1_000_000)
    assert bytes_to_get(settings, missing(settings)) == model.bytes + DOWNLOAD_BYTES - 1_000_000
    whole = bytes_to_get(settings, missing(settings), arrived=False)
    assert whole == model.bytes + DOWNLOAD_BYTES

    for name in (MODEL_FILE, TOKENIZER_FILE):
        put(settings.models_folder / WEIGHTS_FOLDER / name)
    put(model_path(settings, settings.model), 5)  # not its size
    assert missing(settings) == ("index", "model", "states")
    put(model_path(settings, settings.model), model.bytes)  # a file with a hole, in no time
    assert missing(settings) == ("index", "states")
    put(settings.index_folder / "manifest.json")
    put(settings.prefix_folder / PREPARED)
    assert missing(settings) == ()


def test_a_server_or_a_file_of_ones_own_needs_no_model(tmp_path: Path) -> None:
    served = Settings(home=tmp_path / "a", remote_url="https://llm.example/v1")
    assert missing(served) == ("embedding", "index")
    own = Settings(home=tmp_path / "b", model=str(tmp_path / "own.gguf"))
    assert "model" in missing(own)
    assert bytes_to_get(own, missing(own)) == DOWNLOAD_BYTES
    put(tmp_path / "own.gguf")
    assert "model" not in missing(own)
    unknown = Settings(home=tmp_path / "c", model="no_such_model")
    assert "model" in missing(unknown)


def told(monkeypatch: pytest.MonkeyPatch, *parts: Step) -> list[dict[str, Any]]:
    monkeypatch.setattr(steps, "steps", lambda _settings: iter(parts))
    out = io.StringIO()
    setup_worker.run(Teller(out))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_process_tells_steps_how_far_they_are_and_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def get(progress: Any, say: Any) -> None:
        for done in range(1, 101):
            progress(done, 100)
        say("One moment.")

    lines = told(monkeypatch, Step("model", "Model", get))
    assert lines[0] == {"step": "model"}
    assert lines[-3:] == [{"done": 100, "total": 100}, {"say": "One moment."}, {"finished": True}]
    assert len(lines) < 20  # not a line for each byte


def test_the_process_tells_failures_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object) -> None:
        raise NoNetworkError("A part of the model")

    def broken(*_: object) -> None:
        raise ValueError("an answer")

    last = told(monkeypatch, Step("model", "Model", no_network))[-1]
    assert last["kind"] == "NoNetworkError"
    assert "network" in last["error"]
    last = told(monkeypatch, Step("model", "Model", broken))[-1]
    assert last == {"error": "", "remedy": "", "kind": ""}


def test_a_wrong_setting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_THREADS", "many")
    out = io.StringIO()
    setup_worker.run(Teller(out))
    assert "threads" in json.loads(out.getvalue())["error"]


@pytest.mark.skipif(sys.platform == "win32", reason="there its children end by themselves")
def test_the_process_is_stopped_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys, json, subprocess, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('noise'); print(json.dumps({'step': 'model'}), flush=True)\n"
        "time.sleep(60)\n"
    )
    original = setup_process.subprocess.Popen
    monkeypatch.setattr(
        setup_process.subprocess,
        "Popen",
        lambda _command, **more: original([sys.executable, "-c", code], **more),
    )
    process = SetupProcess()
    lines = process.lines()
    first = next(lines)
    assert first["step"] == "model"
    process.stop()
    # Its child has the same standard output, so the end of it means that both are gone.
    assert list(lines) == []


def test_the_worker_ends_when_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    # A model that is no file: the set-up fails at once, whatever the network.
    monkeypatch.setenv("COACH_MODEL", "/nowhere/own.gguf")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    process = SetupProcess()
    lines = list(process.lines())
    assert lines[0] == {"step": "embedding"}
    assert lines[-1]["error"]


def test_a_hub_is_asked_unless_the_person_forbids_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert setup_process._environment()["HF_HUB_OFFLINE"] == "1"
    monkeypatch.setenv(HUB_OFFLINE_HERE, "1")
    assert "HF_HUB_OFFLINE" not in setup_process._environment()


def test_steps_stop_at_the_first_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail(*_: object) -> None:
        raise CoachError("It is broken.", "Mend it.")

    lines = told(
        monkeypatch,
        Step("embedding", "A", lambda *_: done.append("a")),
        Step("index", "B", fail),
        Step("model", "C", lambda *_: done.append("c")),
    )
    assert done == ["a"]
    assert lines[-1] == {"error": "It is broken.", "remedy": "Mend it.", "kind": "CoachError"}
