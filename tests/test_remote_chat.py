"""An interview by lines whose model is on a real server that is killed and started again."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.interview.flow import load_flow
from coach.store.store import Store
from tests.llm.servers import ModelServer
from tests.models import REAL_HOME, SMALL, model_file

pytestmark = pytest.mark.small_model

SECONDS = 120
ANSWERS = (
    "I repair the forklifts on second shift. The shift leads get working machines from me.",
    "Dave and Anita on lines 2 and 3 depend on them.",
    "When a line is down they wait twenty minutes and miss their target.",
)


class Talk:
    """``coach chat --short`` in a process of its own, typed to line by line."""

    def __init__(self, data: Path, url: str) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if "PROXY" not in name.upper()},
            "COACH_HOME": str(REAL_HOME),
            "COACH_DATA_HOME": str(data),
            "COACH_CONFIG": str(data / "none.toml"),
            "COACH_REMOTE_URL": url,
            "PYTHONIOENCODING": "utf-8",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "coach", "chat", "--short"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=environment,
            cwd=Path(__file__).parents[1],
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put("<end>")

    def type(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(text + "\n")
        self._process.stdin.flush()

    def until(self, wanted: Callable[[str], bool]) -> list[str]:
        """Return what is written up to a line that is ``wanted``."""
        lines: list[str] = []
        while not lines or not wanted(lines[-1]):
            lines.append(self._lines.get(timeout=SECONDS))
            assert lines[-1] != "<end>" or wanted("<end>"), lines
        return lines

    def hear(self) -> list[str]:
        """Return what is written up to what the coach says next."""
        return self.until(lambda line: line.startswith("Coach: "))

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


def troubles(lines: list[str]) -> list[str]:
    """Return the lines that tell of a trouble with the model."""
    return [line for line in lines if line == load_flow().model_stopped or "server" in line]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ModelServer]:
    server = ModelServer(model_file(SMALL), tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def talk(tmp_path: Path, server: ModelServer) -> Iterator[Talk]:
    talk = Talk(tmp_path / "data", server.url)
    yield talk
    talk.end()


def test_the_interview_goes_on_while_the_server_is_away(
    tmp_path: Path, server: ModelServer, talk: Talk
) -> None:
    welcome = "\n".join(talk.hear())
    assert f"127.0.0.1:{server.port}" in welcome
    assert "this machine" not in welcome

    talk.type(ANSWERS[0])
    assert not troubles(talk.hear())

    asked = server.requests()
    talk.type(ANSWERS[1])
    server.await_requests(asked + 1)
    server.kill()
    said = troubles(talk.hear())
    assert f"The server 127.0.0.1:{server.port} cannot be reached." in said[-1]

    server.start()
    talk.type(ANSWERS[2])
    assert not troubles(talk.hear())

    talk.type("/quit")
    talk.until(lambda line: line == "<end>")
    store = Store(tmp_path / "data" / "coach.sqlite3")
    messages = store.messages(store.sessions()[0].id)
    store.close()
    assert [m.text for m in messages if m.speaker == "employee"] == [*ANSWERS]
    assert [m.speaker for m in messages] == ["coach", *["employee", "coach"] * 3]
