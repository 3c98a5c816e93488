"""Life: what a process does that a fault ends, and what must be there when it starts again."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from coach.store.key import Key

Ack = Callable[[Any], None]
"""Told of what is safe, after the program has said so."""

DATABASES = ("coach.sqlite3", "library.sqlite3", "shares.sqlite3")
_LEFT = (".coach-*", "*.part", "model-*.log", "*.partial", "*.partial-*", "*.new")
"""What a fault may leave behind until the next start."""
_DOWNLOADS = ".partial"
PASSPHRASE = "seven slow herons"
_LONG_AGO = 3 * 24 * 3600


class Life(Protocol):
    """What is lived in one home. Each method runs in a process of its own."""

    def prepare(self, home: Path) -> None:
        """Make the home as the life finds it."""

    def live(self, home: Path, ack: Ack) -> None:
        """Do what writes, and tell ``ack`` what is safe by now."""

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:
        """Start again, and yield what is lost."""


def start_again(home: Path, *, damaged: bool = False) -> Iterator[str]:
    """Start the program as on another day, and yield what is wrong with what it finds.

    Args:
        home: The home.
        damaged: Whether the database was damaged, so that the program may say so.
    """
    _age(home)
    status, out = coach("sessions", "list", "--json")
    if status != 0:
        yield f"the program does not start: {out}"
        return
    if "damaged" in out and not damaged:
        yield f"a kill damaged the database: {out}"
    for name in DATABASES:
        if (home / name).exists():
            with closing(opened(home / name)) as connection:
                found = connection.execute("PRAGMA integrity_check").fetchone()[0]
                broken = [*map(tuple, connection.execute("PRAGMA foreign_key_check"))]
            if found != "ok" or broken:
                yield f"{name}: {found} {broken}"
    left = [path for path in leftovers(home) if not path.name.endswith("-journal")]
    if left:
        yield f"left behind: {[str(path.relative_to(home)) for path in left]}"


@functools.cache
def key() -> Key:
    """Return the key of all homes that are encrypted."""
    from coach.store.key import MARK, SALT_BYTES, derive

    return derive(PASSPHRASE, MARK.ljust(SALT_BYTES, b"0"))


def key_of(database: Path) -> Key | None:
    """Return the key of a database; None where it is not encrypted."""
    from coach.store.encryption import is_encrypted

    with contextlib.suppress(OSError):  # what cannot be read is told by whoever opens it
        return key() if is_encrypted(database) else None
    return None


def opened(database: Path) -> sqlite3.Connection:
    """Open a database as it is, encrypted or not."""
    from coach.store.connecting import connect

    return connect(database, key_of(database))


def leftovers(home: Path) -> list[Path]:
    """Return what a process that was killed has left below a folder, without begun downloads."""
    found = {path for pattern in _LEFT for path in home.rglob(pattern)}
    return sorted(path for path in found if _DOWNLOADS not in path.relative_to(home).parts)


def coach(*arguments: str) -> tuple[int, str]:
    """Run a command in this process; return its exit status and what it printed.

    Raises:
        RuntimeError: it failed in a way that no person was told of.
    """
    from coach.cli import main

    out = io.StringIO()
    os.environ["COACH_PASSPHRASE"] = PASSPHRASE  # where it is not wanted, it is not read
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = main(arguments)
    text = out.getvalue()
    if "Something went wrong in the program itself" in text:
        raise RuntimeError(f"{arguments}: {text}")
    return status, text


def done(*arguments: str) -> str:
    """Run a command that must end well, and return what it printed.

    Raises:
        CoachError: it said in plain words why it could not.
    """
    from coach.errors import CoachError

    status, text = coach(*arguments)
    if status != 0:
        raise CoachError(text)
    return text


def holding(home: Path, words: str) -> list[str]:
    """Return the files below a folder that have words in any byte of theirs."""
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    ]


def rows_of(database: Path) -> list[str]:
    """Return all rows of a database as statements."""
    with closing(sqlite3.connect(database)) as connection:
        return sorted(line for line in connection.iterdump() if line.startswith("INSERT"))


def plan_json(session: str, text: str) -> str:
    """Return a small plan."""
    source = {"type": "answer", "turn": 0, "quote": text}
    statement = {"text": text, "sources": [source]}
    section = {"id": "work", "title": "My work", "statements": [statement]}
    plan = {"session": session, "created": "2026-11-22T10:00:00+00:00", "title": text}
    return json.dumps({**plan, "sections": [section]})


def _age(home: Path) -> None:
    """Let what was left behind be old, as it is when somebody comes back on another day."""
    before = time.time() - _LONG_AGO
    for path in leftovers(home):
        with contextlib.suppress(OSError):
            os.utime(path, (before, before))
