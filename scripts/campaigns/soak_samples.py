"""What a long run takes: looked at after each interview, and judged when all are over."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import psutil

from campaigns.table import Row

MEMORY_GROWTH = 0.05
"""How much of its memory a process may gain between the second tenth and the last: the allocator's
own ups and downs are below 4 % here."""
SLOWER = 1.2
"""How much longer a turn may take in the last tenth than in the second."""
_MB = 1_000_000
_Seen = TypeVar("_Seen")


@dataclass(frozen=True)
class Process:
    """What a process holds.

    Attributes:
        memory: Resident set size in units of 10⁶ bytes.
        handles: File descriptors; handles on Windows.
        threads: Its threads.
    """

    memory: float
    handles: int
    threads: int


@dataclass(frozen=True)
class Sample:
    """What was seen after one interview.

    Attributes:
        program: The program's process.
        engine: The model's process; None where there is none.
        children: Processes below the program.
        turns: Seconds of wall time of each turn.
        work: Seconds of processor time per turn, of the program and the model.
    """

    program: Process
    engine: Process | None
    children: int
    turns: Sequence[float]
    work: float


def look(process_id: int) -> Process:
    """Return what a process holds now."""
    process = psutil.Process(process_id)
    with process.oneshot():
        memory, threads = process.memory_info().rss / _MB, process.num_threads()
        if sys.platform == "win32":
            handles = process.num_handles()
        else:
            handles = process.num_fds()
    return Process(memory, handles, threads)


def worked(process_ids: Sequence[int]) -> float:
    """Return how many seconds of processor time some processes took so far."""
    times = [psutil.Process(one).cpu_times() for one in process_ids]
    return sum(time.user + time.system for time in times)


def judged(samples: Sequence[Sample], *, times: bool = True) -> list[Row]:
    """Return a row for each measure; the first tenth is the warm-up and counts for none.

    Args:
        samples: One for each interview, in order; at least three.
        times: Whether to judge times too.
    """
    rows = [
        _memory("memory of the program", samples, lambda one: one.program.memory),
        _count("handles of the program", samples, lambda one: one.program.handles),
        _count("threads of the program", samples, lambda one: one.program.threads),
        _count("processes of the program", samples, lambda one: one.children),
    ]
    engines = [one.engine for one in samples if one.engine is not None]
    if len(engines) == len(samples):
        rows += [
            _memory("memory of the model's process", engines, lambda one: one.memory),
            _count("handles of the model's process", engines, lambda one: one.handles),
            _count("threads of the model's process", engines, lambda one: one.threads),
        ]
    if times:
        turns = [statistics.median(one.turns) for one in samples]
        rows.append(_time("wall time of a turn", turns))
        rows.append(_time("processor time of a turn", [one.work for one in samples]))
    return rows


def slope(values: Sequence[float]) -> float:
    """Return by how much values rise from one to the next, by least squares."""
    if len(values) < 2:
        return 0.0
    return statistics.linear_regression(range(len(values)), values).slope


def _tenths(count: int) -> tuple[slice, slice]:
    """Return where the second and the last tenth of so many samples are."""
    tenth = max(1, count // 10)
    return slice(tenth, 2 * tenth), slice(count - tenth, count)


def _memory(name: str, samples: Sequence[_Seen], of: Callable[[_Seen], float]) -> Row:
    """Judge the growth twice: by the ends of the run, and by the slope over all of it."""
    values = [of(one) for one in samples]
    second, last = _tenths(len(values))
    before, after = statistics.median(values[second]), statistics.median(values[last])
    settled = values[second.start :]
    each = slope(settled)
    row = Row(f"{name}: {before:.0f} MB, then {after:.0f} MB; {each * 1000:+.0f} kB an interview")
    allowed = before * MEMORY_GROWTH
    grown = max(after - before, each * len(settled))
    row.note(f"it grew by {grown:.0f} MB" if grown > allowed else "")
    return row


def _count(name: str, samples: Sequence[_Seen], of: Callable[[_Seen], int]) -> Row:
    """Judge the fewest of each tenth: what is leaked never goes below again.

    More for a while is no leak. Chroma opens another connection to its database, with a thread and
    a handle, when it is busy, and closes it when that one was idle.
    """
    values = [of(one) for one in samples]
    second, last = _tenths(len(values))
    before, after = min(values[second]), min(values[last])
    row = Row(f"{name}: {before}, then {after}; never more than {max(values)}")
    row.note(f"{after - before} were not given back" if after > before else "")
    return row


def _time(name: str, values: Sequence[float]) -> Row:
    second, last = _tenths(len(values))
    before, after = statistics.median(values[second]), statistics.median(values[last])
    ratio = after / before if before else 1.0
    row = Row(f"{name}: {before * 1000:.0f} ms, then {after * 1000:.0f} ms; ratio {ratio:.2f}")
    row.note(f"{ratio:.2f} times as long" if ratio > SLOWER else "")
    return row
