"""Rewriting: a database goes into a new file with another key, and that takes its place.

The new file is complete, compared and on the disk before it takes the place of the old one in one
step, so that a kill at any moment leaves one or the other whole. What a kill leaves beside it is
erased at the next start.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from coach.files import sync_folder
from coach.store.connecting import PRAGMAS, connect
from coach.store.key import Key
from coach.store.migrations import Migration, layout_of, migrate
from coach.store.place import erase, make_private_file

NEW_FILE = ".partial"
"""Added to the name of a database for the file that will take its place."""
_REPLACED_FILE = ".replaced"
SIDE_FILES = ("-journal", "-wal", "-shm")
"""Added to its name for what SQLite keeps beside it."""


def write_anew(
    source: sqlite3.Connection, path: Path, key: Key | None, migrations: Sequence[Migration]
) -> None:
    """Write all rows of a database into a new file, and compare them.

    Args:
        source: To the database, in a transaction, so that nothing changes meanwhile.
        path: The new file.
        key: What it is encrypted with; None for a plain one.
        migrations: The steps to the layout of both.

    Raises:
        sqlite3.Error: one of both cannot be read or written.
        OSError: the new file cannot be made.
    """
    erase_with_side_files(path)
    make_private_file(path)
    with closing(connect(path, key)) as target:
        for pragma in PRAGMAS:
            target.execute(pragma)
        # Rows come table by table; all of them together are checked below.
        target.execute("PRAGMA foreign_keys = OFF")
        migrate(target, migrations)
        target.execute("BEGIN")
        for table, columns in _tables(source).items():
            places = ", ".join("?" * len(columns))
            target.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",
                _rows(source, table, columns),
            )
        target.execute("COMMIT")
    with closing(connect(path, key)) as written:
        found = written.execute("PRAGMA integrity_check(1)").fetchone()[0]
        orphans = written.execute("PRAGMA foreign_key_check").fetchall()
        if found != "ok" or orphans or not _same(source, written):
            raise sqlite3.OperationalError("the new file is not like the old one")


def put_in_place(path: Path) -> None:
    """Let the new file take the place of a database, which keeps a name for being overwritten.

    Where a file cannot have two names, the old one is deleted and not overwritten.

    Raises:
        OSError: it cannot be done; the old file is in its place.
    """
    new, old = _beside(path, NEW_FILE), _beside(path, _REPLACED_FILE)
    erase(old)
    with suppress(OSError):
        os.link(path, old)
    os.replace(new, path)


def erase_replaced(path: Path) -> None:
    """Overwrite and delete the file that was replaced.

    Raises:
        OSError: it cannot be done.
    """
    # Only what cannot come back after a power cut is overwritten.
    sync_folder(path.parent)
    erase(_beside(path, _REPLACED_FILE))


def erase_left_over(path: Path) -> None:
    """Erase what a kill left of a rewriting, unless another program is just about one.

    Raises:
        OSError: it cannot be erased.
    """
    left = [_beside(path, NEW_FILE + suffix) for suffix in ("", *SIDE_FILES)]
    left = [file for file in (*left, _beside(path, _REPLACED_FILE)) if os.path.lexists(file)]
    if left:
        from filelock import FileLock, Timeout

        with suppress(Timeout), FileLock(mending_lock(path), timeout=0, mode=0o600):
            for file in left:
                erase(file)


def erase_with_side_files(path: Path) -> None:
    """Erase a database with its journal.

    Raises:
        OSError: it cannot be erased.
    """
    for suffix in ("", *SIDE_FILES):
        erase(_beside(path, suffix))


def erase_copies(path: Path) -> None:
    """Erase every other file that may hold rows of a database: earlier copies, temporary files.

    Raises:
        OSError: one cannot be erased.
    """
    left = (file for file in path.parent.glob(".coach-*") if file.is_file())
    for file in chain(copies_of(path), left):
        erase(file)


def copies_of(path: Path) -> list[Path]:
    """Return the copies of a database from before updates and of when it was damaged."""
    names = (f"{path.name}.version-", f"{path.name}.damaged-")
    folder = path.parent.iterdir() if path.parent.is_dir() else ()
    return sorted(file for file in folder if file.name.startswith(names))


def mending_lock(path: Path) -> str:
    """Return the lock of whoever puts another file in the place of a database."""
    return f"{path}.lock"


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of each table; the number of a row is its first, so that order stays."""
    return {
        table: ["rowid", *(name for name, _type in columns)]
        for table, columns in layout_of(connection).items()
    }


def _rows(
    connection: sqlite3.Connection, table: str, columns: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid"
    return (tuple(row) for row in connection.execute(query))


def _same(one: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Tell whether two databases hold the same rows."""
    tables = _tables(one)
    return tables == _tables(other) and all(
        row == like
        for table, columns in tables.items()
        for row, like in zip_longest(_rows(one, table, columns), _rows(other, table, columns))
    )


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
