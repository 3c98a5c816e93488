"""Copies of a database, made while other programs may use it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from coach.store.connecting import connect
from coach.store.failures import explained
from coach.store.key import Key
from coach.store.migrations import MIGRATIONS
from coach.store.place import make_private_file
from coach.store.rewriting import NEW_FILE, write_anew


def copy_database(path: Path, to: Path, key: Key | None = None) -> None:
    """Copy a database whole, while other programs may use it; the copy is not encrypted.

    Args:
        path: The database.
        to: The new file.
        key: What the database is encrypted with; its layout is then that of interviews.

    Raises:
        CoachError: it is damaged, or one of both files cannot be used.
    """
    try:
        with closing(connect(path, key)) as connection:
            if key is None:
                copy_to(connection, to, None)
            else:
                connection.execute("BEGIN")
                write_anew(connection, to, None, MIGRATIONS)
    except (sqlite3.Error, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise explained(path, "your data", reason) from error


def copy_to(connection: sqlite3.Connection, to: Path, key: Key | None) -> None:
    """Copy an open database, whole or not at all.

    Args:
        connection: To the database.
        to: The new file.
        key: What both are encrypted with.

    Raises:
        sqlite3.Error: one of both cannot be read or written.
        OSError: the new file cannot be made.
    """
    partial = to.with_name(to.name + NEW_FILE)
    partial.unlink(missing_ok=True)
    make_private_file(partial)
    with closing(connect(partial, key)) as target:
        connection.backup(target)
    partial.replace(to)
