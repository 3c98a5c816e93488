"""The fault campaign: kills, full and broken disks, forbidden files, locks; then a new start.

For each kind of work that writes, faults are set to the calls of the system that change files, in
every library of the process. After each fault the program starts again, and all that it had
acknowledged must be there; no file is half of one, and nothing is left behind.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable, Iterator

from campaigns import disks, killing, locks
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
_KILLS = {How.DIE: 1, How.TORN: 2}
_FAILURES = {How.FULL: 6, How.BROKEN: 6, How.ONCE: 6}
"""Faults, and at every how many-th call they are set in the full size."""
_SLOW = {"talk": 12, "documents": 40, "takeout": 8, "exports": 3, "encrypted answers": 2}
"""Lives that take long: of their calls every so many-th is taken."""
_TWICE = ("answers", "encrypting", "plans", "deletion", "migration-1", "mending", "documents")
_TWICE_CASES = 15
_BESIDE_CASES = 40
_PROGRAMS = 15


def run(*, small: bool, seed: int) -> list[Row]:
    """Set the faults, and return a row for each kind of work and of fault.

    Args:
        small: A few of each.
        seed: Where the faults are drawn.
    """
    draw = random.Random(seed)
    rows: list[Row] = []
    with Nursery() as nursery:
        for row in _rows(nursery, draw, small=small):
            rows.append(row)
            print(f"{time.strftime('%H:%M:%S')} {row.kind}: {row.tried}", file=sys.stderr)
    return rows


def _rows(nursery: Nursery, draw: random.Random, *, small: bool) -> Iterator[Row]:
    for life, title in TITLES.items():
        calls = range(1, nursery.live(life, nursery.home(life)).calls + 1)
        for what, hows in (("killed", _KILLS), ("disk full or broken", _FAILURES)):
            slow = _SLOW.get(life, 1)
            faults = [
                Fault(how, at)
                for first, (how, step) in enumerate(hows.items())
                for at in calls[first :: step * slow]
            ]
            if small:
                faults = draw.sample(faults, 1 if life in _SLOW else 2)
            yield _row(nursery, f"{title}: {what}", life, faults)
    yield _killed_twice(nursery, draw, small=small)
    if not small:  # each of these starts programs anew
        yield killing.beside(nursery, draw, _BESIDE_CASES)
        yield killing.whole_program(nursery, draw, _PROGRAMS)
    yield from disks.rows(nursery, draw, small=small)
    yield from locks.rows(nursery, draw, small=small)


def _row(nursery: Nursery, kind: str, life: str, faults: Iterable[Fault]) -> Row:
    """Live a life with each of the faults, and start again after it."""
    row = Row(kind)
    for fault in faults:
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
