"""The fault campaign: kills, full and broken disks, forbidden files, locks; then a new start.

For each kind of work that writes, faults are set to the calls of the system that change files, in
every library of the process. After each fault the program starts again, and all that it had
acknowledged must be there; no file is half of one, and nothing is left behind.
"""

from __future__ import annotations

import queue
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

from campaigns import disks, killing, locks, powercuts
from campaigns.faulting import Fault, How, Nursery
from campaigns.judging import judged
from campaigns.table import Row

TITLES = {
    "answers": "Answers, notes, a draft",
    "encrypted answers": "The same, encrypted",
    "encrypting": "The database is encrypted",
    "decrypting": "The encryption is taken away",
    "plans": "A plan, its versions, a review",
    "talk": "A talk by lines, its plan, an export",
    "deletion": "An interview is deleted",
    "undoing": "A deleted interview is brought back",
    "migration-1": "A database of the layout 1 is opened",
    "migration-2": "A database of the layout 2 is opened",
    "migration-3": "A database of the layout 3 is opened",
    "mending": "A damaged database is mended",
    "settings": "Settings",
    "exports": "Exports of a plan in six formats",
    "takeout": "An export of everything",
    "prefix states": "Prefix states",
    "download": "Downloads of two models",
    "documents": "A document is added, indexed, removed",
}
_KILLS = {How.DIE: 4, How.TORN: 8}
_FAILURES = {How.FULL: 24, How.BROKEN: 24, How.ONCE: 24}
"""Faults, and at every how many-th call they are set in the full size."""
_SLOW = {"talk": 4, "documents": 12, "takeout": 3, "exports": 1}
"""Lives that take long: of their calls only every so many-th counts."""
_TWICE = ("answers", "encrypting", "plans", "deletion", "migration-1", "mending", "documents")
_TWICE_CASES = 6
_BESIDE_CASES = 25
_PROGRAMS = 8
_AT_ONCE = 3
"""How many nurseries work at once in the full size."""

_Maker = Callable[[Nursery, random.Random], Row]


def run(*, small: bool, seed: int) -> list[Row]:
    """Set the faults, and return a row for each kind of work and of fault.

    Args:
        small: A few of each.
        seed: Where the faults are drawn.
    """
    free: queue.Queue[Nursery] = queue.Queue()
    count = 1 if small else _AT_ONCE

    def made(numbered: tuple[int, _Maker]) -> Row:
        number, maker = numbered
        nursery = free.get()
        try:
            row = maker(nursery, random.Random(seed * 1_000 + number))
        finally:
            free.put(nursery)
        lines = [f"{time.strftime('%H:%M:%S')} {row.kind}: {row.tried}", *row.losses]
        print("\n".join(lines), file=sys.stderr)
        return row

    with ExitStack() as stack:
        for _ in range(count):
            free.put(stack.enter_context(Nursery()))
        pool = stack.enter_context(ThreadPoolExecutor(count))
        return list(pool.map(made, enumerate(_makers(small=small))))


def _makers(*, small: bool) -> Iterator[_Maker]:
    for life in TITLES:
        yield partial(_row, life, "killed", _KILLS, small=small)
        if not (small and life in _SLOW):
            yield partial(_row, life, "disk full or broken", _FAILURES, small=small)
    yield partial(_killed_twice, small=small)
    yield partial(powercuts.row, small=small)
    if not small:  # each of these starts programs anew
        yield partial(killing.beside, cases=_BESIDE_CASES)
        yield partial(killing.whole_program, cases=_PROGRAMS)
    yield partial(disks.full, small=small)
    yield partial(disks.forbidden, small=small)
    yield partial(locks.row, small=small, released=False)
    yield partial(locks.row, small=small, released=True)


def _row(
    life: str,
    what: str,
    hows: Mapping[How, int],
    nursery: Nursery,
    draw: random.Random,
    *,
    small: bool,
) -> Row:
    """Live a life with faults at its calls, and start again after each."""
    row = Row(f"{TITLES[life]}: {what}")
    calls = range(1, nursery.live(life, nursery.home(life)).calls + 1)
    slow = _SLOW.get(life, 1)
    faults = [
        Fault(how, at)
        for first, (how, step) in enumerate(hows.items())
        for at in calls[first :: step * slow]
    ]
    for fault in draw.sample(faults, 1) if small else faults:
        home = nursery.home(life)
        ended = nursery.live(life, home, fault)
        row.note(judged(nursery, life, home, [ended], f"{fault.how.name.lower()} at {fault.at}"))
    return row


def _killed_twice(nursery: Nursery, draw: random.Random, *, small: bool) -> Row:
    """Kill it, and again while the next start mends what the kill left."""
    row = Row("Killed, and killed again at the next start")
    for life in _TWICE if not small else _TWICE[:2]:
        calls = nursery.live(life, nursery.home(life)).calls
        for _ in range(2 if small else _TWICE_CASES):
            home = nursery.home(life)
            first = nursery.live(life, home, Fault(draw.choice([*_KILLS]), draw.randint(1, calls)))
            second = Fault(draw.choice([*_KILLS]), draw.randint(1, 40))
            nursery.live("start", home, second)
            row.note(judged(nursery, life, home, [first], f"{life}, then {second.at}"))
    return row
