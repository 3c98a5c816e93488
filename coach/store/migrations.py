"""The database's layout, as the ordered steps that lead to it.

``PRAGMA user_version`` counts the steps that a database has been through. A step is never edited
once it was released: a new one is added at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Migration:
    """One step from a layout to the next.

    Attributes:
        name: What the step does, for people.
        statements: SQL statements, run in order in one transaction.
    """

    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "sessions, messages, snapshots and plans",
        (
            """
            CREATE TABLE sessions (
                id TEXT PRIMARY KEY,
                form TEXT NOT NULL CHECK (form IN ('full', 'short')),
                created TEXT NOT NULL,
                updated TEXT NOT NULL,
                status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'finished')),
                title TEXT NOT NULL DEFAULT '',
                draft TEXT NOT NULL DEFAULT ''
            )
            """,
            """
            CREATE TABLE messages (
                session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
                turn INTEGER NOT NULL CHECK (turn >= 0),
                speaker TEXT NOT NULL CHECK (speaker IN ('coach', 'employee')),
                topic TEXT NOT NULL,
                kind TEXT NOT NULL,
                origin TEXT NOT NULL CHECK (origin IN ('stock', 'model')),
                text TEXT NOT NULL,
                ttft_ms REAL,
                total_ms REAL,
                PRIMARY KEY (session_id, turn)
            )
            """,
            """
            CREATE TABLE snapshots (
                session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
                turn INTEGER NOT NULL,
                notes TEXT NOT NULL,
                state TEXT NOT NULL,
                PRIMARY KEY (session_id, turn)
            )
            """,
            """
            CREATE TABLE plans (
                id TEXT NOT NULL,
                version INTEGER NOT NULL CHECK (version >= 1),
                session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
                created TEXT NOT NULL,
                title TEXT NOT NULL,
                json TEXT NOT NULL,
                PRIMARY KEY (id, version)
            )
            """,
            "CREATE INDEX plans_by_session ON plans (session_id, version)",
        ),
    ),
    Migration(
        "wordings of plans that are not finished",
        (
            """
            CREATE TABLE wordings (
                session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
                key TEXT NOT NULL,
                outcome TEXT NOT NULL,
                PRIMARY KEY (session_id, key)
            )
            """,
        ),
    ),
    Migration(
        "reviews of plans",
        (
            """
            CREATE TABLE reviews (
                session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
                number INTEGER NOT NULL CHECK (number >= 1),
                begun TEXT NOT NULL,
                finished TEXT NOT NULL DEFAULT '',
                state TEXT NOT NULL,
                PRIMARY KEY (session_id, number)
            )
            """,
        ),
    ),
    Migration(
        "answers that were changed",
        (
            "ALTER TABLE messages ADD COLUMN instead_of INTEGER",
            "ALTER TABLE messages ADD COLUMN now INTEGER",
        ),
    ),
)


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many steps the database has been through."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def layout_of(connection: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """Return the columns of each table, by the table's name: their names and types.

    Raises:
        sqlite3.Error: the layout cannot be read.
    """
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name"
    ).fetchall()
    query = "SELECT name, type FROM pragma_table_info(?)"
    return {
        name: [(str(one), str(kind)) for one, kind in connection.execute(query, (name,))]
        for (name,) in names
    }


def migrate(
    connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS
) -> list[str]:
    """Run the steps that the database has not been through; return their names.

    Each step is one transaction together with its number: it has happened whole or not at all.
    Another program that opens the same database at the same moment runs no step twice.

    Args:
        connection: In autocommit mode (``isolation_level=None``).
        migrations: All steps from the first.

    Raises:
        sqlite3.Error: a step failed; the database is as the step before left it.
    """
    done = []
    for number, migration in enumerate(migrations, start=1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version_of(connection) < number:
                for statement in migration.statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
                done.append(migration.name)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return done
