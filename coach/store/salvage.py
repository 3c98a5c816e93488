"""Salvage: what can still be read of a damaged database goes into a new one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from coach.store.pages import Value, rows_of_file

LOST = "[What stood here was lost when the file was damaged.]"
"""Stands in a transcript for a message that could not be saved, so that all numbers stay true."""

_JSON = frozenset({"notes", "state", "json"})
_TIMES = frozenset({"created", "updated", "added", "begun"})
_MOST_TURNS = 20_000
_FREE_TEXT = frozenset({"text", "title", "draft", "heading", "name"})
"""Columns whose text is still worth something when a part of it is destroyed."""
_TYPES: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "REAL": (int, float)}
_NOUNS = {
    "sessions": "interviews",
    "messages": "messages",
    "plans": "versions of plans",
    "documents": "documents",
    "shares": "shared documents",
}


@dataclass(frozen=True)
class _Column:
    name: str
    types: tuple[type, ...]
    needed: bool
    optional: bool


@dataclass(frozen=True)
class _Table:
    name: str
    columns: tuple[_Column, ...]

    def fits(self, row: Sequence[Value]) -> bool:
        """Tell whether a row can be one of this table."""
        if len(row) > len(self.columns):
            return False
        # A column that was added later is missing in rows that are older.
        if not all(column.optional for column in self.columns[len(row) :]):
            return False
        return all(_fits(column, value) for column, value in zip(self.columns, row, strict=False))


def salvage(content: bytes, connection: sqlite3.Connection, *, reserved: int = 0) -> str:
    """Put every row that can be read of a damaged file into a new database.

    Rows are known by their shape, so that a list of tables that is lost does not matter. What
    belongs to an interview whose own row is lost gets a new one.

    Args:
        content: The damaged file.
        connection: To a new database with the newest layout, in a transaction.
        reserved: How many bytes at the end of each page hold no rows.

    Returns:
        What was saved, in words for people; empty when nothing was.

    Raises:
        sqlite3.Error: the new database cannot be written.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    tables = _tables(connection)
    for row in rows_of_file(content, reserved):
        table = next((table for table in tables if table.fits(row)), None)
        if table is not None:
            _insert(connection, table, row)
    if any(table.name == "sessions" for table in tables):
        _mend_sessions(connection)
    _drop_orphans(connection)
    counts = {t.name: _count(connection, t.name) for t in tables if t.name in _NOUNS}
    return ", ".join(f"{count} {_NOUNS[name]}" for name, count in counts.items() if count)


def times_are_readable(connection: sqlite3.Connection) -> bool:
    """Tell whether all times in a database are times; SQLite does not look at that."""
    queries = [
        f"SELECT EXISTS (SELECT 1 FROM {table.name} WHERE julianday({column.name}) IS NULL)"
        for table in _tables(connection)
        for column in table.columns
        if column.name in _TIMES
    ]
    try:
        return not any(connection.execute(query).fetchone()[0] for query in queries)
    except sqlite3.OperationalError:  # names that are damaged
        return False


def _tables(connection: sqlite3.Connection) -> list[_Table]:
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY rowid"
    ).fetchall()
    return [
        _Table(
            name,
            tuple(
                _Column(
                    column["name"],
                    _TYPES.get(column["type"], ()),
                    bool(column["notnull"] or column["pk"]),
                    not column["notnull"] or column["dflt_value"] is not None,
                )
                for column in connection.execute(f"PRAGMA table_info({name})").fetchall()
            ),
        )
        for (name,) in names
    ]


def _fits(column: _Column, value: Value) -> bool:
    if value is None:
        return not column.needed
    if not isinstance(value, column.types):
        return False
    if not isinstance(value, str):
        return True
    if column.name in _JSON:
        return "\ufffd" not in value and _is_object(value)
    return column.name in _FREE_TEXT or ("\ufffd" not in value and "\0" not in value)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _insert(connection: sqlite3.Connection, table: _Table, row: Sequence[Value]) -> None:
    """Insert a row unless the checks of the table are against it, or its place is taken."""
    names = ", ".join(column.name for column in table.columns[: len(row)])
    places = ", ".join("?" * len(row))
    values = [
        _time(value) if column.name in _TIMES else value
        for column, value in zip(table.columns, row, strict=False)
    ]
    connection.execute(f"INSERT OR IGNORE INTO {table.name} ({names}) VALUES ({places})", values)


def _time(value: Value) -> str:
    """Return a stored time, or the time of now in the place of one that is destroyed."""
    try:
        return datetime.fromisoformat(str(value)).isoformat()
    except ValueError:
        return datetime.now(timezone.utc).isoformat()


def _mend_sessions(connection: sqlite3.Connection) -> None:
    """Give each interview its own row, and each of its turns a message."""
    now = datetime.now(timezone.utc).isoformat()
    for table in ("messages", "snapshots"):  # a number that is damaged, not an interview so long
        connection.execute(f"DELETE FROM {table} WHERE turn > {_MOST_TURNS}")
    for table in ("messages", "snapshots", "plans", "wordings", "reviews"):
        connection.execute(
            "INSERT OR IGNORE INTO sessions (id, form, created, updated)"
            f" SELECT DISTINCT session_id, 'full', ?1, ?1 FROM {table}",
            (now,),
        )
    rows = connection.execute(
        "SELECT session_id, turn FROM messages UNION SELECT session_id, turn FROM snapshots"
        " WHERE turn >= 0 ORDER BY session_id, turn"
    ).fetchall()
    last = {row["session_id"]: int(row["turn"]) for row in rows}
    for session_id, upto in last.items():
        connection.executemany(
            "INSERT OR IGNORE INTO messages (session_id, turn, speaker, topic, kind, origin, text)"
            " VALUES (?, ?, 'coach', 'work', 'clarification', 'stock', ?)",
            ((session_id, turn, LOST) for turn in range(upto + 1)),
        )


def _drop_orphans(connection: sqlite3.Connection) -> None:
    """Delete what belongs to something that is lost; a deletion ends no check of its own."""
    broken: Iterable[sqlite3.Row] = connection.execute("PRAGMA foreign_key_check").fetchall()
    for row in broken:
        connection.execute(f"DELETE FROM {row['table']} WHERE rowid = ?", (row["rowid"],))


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
