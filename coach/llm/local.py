"""The local model behind the engine interface: starts, watches and restarts its process."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coach.config import Settings, make_private_folder
from coach.errors import Cancelled, CoachError, EngineError
from coach.llm.engine import Message, Request
from coach.llm.memory import check_memory
from coach.llm.tuning import Tuning, load_tuning

LOAD_SECONDS = 180.0
"""Longest wait for a model to load: a slow disk reads 1 GB in well under this."""
SILENCE_SECONDS = 120.0
"""Longest wait for the next sign of life of a running call."""

SPIN_COUNT = "1000"
"""How long llama.cpp's threads wait for each other by spinning before they sleep. With the default
a token took 1.1 s beside other busy programs, with 1,000 turns 0.17 s (docs/performance.md)."""
KEPT_STATS = 100
"""How many finished answers are remembered in figures."""
_NO_WINDOW = 0x08000000
"""Windows: a child that opens no console window."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CallStats:
    """What one answer of the model took; see ``coach.llm.llama.Counted``."""

    new_tokens: int
    prompt_seconds: float
    first_seconds: float
    generated: int
    steps: int
    decode_seconds: float


@dataclass(frozen=True)
class RawSpeed:
    """What bare evaluation takes.

    Attributes:
        prompt_seconds: Seconds for so many prompt tokens at once.
        step_seconds: Seconds for one token.
    """

    prompt_seconds: float
    step_seconds: float


class LocalEngine:
    """A GGUF model in a process of its own.

    The process starts with the first call (or ``start``) and again after it died.

    Args:
        model: The GGUF file.
        name: What the model is called, for people.
        settings: Context size, threads, folders.
        tuning: How to run it; None for what is remembered for this machine.

    Attributes:
        calls: What each finished answer took, the newest last; the last hundred.
    """

    def __init__(
        self, model: Path, name: str, settings: Settings, *, tuning: Tuning | None = None
    ) -> None:
        self._model = model
        self._name = name
        self._settings = settings
        self._tuning = tuning
        self.calls: deque[CallStats] = deque(maxlen=KEPT_STATS)
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._ready = False
        self._call = 0
        self._busy = threading.RLock()
        self._launching = threading.Lock()
        self._writing = threading.Lock()
        self._closed = False

    @property
    def name(self) -> str:
        """What the model is called, for people."""
        return self._name

    @property
    def host(self) -> str:
        """Nothing leaves this machine."""
        return ""

    @property
    def process_id(self) -> int | None:
        """Process id of the model's process, or None while there is none."""
        return self._process.pid if self._process else None

    # Calls

    def stream(self, request: Request) -> Iterator[str]:
        """Yield the answer in pieces; see ``Engine.stream``."""
        payload = {"op": "stream", **_request(request)}
        with self._busy:
            call = self._send(payload)
            finished = False
            try:
                for message in self._answers(call):
                    if "piece" in message:
                        yield message["piece"]
                    if "counted" in message:
                        self.calls.append(CallStats(**message["counted"]))
                finished = True
            finally:
                if not finished:
                    self._abandon(call)

    def choose(self, request: Request, labels: Sequence[str]) -> dict[str, float]:
        """Return how likely each label is; see ``Engine.choose``."""
        payload = {
            "op": "choose",
            "messages": [asdict(message) for message in request.messages],
            "fixed": request.fixed,
            "labels": list(labels),
        }
        with self._busy:
            shares: dict[str, float] = {}
            for message in self._answers(self._send(payload)):
                shares = message.get("shares", shares)
            return shares

    def prepare(self, prefixes: Sequence[Sequence[Message]]) -> None:
        """Evaluate fixed messages and keep their states; see ``Engine.prepare``."""
        for prefix in prefixes:
            with self._busy:
                payload = {"op": "prepare", "messages": [asdict(message) for message in prefix]}
                for _ in self._answers(self._send(payload)):
                    pass

    def anticipate(self, requests: Sequence[Request], *, whole: bool = False) -> None:
        """Let the process compute ahead; see ``Engine.anticipate``."""
        payload = {
            "op": "anticipate",
            "requests": [_request(request) for request in requests],
            "whole": whole and bool(requests),
        }
        try:
            process = self._running()
        except (CoachError, OSError):
            # Whoever asks next is told.
            return
        self._write(process, payload)

    def measure(self, prompt_tokens: int, steps: int) -> RawSpeed:
        """Return what bare evaluation takes after what the last call left.

        Args:
            prompt_tokens: Prompt tokens evaluated at once; the median of three times counts.
            steps: Steps of one token each; their median counts.

        Raises:
            EngineError: the model stopped, or has no room.
        """
        seconds = (0.0, 0.0)
        payload = {"op": "measure", "prompt_tokens": prompt_tokens, "steps": steps}
        with self._busy:
            for message in self._answers(self._send(payload)):
                seconds = message.get("seconds", seconds)
        return RawSpeed(*seconds)

    def cancel(self) -> None:
        """End the running call with ``Cancelled``; nothing happens when none is running."""
        process = self._process
        if process is not None:
            self._write(process, {"op": "cancel", "call": self._call})

    def close(self) -> None:
        """End the process."""
        with self._launching:
            self._closed = True
            self._stop()

    # The process

    def start(self) -> None:
        """Start the process and load the model, if that is not done.

        Raises:
            EngineError: the model cannot be loaded.
        """
        with self._busy:
            try:
                self._running()
            except OSError as error:
                raise EngineError(
                    f"The model could not be started: {error.strerror}.", "Run: coach doctor"
                ) from error
            if not self._ready:
                self._await_ready()

    def _running(self) -> subprocess.Popen[str]:
        """Return the process, started if there is none; its model may still be loading.

        Raises:
            EngineError: the engine was closed, or memory is short.
            OSError: the process cannot be started.
        """
        with self._launching:
            if self._closed:
                raise EngineError("The model was closed.")
            if self._process is None or self._process.poll() is not None:
                self._stop()
                self._process = self._launch()
            return self._process

    def _launch(self) -> subprocess.Popen[str]:
        make_private_folder(self._settings.log_file.parent)
        stat = self._model.stat()
        tuning = self._tuning or check_memory(
            self._model, self._settings, load_tuning(self._settings)
        )
        key = (
            f"3:{self._model.name}:{stat.st_size}:{stat.st_mtime_ns}:{_version()}"
            f":{tuning.kv}:{tuning.flash_attention}"
        )
        setup = {
            "model": str(self._model),
            "model_key": hashlib.sha256(key.encode()).hexdigest(),
            "context_tokens": self._settings.context_tokens,
            "tuning": tuning.model_dump(),
            "prefix_folder": str(self._settings.prefix_folder),
            "log": str(self._settings.log_file.with_name(f"model-{os.getpid()}.log")),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "coach.llm.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            # A Ctrl-C in the terminal is for the program, not for its model.
            start_new_session=sys.platform != "win32",
            env={"GOMP_SPINCOUNT": SPIN_COUNT, **os.environ, "PYTHONPATH": _import_path()},
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )
        self._lines = queue.Queue()
        threading.Thread(
            target=_pump, args=(process, self._lines), daemon=True, name="model-output"
        ).start()
        self._write(process, setup)
        return process

    def _await_ready(self) -> None:
        message = _next(self._lines, LOAD_SECONDS)
        if message is None or "fatal" in message:
            reason = (message or {}).get("fatal", "it ended while it was loading")
            _log.warning("model did not load: %s", reason)
            self._stop()
            raise EngineError(
                f"The model {self._model.name} could not be loaded: {reason}.",
                "Run: coach doctor",
            )
        self._ready = True

    def _stop(self) -> None:
        process, self._process, self._ready = self._process, None, False
        if process is None:
            return
        with suppress(OSError):
            if process.stdin:
                process.stdin.close()
        process.kill()
        process.wait()
        self._settings.log_file.with_name(f"model-{os.getpid()}.log").unlink(missing_ok=True)

    # The protocol

    def _send(self, payload: dict[str, Any]) -> int:
        # Counted before the start, so that a cancel while the model loads means this call.
        self._call += 1
        call = self._call
        self.start()
        assert self._process is not None
        self._write(self._process, {**payload, "call": call})
        return call

    def _answers(self, call: int) -> Iterator[dict[str, Any]]:
        """Yield the messages of a call, ends with its last one.

        Raises:
            EngineError: the process ended, is silent, or reports a failure.
            Cancelled: the call was cancelled.
        """
        process, lines = self._process, self._lines
        while True:
            message = _next(lines, SILENCE_SECONDS)
            if message is None:
                with self._launching:
                    # Another thread may have started a new one, which is none of this call's.
                    if self._process is process:
                        self._stop()
                raise EngineError("The model stopped.", "It is started again by the next step.")
            if message.get("call") != call:
                continue
            yield message
            if "end" in message:
                if message["end"] == "cancelled":
                    raise Cancelled
                if "error" in message:
                    raise EngineError(f"The model could not answer: {message['error']}.")
                return

    def _abandon(self, call: int) -> None:
        """Tell the process that nobody waits for a call; its late answers are skipped."""
        process = self._process
        if process is not None:
            self._write(process, {"op": "cancel", "call": call})

    def _write(self, process: subprocess.Popen[str], message: dict[str, Any]) -> None:
        # A process that is gone is noticed where its answer is awaited.
        with self._writing, suppress(OSError, ValueError):
            assert process.stdin is not None
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()


def _request(request: Request) -> dict[str, Any]:
    """Return a request as the process reads it."""
    return {
        "messages": [asdict(message) for message in request.messages],
        "fixed": request.fixed,
        "sampling": {
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
            "stop": list(request.stop),
            "json_schema": request.json_schema,
            "quote_from": request.quote_from,
            "begin": request.begin,
        },
    }


def _next(lines: queue.Queue[dict[str, Any] | None], seconds: float) -> dict[str, Any] | None:
    """Return the next message; None when the process ended or stays silent."""
    try:
        return lines.get(timeout=seconds)
    except queue.Empty:
        _log.warning("the model's process was silent for %.0f s", seconds)
        return None


def _pump(process: subprocess.Popen[str], lines: queue.Queue[dict[str, Any] | None]) -> None:
    """Put every line of the process into the queue, None at its end."""
    assert process.stdout is not None
    with suppress(ValueError, OSError):
        for line in process.stdout:
            lines.put(json.loads(line))
    lines.put(None)


def _version() -> str:
    from importlib.metadata import version

    return version("llama-cpp-python")


def _import_path() -> str:
    """Return where this package is imported from, for the child."""
    return str(Path(__file__).resolve().parents[2])
