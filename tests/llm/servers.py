"""Servers on loopback for the remote engine: one that does what a test says, and a real one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

from coach.config import Settings

READY_SECONDS = 120


def chunk(content: str | None = None, *, finish: str | None = None) -> bytes:
    """Return one event of a streamed reply."""
    delta = {} if content is None else {"content": content}
    data = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return f"data: {json.dumps(data)}\n\n".encode()


def reply(*pieces: str) -> bytes:
    """Return a whole streamed reply."""
    return b"".join(map(chunk, pieces)) + chunk(finish="stop") + b"data: [DONE]\n\n"


class Connection(BaseHTTPRequestHandler):
    """One connection of a scripted server; a step of the script answers each request."""

    server: ScriptedServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._step(None)

    def do_POST(self) -> None:
        self._step(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _step(self, body: Any) -> None:
        number = len(self.server.asked)
        self.server.asked.append((self.path, dict(self.headers), body))
        self.server.script[min(number, len(self.server.script) - 1)](self)

    def start(self, status: int = 200, **headers: str) -> None:
        """Send status and headers; the body ends with the connection."""
        self.close_connection = True
        self.send_response(status)
        for name, value in {"Content_Type": "text/event-stream", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def put(self, data: bytes) -> None:
        """Send a part of the body."""
        self.wfile.write(data)
        self.wfile.flush()


Step = Callable[[Connection], None]


def say(*pieces: str) -> Step:
    """Answer with a whole reply."""
    return raw(reply(*pieces))


def raw(data: bytes, status: int = 200, **headers: str) -> Step:
    """Answer with bytes as they are, and end the connection."""

    def step(connection: Connection) -> None:
        connection.start(status, **headers)
        connection.put(data)

    return step


def refuse(status: int, message: str = "no", **headers: str) -> Step:
    """Answer with a status and an error as servers word it."""
    error = json.dumps({"error": {"message": message}}).encode()
    return raw(error, status, **{"Content_Type": "application/json", **headers})


def models(*names: str) -> Step:
    """Answer with a list of models."""
    listed = {"object": "list", "data": [{"id": name, "object": "model"} for name in names]}
    return raw(json.dumps(listed).encode(), Content_Type="application/json")


class ScriptedServer(ThreadingHTTPServer):
    """Answers request by request as a test says; the last step answers all further ones.

    Attributes:
        script: What answers the requests, in order.
        asked: Every request: path, headers, body.
        release: Set when the test is over; steps that hold a connection open wait for it.
    """

    daemon_threads = True

    def __init__(self, *script: Step) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.script: Sequence[Step] = script
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.release = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self.shutdown()
        self.server_close()
        self._thread.join()

    def handle_error(self, *_: object) -> None:
        """A client that goes away is what some tests are about."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def settings(self, home: Path, **more: Any) -> Settings:
        """Return settings that name this server and the model ``some-model``."""
        return Settings(home=home, **{"remote_url": self.url, "remote_model": "some-model", **more})


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class ModelServer:
    """The OpenAI-compatible server of llama.cpp for Python, with a real model, on loopback.

    Args:
        model: The GGUF file.
        folder: Where its log is written.
        context_tokens: Size of its context.
    """

    def __init__(self, model: Path, folder: Path, *, context_tokens: int = 4096) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._log = folder / "server.log"
        self._command = [sys.executable, "-m", "llama_cpp.server", "--host", "127.0.0.1"]
        self._command += ["--port", str(self.port), "--model", str(model)]
        self._command += ["--model_alias", "small", "--n_ctx", str(context_tokens)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and wait until it answers."""
        with self._log.open("ab") as log:
            # Threads that wait for each other by spinning take the processor from the test.
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "GOMP_SPINCOUNT": "1000"},
            )
        opener, deadline = build_opener(ProxyHandler({})), time.monotonic() + READY_SECONDS
        while True:
            assert self._process.poll() is None, self._log.read_text("utf-8", "replace")[-2000:]
            assert time.monotonic() < deadline, "the server did not get ready"
            try:
                opener.open(f"{self.url}/models", timeout=5).close()
                return
            except OSError:
                threading.Event().wait(0.1)

    def requests(self) -> int:
        """Return how many replies it has begun."""
        return self._log.read_text("utf-8", "replace").count("POST /v1/chat/completions")

    def await_requests(self, count: int) -> None:
        """Wait until it has begun that many replies."""
        deadline = time.monotonic() + READY_SECONDS
        while self.requests() < count:
            assert time.monotonic() < deadline, "no request reached the server"
            threading.Event().wait(0.02)

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
