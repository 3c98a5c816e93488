"""Runs the real interface with the real model, and reads how long it kept keys waiting."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.bench.children import child_environment
from coach.bench.memory import Peak, watch_memory
from coach.config import Settings
from coach.errors import CoachError

ANSWERS = 4
"""Answers that are typed; with the load of the model that is about a minute."""
WAIT_SECONDS = 600.0


@dataclass(frozen=True)
class Smoothness:
    """Delays of the interface's event loop, and the memory of all its processes.

    Attributes:
        p99_ms: 99 of 100 keys would wait less, in milliseconds.
        max_ms: The longest delay, in milliseconds.
        seconds: How long was watched.
        memory: The most memory that the interface and its model had.
    """

    p99_ms: float
    max_ms: float
    seconds: float
    memory: Peak


def measure_smoothness(settings: Settings, answers: Sequence[str]) -> Smoothness:
    """Hold a part of an interview at the full screen, without a terminal.

    Raises:
        CoachError: the interface failed.
    """
    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "coach.ui.lag"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=child_environment(settings, Path(folder)),
        )
        try:
            with watch_memory(process.pid) as memory:
                out, _ = process.communicate(json.dumps([*answers]) + "\n", WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            out = ""
        finally:
            process.kill()
            process.wait()
    if not out.strip():
        raise CoachError("The interface could not be measured.", "Run: coach doctor")
    told = json.loads(out)
    return Smoothness(told["p99_ms"], told["max_ms"], told["seconds"], memory)
