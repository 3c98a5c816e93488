"""Opening a database file, encrypted or not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from coach.store.key import Key

BUSY_SECONDS = 10.0
"""How long a call waits while another program writes."""

# One file in rollback mode: synchronous=EXTRA also syncs the folder after a commit, so that a
# committed answer survives a power cut; nothing that was deleted stays in a write-ahead log; the
# file can be copied as it is and works in folders of a network. secure_delete overwrites what is
# deleted with zeros; temp_store keeps what VACUUM copies out of the system's temporary folder.
PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)


def connect(path: Path, key: Key | None = None) -> sqlite3.Connection:
    """Open a file, making it where there is none; rows have names, and any thread may use it.

    Args:
        path: The file.
        key: What it is encrypted with; without one it is plain, and no library for the other kind
            is loaded.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    if key is None:
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
    else:
        from coach.store import sqlcipher

        connection = sqlcipher.connect(path, key, timeout=BUSY_SECONDS)
    connection.text_factory = _text
    return connection


def _text(stored: bytes) -> str:
    """Return stored text; SQLite does not see a damaged letter, and it should cost no more."""
    return stored.decode("utf-8", "replace")
