"""Deleting interviews, and bringing one back while whoever deleted it still holds it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coach.errors import CoachError
from coach.store.database import Database
from coach.store.rows import check_session, no_session, storable

_TABLES = {
    "sessions": "id",
    "messages": "session_id",
    "snapshots": "session_id",
    "plans": "session_id",
    "wordings": "session_id",
    "reviews": "session_id",
}
"""Every table that holds something of a session, with the column of its id; the session first."""


@dataclass(frozen=True)
class Removed:
    """A deleted interview, whole. It is in memory only: when this is gone, the interview is gone.

    Attributes:
        session_id: Its id.
        rows: The rows of each table.
    """

    session_id: str
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


class Removing:
    """Takes sessions out of one database and puts them back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def delete(self, session_id: str) -> Removed:
        """Delete a session and everything of it; see ``Store.delete_session``."""
        wanted = storable(session_id)
        with self._database.reading() as connection:
            check_session(connection, wanted)
        # First, so that a kill in between leaves an interview and not a forgotten copy of it.
        self._database.delete_backups()
        with self._database.transaction() as connection:
            rows = {table: _rows(connection, table, wanted) for table in _TABLES}
            if not rows["sessions"]:
                raise no_session(session_id)
            connection.execute("DELETE FROM sessions WHERE id = ?", (wanted,))
        self._database.shrink()
        return Removed(wanted, rows)

    def bring_back(self, removed: Removed) -> None:
        """Put a session back as it was; see ``Store.bring_back``."""
        try:
            with self._database.transaction() as connection:
                for table, rows in removed.rows.items():
                    for row in rows:
                        _insert(connection, table, row)
        except CoachError as error:
            if isinstance(error.__cause__, sqlite3.IntegrityError):
                raise CoachError("Something of that name is here again already.") from error
            raise


def _rows(connection: sqlite3.Connection, table: str, session_id: str) -> list[dict[str, Any]]:
    rows = connection.execute(
        f"SELECT * FROM {table} WHERE {_TABLES[table]} = ? ORDER BY rowid", (session_id,)
    ).fetchall()
    return [dict(row) for row in rows]


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    places = ", ".join("?" * len(row))
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values())
    )
