"""The SQLite file: opened privately, checked, backed up, migrated, and safe against power cuts."""

from __future__ import annotations

import glob
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from coach.config import make_private_folder
from coach.errors import CoachError, DamagedFileError
from coach.store.migrations import MIGRATIONS, Migration, migrate, version_of

BUSY_SECONDS = 10.0
"""How long a call waits while another program writes."""
_SIDE_FILES = ("-journal", "-wal", "-shm")

# One file in rollback mode: synchronous=EXTRA also syncs the folder after a commit, so that a
# committed answer survives a power cut; nothing that was deleted stays in a write-ahead log; the
# file can be copied as it is and works in folders of a network. secure_delete overwrites what is
# deleted with zeros; temp_store keeps what VACUUM copies out of the system's temporary folder.
_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)


class Database:
    """One open SQLite file that any thread may use.

    Attributes:
        path: The file.
        notice: What people should know about the opening; empty when all was well.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[Migration] = MIGRATIONS,
        *,
        holds: str = "your interviews",
    ) -> None:
        """Open the file, making it where there is none.

        Args:
            path: The file.
            migrations: The steps to its layout.
            holds: What is in it, for messages to people.

        Raises:
            CoachError: the file cannot be opened or written, or a newer version of the program
                wrote it. It is then as it was.
        """
        self.path = path
        self.notice = ""
        self._lock = threading.RLock()
        self._migrations = migrations
        self._holds = holds
        make_private_folder(path.parent)
        try:
            self._connection = self._open()
        except DamagedFileError:
            copy = self._set_aside()
            self.notice = (
                f"The file of {self._holds} was damaged. It is kept as {copy.name} in "
                f"{copy.parent}, and a new, empty one was started."
            )
            self._connection = self._open()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection in a transaction that happens whole or not at all.

        Raises:
            CoachError: the disk is full, the file is read-only, locked, damaged or closed.
        """
        with self._lock, self._plain_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for reading.

        Raises:
            CoachError: as for ``transaction``.
        """
        with self._lock, self._plain_errors():
            yield self._connection

    def shrink(self) -> None:
        """Give back the room of what was deleted.

        Deleted content is zeros already, so a failure (no room for the copy, another program
        reading) is let go: the next deletion shrinks the file.
        """
        with self._lock, suppress(sqlite3.OperationalError):
            self._connection.execute("VACUUM")

    def delete_backups(self) -> None:
        """Delete the copies that were made before migrations.

        Raises:
            CoachError: one of them cannot be deleted.
        """
        with self._plain_errors():
            for copy in self.path.parent.glob(f"{glob.escape(self.path.name)}.version-*"):
                copy.unlink(missing_ok=True)

    def damaged_copies(self) -> list[Path]:
        """Return the damaged files that were set aside."""
        return sorted(self.path.parent.glob(f"{glob.escape(self.path.name)}.damaged-*"))

    def close(self) -> None:
        """Close the file; calling it twice is fine."""
        with self._lock:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        with self._plain_errors():
            _make_private_file(self.path)
            connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                connection.row_factory = sqlite3.Row
                version = version_of(connection)
                self._refuse_newer(version)
                self._check(connection)
                for pragma in _PRAGMAS:
                    connection.execute(pragma)
                if 0 < version < len(self._migrations):
                    self._back_up(connection, version)
                migrate(connection, self._migrations)
            except BaseException:
                connection.close()
                raise
            return connection

    def _refuse_newer(self, version: int) -> None:
        if version > len(self._migrations):
            raise CoachError(
                f"A newer version of coach wrote {self.path}, and this one cannot read it.",
                "Install the newer version again; nothing was changed.",
            )

    def _check(self, connection: sqlite3.Connection) -> None:
        result = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if result != "ok":
            raise self._damaged()

    def _back_up(self, connection: sqlite3.Connection, version: int) -> None:
        """Copy the database before a migration, whole or not at all."""
        copy = self.path.with_name(f"{self.path.name}.version-{version}")
        partial = copy.with_name(copy.name + ".partial")
        partial.unlink(missing_ok=True)
        _make_private_file(partial)
        with closing(sqlite3.connect(partial)) as target:
            connection.backup(target)
        partial.replace(copy)

    def _set_aside(self) -> Path:
        """Rename the damaged file and whatever belongs to it; a stale journal must not stay."""
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
        copy = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        with self._plain_errors():
            self.path.replace(copy)
            for suffix in _SIDE_FILES:
                side = self.path.with_name(self.path.name + suffix)
                if side.exists():
                    side.replace(copy.with_name(copy.name + suffix))
        return copy

    def _damaged(self) -> DamagedFileError:
        return DamagedFileError(
            f"The file of {self._holds} is damaged: {self.path}.",
            "Start coach again: it keeps a copy of the damaged file and begins a new one.",
        )

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        """Turn failures of SQLite and of the file system into messages for people."""
        try:
            yield
        except sqlite3.Error as error:
            # SQLite's "not a database" and "malformed" arrive as the bare class; full, locked
            # and read-only files as its subclass OperationalError.
            if type(error) is sqlite3.DatabaseError:
                raise self._damaged() from error
            raise _explained(self.path, self._holds, str(error)) from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise _explained(self.path, self._holds, reason) from error


def _explained(path: Path, holds: str, reason: str) -> CoachError:
    lowered = reason.lower()
    if "full" in lowered or "no space" in lowered:
        return CoachError(
            "The disk is full, so this could not be saved; what was saved before is safe.",
            "Free some room and try again.",
        )
    if "locked" in lowered or "busy" in lowered:
        return CoachError(
            f"Another program is using the file of {holds}.",
            "Close the other coach window and try again.",
        )
    if "readonly" in lowered or "read-only" in lowered or "permission" in lowered:
        return CoachError(
            f"The file {path} cannot be written.",
            "Mend its permissions, or choose another folder with COACH_HOME.",
        )
    if "closed" in lowered:
        return CoachError(f"The file of {holds} is closed already.")
    return CoachError(
        f"The file {path} cannot be used: {reason}.",
        "Check the folder and the disk, or choose another folder with COACH_HOME.",
    )


def _make_private_file(path: Path) -> None:
    """Make the file for its owner only before SQLite opens it.

    SQLite gives its journal the same permissions.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if sys.platform != "win32" and path.stat().st_mode & 0o077:
        path.chmod(0o600)
