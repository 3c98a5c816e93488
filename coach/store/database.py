"""The SQLite file: opened privately, checked, backed up, migrated, mended, safe in power cuts."""

from __future__ import annotations

import glob
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from coach.config import make_private_folder
from coach.errors import CoachError, DamagedFileError
from coach.files import remove_left, write_whole
from coach.store.connecting import PRAGMAS, connect
from coach.store.copying import copy_to
from coach.store.encryption import (
    LockedError,
    WrongPassphraseError,
    decrypted,
    decrypted_head,
    forget_salt,
    is_encrypted,
    keep_salt,
)
from coach.store.failures import explained, is_of_the_place
from coach.store.key import RESERVED_BYTES, Key
from coach.store.migrations import MIGRATIONS, Migration, layout_of, migrate, version_of
from coach.store.place import MAGIC, first_bytes, identity, make_private_file
from coach.store.rewriting import (
    NEW_FILE,
    SIDE_FILES,
    erase_copies,
    erase_left_over,
    erase_replaced,
    erase_with_side_files,
    mending_lock,
    put_in_place,
    write_anew,
)
from coach.store.salvage import salvage, times_are_readable

SQLITE_VERSION = sqlite3.sqlite_version
_MENDING_SECONDS = 120.0
"""How long an opening waits while another program mends the file."""
_LARGEST_VERSION = 1_000
"""No program that ever will be has more steps; a larger number is damage."""
_VERSION_BYTES = slice(60, 64)
"""Where SQLite keeps ``user_version`` in a file; documented, and the same for ever."""
_FORMAT_BYTES = slice(18, 20)
"""Where it keeps how the file may be written and read; with other numbers it is read-only."""


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
        key: Key | None = None,
    ) -> None:
        """Open the file, making it where there is none.

        Args:
            path: The file.
            migrations: The steps to its layout.
            holds: What is in it, for messages to people.
            key: What it is encrypted with; a file that is not there yet will be.

        Raises:
            LockedError: it is encrypted, and there is no key.
            WrongPassphraseError: it is encrypted with another key.
            CoachError: the file cannot be opened or written, or a newer version of the program
                wrote it. It is then as it was.
        """
        self.path = path
        self.notice = ""
        self._lock = threading.RLock()
        self._identity: tuple[int, int] | None = None
        self._migrations = migrations
        self._holds = holds
        self._key = key
        make_private_folder(path.parent)
        try:
            self._connection = self._open()
        except DamagedFileError:
            self._connection = self._mend()

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
        """Write the file anew without what was deleted.

        Deleted content is zeros already, so a failure (no room for the copy, another program
        reading) is let go: the next deletion shrinks the file.
        """
        with self._lock, suppress(sqlite3.OperationalError):
            self._connection.execute("VACUUM")

    def delete_backups(self, *, damaged: bool = False) -> None:
        """Delete the copies that were made before migrations, and what a kill left beside.

        Args:
            damaged: Whether damaged files go too that were set aside.

        Raises:
            CoachError: one of them cannot be deleted.
        """
        with self._plain_errors():
            for copy in self.path.parent.glob(f"{glob.escape(self.path.name)}.version-*"):
                copy.unlink(missing_ok=True)
            for copy in self.damaged_copies() if damaged else ():
                copy.unlink(missing_ok=True)
        remove_left(self.path.parent, seconds=0)

    def damaged_copies(self) -> list[Path]:
        """Return the damaged files that were set aside."""
        return sorted(self.path.parent.glob(f"{glob.escape(self.path.name)}.damaged-*"))

    @property
    def encrypted(self) -> bool:
        """Whether the file is encrypted."""
        return self._key is not None

    def rewrite(self, key: Key | None) -> None:
        """Write the file anew with another key, or plain with None; erase all other copies of it.

        Raises:
            CoachError: it cannot be done; the file is then as it was. Or what was replaced cannot
                be erased; the next start does it.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(mending_lock(self.path), timeout=0, mode=0o600)
        try:
            with self._lock, self._plain_errors():
                try:
                    with lock:
                        # Nobody else reads or writes until the new file is in place.
                        self._connection.execute("BEGIN EXCLUSIVE")
                        self._replace(key)
                finally:
                    self._connection.close()
                    self._connection = self._open()
        except Timeout as error:
            raise explained(self.path, self._holds, "locked") from error

    def close(self) -> None:
        """Close the file; calling it twice is fine."""
        with self._lock:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        with self._plain_errors():
            # Looked at before SQLite opens it: not one byte of a newer version's file changes.
            head = self._head()
            if head.startswith(MAGIC) and len(head) >= _VERSION_BYTES.stop:
                if not set(head[_FORMAT_BYTES]) <= {1, 2}:
                    raise self._damaged()
                self._refuse_newer(int.from_bytes(head[_VERSION_BYTES], "big", signed=True))
            make_private_file(self.path)
            connection = connect(self.path, self._key)
            try:
                version = version_of(connection)
                self._refuse_newer(version)
                self._check(connection, version)
                for pragma in PRAGMAS:
                    connection.execute(pragma)
                if 0 < version < len(self._migrations):
                    self._back_up(connection, version)
                migrate(connection, self._migrations)
            except BaseException:
                connection.close()
                raise
            self._identity = identity(self.path)
            return connection

    def _head(self) -> bytes:
        """Return the beginning of the file as SQLite would see it; what is of no use is let go."""
        erase_left_over(self.path)
        encrypted = is_encrypted(self.path)
        if self._key is None:
            if encrypted:
                raise LockedError(
                    f"The file of {self._holds} is encrypted with a passphrase.",
                    "Close this window and start coach again; it asks for the passphrase.",
                )
            forget_salt(self.path)
            return first_bytes(self.path, _VERSION_BYTES.stop)
        if self.path.exists() and not encrypted:  # the passphrase was removed a moment ago
            self._key = None
            return self._head()
        if not encrypted:
            keep_salt(self.path, self._key)
            return b""
        if not self._key.fits(self.path):
            raise WrongPassphraseError(f"The file of {self._holds} has another passphrase.")
        return decrypted_head(self.path, self._key)

    def _replace(self, key: Key | None) -> None:
        partial = self.path.with_name(self.path.name + NEW_FILE)
        try:
            write_anew(self._connection, partial, key, self._migrations)
            erase_copies(self.path)
            if key is not None:
                keep_salt(self.path, key)
            if sys.platform == "win32":  # where an open file cannot be replaced
                self._connection.close()
            put_in_place(self.path)
        except BaseException:
            with suppress(OSError):
                erase_with_side_files(partial)
            raise
        self._key = key
        erase_replaced(self.path)

    def _refuse_newer(self, version: int) -> None:
        if not 0 <= version <= _LARGEST_VERSION:
            raise self._damaged()
        if version > len(self._migrations):
            raise CoachError(
                f"A newer version of coach wrote {self.path}, and this one cannot read it.",
                "Install the newer version again; nothing was changed.",
            )

    def _check(self, connection: sqlite3.Connection, version: int) -> None:
        """Raise DamagedFileError for what SQLite finds, and for what it does not look at."""
        try:
            result = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            sound = result == "ok" and self._has_its_layout(connection, version)
            if sound and times_are_readable(connection):
                return
        except (UnicodeDecodeError, sqlite3.OperationalError) as error:
            if not is_of_the_place(str(error)):  # else names in it are damaged
                raise self._damaged() from error
            raise
        raise self._damaged()

    def _has_its_layout(self, connection: sqlite3.Connection, version: int) -> bool:
        """Tell whether a database has the tables and columns of its version."""
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
            migrate(fresh, self._migrations[:version])
            return layout_of(connection) == layout_of(fresh)

    def _back_up(self, connection: sqlite3.Connection, version: int) -> None:
        """Copy the database before a migration, whole or not at all."""
        copy_to(connection, self.path.with_name(f"{self.path.name}.version-{version}"), self._key)

    def _mend(self) -> sqlite3.Connection:
        """Set the damaged file aside, begin a new one, and save into it what can be read.

        One program does it, and any other waits for it. The new file takes its place when it is
        complete, so that a kill meanwhile loses nothing: the next start does it again.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(mending_lock(self.path), timeout=_MENDING_SECONDS, mode=0o600)
        try:
            with lock:
                with suppress(DamagedFileError):
                    return self._open()  # another program was quicker
                copy = self._set_aside()
                saved = self._save_from(copy)
                connection = self._open()
        except Timeout as error:
            raise explained(self.path, self._holds, "locked") from error
        what = f"What could still be read is saved: {saved}." if saved else "Nothing was readable."
        self.notice = (
            f"The file of {self._holds} was damaged. {what} "
            f"The damaged file is kept as {copy.name} in {copy.parent}."
        )
        return connection

    def _save_from(self, damaged: Path) -> str:
        """Make the new file from a damaged one; return what was saved, in words."""
        partial = self.path.with_name(self.path.name + NEW_FILE)
        with self._plain_errors():
            content, reserved = damaged.read_bytes(), 0
            if self._key is not None:
                content, reserved = decrypted(content, self._key), RESERVED_BYTES
            erase_with_side_files(partial)
            make_private_file(partial)
            with closing(connect(partial, self._key)) as connection:
                for pragma in PRAGMAS:
                    connection.execute(pragma)
                migrate(connection, self._migrations)
                connection.execute("BEGIN")
                saved = salvage(content, connection, reserved=reserved)
                connection.execute("COMMIT")
            partial.replace(self.path)
        return saved

    def _set_aside(self) -> Path:
        """Copy the damaged file, and move what belongs to it; a stale journal must not stay.

        The file itself stays until a new one takes its place. A copy of the same bytes, from a
        start that was killed here, is used again.
        """
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
        copy = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        with self._plain_errors():
            content = self.path.read_bytes()
            for suffix in SIDE_FILES:
                side = self.path.with_name(self.path.name + suffix)
                if side.exists():
                    side.replace(copy.with_name(copy.name + suffix))
            for earlier in self.damaged_copies():
                if earlier.stat().st_size == len(content) and earlier.read_bytes() == content:
                    return earlier
            write_whole(copy, content)
        return copy

    def _damaged(self) -> DamagedFileError:
        return DamagedFileError(
            f"The file of {self._holds} is damaged: {self.path}.",
            "Start coach again: it keeps a copy of the file and saves what can be read of it.",
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
            if self._moved():
                raise CoachError(
                    f"The file of {self._holds} was deleted or replaced by another program while "
                    "it was open here, so this was not saved.",
                    "Close this window and start coach again.",
                ) from error
            raise explained(self.path, self._holds, str(error)) from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise explained(self.path, self._holds, reason) from error

    def _moved(self) -> bool:
        """Tell whether the path no longer leads to the file that was opened.

        SQLite notices it too, and then refuses to write.
        """
        try:
            return self._identity is not None and identity(self.path) != self._identity
        except OSError:
            return True
