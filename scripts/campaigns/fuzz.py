"""Fuzzing: hostile input for everything that reads what others wrote.

Each target (``fuzz_targets``) says what may come out. Cases are real input with hostile pieces in
it (``hostile``), drawn by hypothesis, and, where atheris is installed (Linux, Python 3.11 to 3.13;
``pip install atheris==3.0.0``), led to lines of the program that no case reached before. Without it
all of them are drawn. A case is lost when anything else comes out, it takes too long or too much
memory, or it touches the machine outside of its folder.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from campaigns.fuzz_case import Target
from campaigns.fuzz_child import HEAD, MOST_LOSSES
from campaigns.fuzz_targets import TARGETS
from campaigns.table import Row

ROOT = Path(__file__).resolve().parents[2]
SILENT_SECONDS = 300.0
"""A process that begins no new case for so long hangs where no clock of its own reaches."""
GUIDED_SECONDS = 900.0
"""Longest time for the guided cases of one target."""
RESTARTS = 3
"""How often a target is gone on with after a case ended its process."""
SHOWN_BYTES = 80


def run(*, small: bool, seed: int) -> list[Row]:
    """Try all targets and return a row for each.

    Drawn cases are tried in one process, and guided ones in two others beside it.

    Args:
        small: The size that the tests run: one process for all, drawn cases only.
        seed: Where cases are drawn from; guided ones depend on the machine too.
    """
    if small:
        return try_targets(TARGETS, seed)
    can_guide = importlib.util.find_spec("atheris") is not None
    if not can_guide:
        _say("atheris is not installed: all cases are drawn, none is guided")
    drawn, guided = _rows(TARGETS), _rows(TARGETS)
    counts = {one.name: one.drawn + (0 if can_guide else one.guided) for one in TARGETS}
    parts = [(drawn, counts, False)]
    if can_guide:
        wanted = [one for one in TARGETS if one.guided]
        halves = (wanted[::2], wanted[1::2])
        parts += [(guided, {one.name: one.guided for one in half}, True) for half in halves]
    with ThreadPoolExecutor(len(parts)) as beside:
        for done in [beside.submit(_try, rows, n, seed, guided=on) for rows, n, on in parts]:
            done.result()
    return [_sum(drawn[target.name], guided[target.name]) for target in TARGETS]


def try_targets(targets: Sequence[Target], seed: int) -> list[Row]:
    """Try targets at their small size and return a row for each."""
    rows = _rows(targets)
    _try(rows, {target.name: target.small for target in targets}, seed)
    return list(rows.values())


def _rows(targets: Sequence[Target]) -> dict[str, Row]:
    return {target.name: Row(target.name) for target in targets}


def _sum(one: Row, other: Row) -> Row:
    tried, survived = one.tried + other.tried, one.survived + other.survived
    return Row(one.kind, tried, survived, [*one.losses, *other.losses])


def _try(rows: dict[str, Row], counts: dict[str, int], seed: int, *, guided: bool = False) -> None:
    """Try cases in a process of its own, and in another after one that ended it.

    Args:
        rows: What is counted, by the target's name.
        counts: How many cases of each target.
        seed: Where chance begins.
        guided: Whether atheris finds the cases.
    """
    wanted, ended = dict(counts), dict.fromkeys(counts, 0)
    while counts:
        work = {"counts": counts, "seed": seed + sum(ended.values()), "guided": guided}
        with tempfile.TemporaryDirectory(prefix="coach-fuzz-", ignore_cleanup_errors=True) as place:
            last = _Child(work, Path(place).resolve(), rows).run()
        if last is None:
            return
        ended[last] += 1
        names = list(counts)
        counts = {name: counts[name] for name in names[names.index(last) :]}
        counts[last] = wanted[last] - rows[last].tried
        given_up = ended[last] > RESTARTS or len(rows[last].losses) >= MOST_LOSSES
        if given_up or counts[last] <= 0:
            del counts[last]


class _Child:
    """One process that tries cases.

    Args:
        work: What it is to do.
        folder: Where it works, and where its cases may write.
        rows: What is counted.
    """

    def __init__(self, work: dict[str, Any], folder: Path, rows: dict[str, Row]) -> None:
        self._work = {"seconds": GUIDED_SECONDS, **work}
        self._folder = folder
        self._rows = rows
        self._target = ""
        self._whole = False

    def run(self) -> str | None:
        """Try the cases; return the target whose case ended the process, or None."""
        command = [sys.executable, "-m", "campaigns.fuzz_child"]
        said = self._folder / "said"
        with (
            said.open("wb") as errors,
            subprocess.Popen(
                command,
                cwd=self._folder,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
                text=True,
            ) as process,
        ):
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(self._work) + "\n")
            process.stdin.flush()
            ended = threading.Event()
            watch = threading.Thread(target=self._watch, args=(process, ended), daemon=True)
            watch.start()
            for line in process.stdout:
                self._take(json.loads(line))
            ended.set()
            watch.join()
        if process.returncode == 0 and self._whole:
            return None
        return self._died(process.returncode, said.read_text("utf-8", "replace"))

    def _take(self, told: dict[str, Any]) -> None:
        row = self._rows[self._target] if self._target else None
        if "target" in told:
            self._target, self._whole = told["target"], False
        elif "loss" in told and row is not None:
            row.losses.append(_loss(told["loss"], bytes.fromhex(told["case"])))
        elif row is not None:
            row.tried += told["tried"]
            row.survived += told["tried"] - told["lost"]
            self._whole = True
            _say(f"{row.kind}: {row.tried} tried, {len(row.losses)} lost")

    def _died(self, status: int, said: str) -> str:
        """Count the cases of a process that was ended by one, and that one as lost."""
        case = self._folder / "case"
        if not self._target or not case.is_file():
            raise RuntimeError(f"the fuzzing did not begin (status {status}): {said[-2000:]}")
        data = case.read_bytes()
        tried, lost = HEAD.unpack_from(data)
        row = self._rows[self._target]
        row.tried += tried + 1
        row.survived += tried - lost
        how = "it did not come back" if status == -9 else f"the process ended with status {status}"
        last = [line for line in said.splitlines() if line.strip()][-1:]
        row.losses.append(_loss(f"{how} ({' '.join(last)[:200]})", data[HEAD.size :]))
        return self._target

    def _watch(self, process: subprocess.Popen[str], ended: threading.Event) -> None:
        """End a process that begins no new case any more."""
        case, last, since = self._folder / "case", 0, time.monotonic()
        while not ended.wait(1.0):
            changed = case.stat().st_mtime_ns if case.is_file() else 0
            if changed != last:
                last, since = changed, time.monotonic()
            elif time.monotonic() - since > SILENT_SECONDS:
                _kill(process)
                return

    def _environment(self) -> dict[str, str]:
        """Return an environment in which everything of a person lies in the folder."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("COACH_", "XDG_"))}
        folder = str(self._folder)
        places = dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), folder)
        path = os.pathsep.join((str(ROOT), str(ROOT / "scripts")))
        home = str(self._folder / "home")
        return {**kept, **places, "PYTHONPATH": path, "COACH_HOME": home, "PYTHONHASHSEED": "0"}


def _kill(process: subprocess.Popen[str]) -> None:
    """End a process with the copies that it made of itself."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _loss(what: str, data: bytes) -> str:
    """Return a line about a case; the whole of a long one is kept in a file."""
    if len(data) <= SHOWN_BYTES:
        return f"{what} — {data!r}"
    handle, name = tempfile.mkstemp(prefix="coach-fuzz-lost-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return f"{what} — {data[:SHOWN_BYTES]!r} … ({len(data)} bytes, in {name})"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
