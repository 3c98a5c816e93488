"""The process that tries the cases of the fuzzing: a hang, or a crash of native code, ends only it.

Started by ``campaigns.fuzz`` with what to do as JSON. It writes each case to a file before it tries
it, so that the one that ends the process is known, and what was lost to its output.
"""

from __future__ import annotations

import json
import os
import random
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from campaigns.fuzz_case import Guard, Target, attempt
from campaigns.hostile import LONGEST, cases, edited

HEAD = struct.Struct("<qq")
"""Before a case in its file: how many of the target were tried before, and how many were lost."""
MOST_LOSSES = 25
"""So many losses of a target tell enough; it is given up then."""


class Trial:
    """Tries the cases of one target and tells what was lost.

    Args:
        target: What is tried.
        folder: Where cases may write, and where the case in hand is kept.
        guard: Sees what cases do to the machine.
        stops: Whether a case that takes too long is ended; see ``attempt``.
    """

    def __init__(self, target: Target, folder: Path, guard: Guard, *, stops: bool) -> None:
        self.target = target
        self._stops = stops
        self.tried = self.lost = 0
        self._guard = guard
        self._case = (folder / "case").open("wb", buffering=0)

    def __call__(self, data: bytes) -> None:
        """Try a case."""
        if self.lost >= MOST_LOSSES:
            return
        self._keep(data)
        loss = attempt(self.target, data, self._guard, stops=self._stops)
        self.tried += 1
        if loss:
            self.lost += 1
            tell(loss=loss, case=data.hex())

    def end(self) -> None:
        """Tell how many cases were tried."""
        self._case.close()
        tell(tried=self.tried, lost=self.lost)

    def kept(self) -> tuple[int, int, bytes]:
        """Return how many cases were tried and lost before the one in hand, and that case."""
        data = Path(self._case.name).read_bytes()
        return *HEAD.unpack_from(data), data[HEAD.size :]

    def _keep(self, data: bytes) -> None:
        self._case.seek(0)
        self._case.write(HEAD.pack(self.tried, self.lost) + data)
        self._case.truncate()


def tell(**what: object) -> None:
    """Write one line of the result; sentences for people are not among it."""
    os.write(_OUT, json.dumps(what).encode() + b"\n")


_OUT = 1


def drawn(trial: Trial, count: int, seed: int) -> None:
    """Try cases from the hypothesis library."""
    import hypothesis

    seeds = list(trial.target.seeds())

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        backend="hypothesis",
    )
    @hypothesis.given(cases(seeds))
    def run(data: bytes) -> None:
        trial(data)

    run()


def guided(trial: Trial, count: int, seed: int, seconds: float, folder: Path) -> None:
    """Try cases that atheris leads to new lines of the program; this does not return.

    Args:
        trial: Tries them.
        count: How many at least.
        seed: Where chance begins.
        seconds: Longest time; the campaign has to end.
        folder: Where the seeds are written for atheris.
    """
    import atheris

    seeds = list(trial.target.seeds())
    corpus = Path(tempfile.mkdtemp(prefix="corpus-", dir=folder))
    for number, data in enumerate(seeds):
        (corpus / f"{number:04d}").write_bytes(data[:LONGEST])
    end = time.monotonic() + seconds

    def change(data: bytes, limit: int, chance: int) -> bytes:
        source = random.Random(chance)
        if source.random() < 0.5:
            return bytes(atheris.Mutate(data, limit))
        for _ in range(source.choice((1, 1, 2, 4))):
            data = edited(data, source, seeds)
        return data[:limit]

    def run(data: bytes) -> None:
        trial(data)
        if trial.tried >= count or trial.lost >= MOST_LOSSES or time.monotonic() > end:
            trial.end()
            os._exit(0)

    options = ["fuzz", f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=99999"]
    # With no limit at all atheris ends a process whose case takes a second.
    options += [
        "-rss_limit_mb=99999",
        "-detect_leaks=0",
        "-verbosity=0",
        "-len_control=20",
        "-runs=-1",
        str(corpus),
    ]
    atheris.Setup(options, run, custom_mutator=change)
    atheris.Fuzz()


def targets(names: Sequence[str], *, watched: bool) -> list[Target]:
    """Return the targets of these names, the program's modules watched for the lines they reach."""
    if watched:
        import atheris

        with atheris.instrument_imports(include=["coach"]):
            return _warm(names)
    return _warm(names)


def _warm(names: Sequence[str]) -> list[Target]:
    from campaigns.fuzz_targets import TARGETS, by_name

    found = [by_name(name) for name in names]
    for target in found:
        # Once before anything is measured: modules, word lists and templates are loaded.
        for data in list(target.seeds())[:3] if target in TARGETS else ():
            attempt(target, data)
    return found


def main() -> None:
    """Do what the first line of the input says."""
    global _OUT
    work: dict[str, Any] = json.loads(sys.stdin.readline())
    folder = Path.cwd()
    _OUT = os.dup(1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    _limit_memory()
    found = targets(list(work["counts"]), watched=work["guided"])
    guard = Guard(folder)
    guard.begin()
    for target in found:
        tell(target=target.name)
        trial = Trial(target, folder, guard, stops=not work["guided"])
        count, seed = work["counts"][target.name], work["seed"]
        if work["guided"]:
            forked(partial(guided, trial, count, seed, work["seconds"], folder), trial)
        else:
            drawn(trial, count, seed)
            trial.end()


def forked(run: Callable[[], None], trial: Trial) -> None:
    """Run what does not return in a copy of this process, and tell when a case ended that."""
    copy = os.fork()
    if copy == 0:
        run()
    _, status = os.waitpid(copy, 0)
    if status:
        tried, lost, case = trial.kept()
        code = os.waitstatus_to_exitcode(status)
        tell(loss=f"the process ended with status {code}", case=case.hex())
        tell(tried=tried + 1, lost=lost + 1)


def _limit_memory() -> None:
    """Let what takes far too much fail here, and not take the machine with it."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (6_000_000_000, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
