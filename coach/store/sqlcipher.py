"""SQLCipher behind the interface of the standard library's SQLite, failures included.

SQLCipher is SQLite that encrypts each page before it is written, in the file and in its journals.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlcipher3 import dbapi2

from coach.store.key import Key

_Call = TypeVar("_Call", bound=Callable[..., Any])


def _as_sqlite(call: _Call) -> _Call:
    """Let a method fail with the standard library's error of the same name."""

    @wraps(call)
    def run(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the method takes
        try:
            return call(*arguments, **options)
        except dbapi2.Error as error:
            raise getattr(sqlite3, type(error).__name__)(*error.args) from error

    return cast(_Call, run)


class _Cursor(dbapi2.Cursor):  # type: ignore[misc]  # the library has no types
    execute = _as_sqlite(dbapi2.Cursor.execute)
    executemany = _as_sqlite(dbapi2.Cursor.executemany)
    fetchone = _as_sqlite(dbapi2.Cursor.fetchone)
    fetchall = _as_sqlite(dbapi2.Cursor.fetchall)
    __next__ = _as_sqlite(dbapi2.Cursor.__next__)


class _Connection(dbapi2.Connection):  # type: ignore[misc]
    backup = _as_sqlite(dbapi2.Connection.backup)

    def cursor(self) -> _Cursor:
        """Return a cursor; ``execute`` of the connection asks for one as well."""
        return cast(_Cursor, super().cursor(_Cursor))


def connect(path: Path, key: Key, *, timeout: float) -> sqlite3.Connection:
    """Open an encrypted file, making it where there is none.

    Args:
        path: The file.
        key: What it is encrypted with.
        timeout: How long a call waits while another program writes, in seconds.

    Returns:
        A connection with the interface of ``sqlite3.Connection``, in autocommit mode, for any
        thread; rows have names.

    Raises:
        sqlite3.Error: it cannot be opened. Another key is noticed by the first query.
    """
    opened = _as_sqlite(dbapi2.connect)(
        path, timeout=timeout, isolation_level=None, check_same_thread=False, factory=_Connection
    )
    # It would write to standard error what is told to people anyway.
    opened.execute("PRAGMA cipher_log_level = NONE")
    opened.execute(f'PRAGMA key = "{key.raw}"')
    opened.row_factory = dbapi2.Row
    return cast(sqlite3.Connection, opened)
