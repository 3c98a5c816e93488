"""The place of a database: its first bytes, which file it is, its permissions, its overwriting."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MAGIC = b"SQLite format 3\0"
"""How every file of SQLite begins that is not encrypted."""
_ZEROS = bytes(1 << 20)


def first_bytes(path: Path, count: int) -> bytes:
    """Return the beginning of a file, or nothing where there is none.

    Raises:
        OSError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(count)
    except FileNotFoundError:
        return b""


def identity(path: Path) -> tuple[int, int]:
    """Return which file a path leads to.

    Raises:
        OSError: there is none.
    """
    stat = path.stat()
    return stat.st_dev, stat.st_ino


def make_private_file(path: Path) -> None:
    """Make the file for its owner only before SQLite opens it.

    SQLite gives its journal the same permissions.

    Raises:
        OSError: it cannot be made or written.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if sys.platform != "win32" and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def erase(path: Path) -> None:
    """Overwrite a file with zeros and delete it; where there is none, nothing happens.

    A file that has another name too is in use under that name: it only loses this one.

    Raises:
        OSError: it cannot be written or deleted.
    """
    try:
        stat = path.lstat()
    except FileNotFoundError:
        return
    if path.is_file() and not path.is_symlink() and stat.st_nlink == 1:
        with path.open("r+b") as file:
            left = stat.st_size
            while left > 0:
                left -= file.write(_ZEROS[:left])
            file.flush()
            os.fsync(file.fileno())
    path.unlink(missing_ok=True)
