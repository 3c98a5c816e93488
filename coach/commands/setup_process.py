"""The interface's end of the set-up: starts its process, reads what it tells, and stops it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from coach.commands.steps import HUB_OFFLINE_HERE

STOP_SECONDS = 3.0
"""How long the process may take to end by itself."""
_NO_WINDOW = 0x08000000
"""Windows: a child that opens no console window."""


class SettingUp(Protocol):
    """A set-up under way."""

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield what it tells, until it has ended; see ``coach.commands.setup_worker``."""
        ...

    def stop(self) -> None:
        """End it; what has arrived stays. Returns when it is gone. From any thread."""
        ...


class SetupProcess:
    """The set-up in a process of its own; it starts at once.

    Raises:
        OSError: the process cannot be started.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "coach.commands.setup_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            # A Ctrl-C in the terminal is for the program; and pip can be ended with the process.
            start_new_session=sys.platform != "win32",
            env=_environment(),
            creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
        )

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield what the process tells, until it has ended."""
        assert self._process.stdout is not None
        for text in self._process.stdout:
            with suppress(ValueError):
                line = json.loads(text)
                if isinstance(line, dict):
                    yield line
        self._process.wait()

    def stop(self) -> None:
        """End the process with all that it started."""
        if sys.platform == "win32":
            self._process.terminate()
        else:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _environment() -> dict[str, str]:
    """Return the environment of the process: this one's, and a model hub may be asked."""
    environment = dict(os.environ)
    if environment.pop(HUB_OFFLINE_HERE, None):
        environment.pop("HF_HUB_OFFLINE", None)
    package = str(Path(__file__).resolve().parents[2])
    before = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = f"{package}{os.pathsep}{before}" if before else package
    return environment
