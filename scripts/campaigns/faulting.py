"""Faults: what can happen to a process that writes, and where processes are that it happens to."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_ROOM = 1 << 28
_SOURCE = Path(__file__).with_name("dying.c")


class How(IntEnum):
    """What becomes of a call that changes a file; the numbers are those of ``dying.c``."""

    COUNT = 0
    """Nothing; the calls are counted."""
    DIE = 1
    """The process dies before it."""
    TORN = 2
    """Half of it happens, then the process dies."""
    FULL = 3
    """From it on there is no room on the disk."""
    BROKEN = 4
    """From it on nothing can be written, synchronised, renamed or deleted."""
    ONCE = 5
    """It fails, and those after it do not."""


@dataclass(frozen=True)
class Fault:
    """What happens to one life.

    Attributes:
        how: What becomes of a call.
        at: Which call, counted from 1.
        plain: Whether it has no rights of an administrator, for whom permissions do not count.
        hurry: Whether nothing is waited for longer than a moment.
        record: The file that all calls are written into; empty for none.
    """

    how: How = How.COUNT
    at: int = 0
    plain: bool = False
    hurry: bool = False
    record: str = ""


NONE = Fault()


@dataclass
class Ended:
    """How a life ended.

    Attributes:
        signal: What ended the process; 0 where it came to its end.
        acks: What had been acknowledged by then.
        losses: What a check found to be lost.
        calls: How many calls changed something, where that is known.
        end: ``done``, ``refused: …`` in plain words, or ``failed: …`` with a traceback.
        output: What it printed.
    """

    signal: int
    acks: list[Any] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    calls: int = 0
    end: str = ""
    output: str = ""

    @property
    def trouble(self) -> str:
        """What no fault excuses: another end than death, success or plain words."""
        if self.signal not in (0, signal.SIGKILL):
            return f"ended by the signal {self.signal}"
        return self.end if self.end.startswith("failed") else ""


class Nursery:
    """A process that has everything loaded and forks one for each life; use it in ``with``.

    It needs Linux and a C compiler; :func:`possible` tells.

    Attributes:
        folder: A temporary folder for homes.
    """

    def __init__(self) -> None:
        self._made = tempfile.TemporaryDirectory(
            prefix="coach-faults-", dir=_quick_folder(), ignore_cleanup_errors=True
        )
        self.folder = Path(self._made.name)
        self._library = _compiled(self.folder / "dying.so")
        self._process: subprocess.Popen[str] | None = None
        self._busy = threading.Lock()

    def __enter__(self) -> Nursery:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COACH_")},
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "scripts")]),
            "OPENBLAS_NUM_THREADS": "1",
            "ANONYMIZED_TELEMETRY": "False",
            "LD_PRELOAD": str(self._library),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "campaigns.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=ROOT,
            env=environment,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.communicate()
        self._made.cleanup()

    def live(self, life: str, home: Path, fault: Fault = NONE) -> Ended:
        """Live a life in a home, with a fault."""
        return self._do("live", life, home, fault)

    def check(self, life: str, home: Path, acks: Sequence[Any]) -> Ended:
        """Start again in a home, and look for all that was acknowledged."""
        return self._do("check", life, home, NONE, acks)

    def home(self, life: str, place: Path | None = None) -> Path:
        """Return a new home as a life finds it, in a place that is made anew."""
        place = place or self.folder / "case"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.prepare(life), place, symlinks=True, dirs_exist_ok=True)
        return place / "home"

    def prepare(self, life: str) -> Path:
        """Return a folder with a home as a life finds it."""
        folder = self.folder / f"{life}-before"
        if not folder.exists():
            (folder / "home").mkdir(mode=0o700, parents=True)
            ended = self._do("prepare", life, folder / "home", NONE)
            if ended.end != "done":
                raise RuntimeError(f"{life} cannot begin: {ended}")
        return folder

    def _do(self, do: str, life: str, home: Path, fault: Fault, acks: Sequence[Any] = ()) -> Ended:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        output = self.folder / "output"
        job = {
            **{"do": do, "life": life, "home": str(home), "acks": list(acks)},
            **{"how": int(fault.how), "at": fault.at, "hurry": fault.hurry},
            **{"plain": fault.plain, "record": fault.record, "output": str(output)},
        }
        with self._busy:
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
            told = json.loads(self._process.stdout.readline())
        ended = Ended(signal=told["signal"], output=output.read_text("utf-8", "replace"))
        for kind, value in told["lines"]:
            match kind:
                case "ack":
                    ended.acks.append(value)
                case "loss":
                    ended.losses.append(value)
                case "calls":
                    ended.calls = value
                case "end":
                    ended.end = value
        return ended


def possible() -> bool:
    """Tell whether faults can be set on this machine."""
    return sys.platform.startswith("linux") and _compiler() is not None


def _quick_folder() -> str | None:
    """Return a file system in memory; what a disk does when it synchronises is not tried here."""
    place = Path("/dev/shm")
    usable = place.is_dir() and os.access(place, os.W_OK)
    return str(place) if usable and shutil.disk_usage(place).free > _ROOM else None


def _compiler() -> str | None:
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def _compiled(library: Path) -> Path:
    """Make ``dying.c`` a library to preload."""
    compiler = _compiler()
    if not sys.platform.startswith("linux") or compiler is None:
        raise RuntimeError("The fault campaign needs Linux and a C compiler.")
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(command, capture_output=True, check=True)
    return library
