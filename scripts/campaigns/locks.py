"""Locks that another program holds, for a moment or for long."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock

from campaigns.faulting import Fault, Nursery
from campaigns.judging import judged
from campaigns.nursery import MOMENT
from campaigns.table import Row

_DATABASES = (
    ("answers", "coach.sqlite3"),
    ("plans", "coach.sqlite3"),
    ("talk", "coach.sqlite3"),
    ("deletion", "coach.sqlite3"),
    ("undoing", "coach.sqlite3"),
    ("migration-1", "coach.sqlite3"),
    ("migration-3", "coach.sqlite3"),
    ("exports", "coach.sqlite3"),
    ("takeout", "coach.sqlite3"),
    ("documents", "library.sqlite3"),
)
_FILES = (
    ("settings", "settings.toml.lock"),
    ("mending", "coach.sqlite3.lock"),
    ("documents", "index/own/index.lock"),
)
_KINDS = ("IMMEDIATE", "EXCLUSIVE")


def row(nursery: Nursery, draw: random.Random, *, small: bool, released: bool) -> Row:
    """Return a row for locks that are held on, or that are let go after a moment."""
    databases = [(life, name, kind) for life, name in _DATABASES for kind in _KINDS]
    cases = [*databases, *((life, name, "") for life, name in _FILES)]
    found = Row(f"Another program holds a lock{', then lets go of it' if released else ''}")
    for life, name, how in draw.sample(cases[:4], 2) if small else cases:
        home = nursery.home(life)
        with _held(home / name, how) as let_go:
            if released:
                timer = threading.Timer(MOMENT, let_go)
                timer.start()
            ended = nursery.live(life, home, Fault(hurry=not released))
            if released:
                timer.join()
        what = f"{life} with {name} locked {how}"
        lost = judged(nursery, life, home, [ended], what)
        if released and not lost and ended.end != "done":
            lost = f"{what}: not waited for: {ended.end}"
        found.note(lost)
    return found


@contextmanager
def _held(path: Path, how: str) -> Iterator[Callable[[], object]]:
    """Hold a lock of SQLite's, or of a file where ``how`` is empty."""
    if not how:
        lock = FileLock(path, thread_local=False)
        lock.acquire()
        try:
            yield lock.release
        finally:
            lock.release()
        return
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    with closing(connection):
        connection.execute(f"BEGIN {how}")
        yield lambda: connection.execute("ROLLBACK")
