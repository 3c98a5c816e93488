from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.llm.small_models import gguf_bytes, sha256

DATA = gguf_bytes(3_000_000)

# The hub's library reads its settings once, when it is imported: each case has a Python of its own.
PROGRAM = """
import sys
from pathlib import Path
from coach.llm.catalogue import HubFile
from coach.llm.hub import fetch_from_hub
source = HubFile(repo="someone/something", file="small.gguf")
print(fetch_from_hub(source, Path(sys.argv[1]), lambda done, total: None))
"""


class Hub(ThreadingHTTPServer):
    """A model hub with one file."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.status = 200
        self.cut: int | None = None
        self.asked: list[tuple[str, str, dict[str, str]]] = []


class Answers(BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.command, self.path, headers))
        start = 0
        if wanted := re.match(r"bytes=(\d+)-", self.headers.get("Range", "")):
            start = int(wanted[1])
        known = self.path == "/someone/something/resolve/main/small.gguf"
        status = self.server.status if known else 404
        self.send_response(206 if start and status == 200 else status)
        self.send_header("Content-Length", str(len(DATA) - start if status == 200 else 0))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(DATA) - 1}/{len(DATA)}")
        self.send_header("ETag", f'"{sha256(DATA)}"')
        self.send_header("X-Repo-Commit", "1" * 40)
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        if body and status == 200:
            self.wfile.write(DATA[start : self.server.cut] if self.server.cut else DATA[start:])

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def fetch(tmp_path: Path, port: int, **environment: str) -> str:
    """Run the download in its own Python and return what it printed."""
    home = tmp_path / "person"
    home.mkdir(exist_ok=True)
    settings = {
        "HF_ENDPOINT": f"http://127.0.0.1:{port}",
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "NO_PROXY": "127.0.0.1",
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "work")],
        env={**os.environ, **settings},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_file_comes_from_the_hub_and_nothing_is_left_elsewhere(
    hub: Hub, tmp_path: Path
) -> None:
    path = Path(fetch(tmp_path, hub.server_port, HF_TOKEN="secret-of-the-person"))
    assert path.read_bytes() == DATA
    assert path.is_relative_to(tmp_path / "work")
    assert not path.is_symlink()
    assert list((tmp_path / "person").rglob("*")) == []
    assert all("small.gguf" in address for _, address, _ in hub.asked), "no telemetry"
    assert "secret" not in str(hub.asked)


def test_an_interrupted_transfer_is_continued(hub: Hub, tmp_path: Path) -> None:
    hub.cut = 1_000_000
    assert fetch(tmp_path, hub.server_port) == "None"
    hub.cut = None
    hub.asked.clear()
    assert Path(fetch(tmp_path, hub.server_port)).read_bytes() == DATA
    assert [headers.get("range") for _, _, headers in hub.asked] == [None, "bytes=1000000-"]


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_hub_that_refuses_is_passed_over(hub: Hub, tmp_path: Path, status: int) -> None:
    hub.status = status
    assert fetch(tmp_path, hub.server_port) == "None"
    assert [method for method, _, _ in hub.asked] == ["HEAD"]


def test_no_hub_at_all_is_passed_over(hub: Hub, tmp_path: Path) -> None:
    port = hub.server_port
    hub.server_close()
    assert fetch(tmp_path, port) == "None"


def test_whoever_forbids_the_hub_is_heard(hub: Hub, tmp_path: Path) -> None:
    assert fetch(tmp_path, hub.server_port, HF_HUB_OFFLINE="1") == "None"
    assert hub.asked == []
