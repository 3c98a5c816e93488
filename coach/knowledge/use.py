"""Marks in a folder that tell other processes that somebody still reads it."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


def mark_in_use(folder: Path) -> BaseFileLock:
    """Hold a lock file in ``folder``; the system lets go of it when this process ends.

    Raises:
        OSError: the folder cannot be written to.
    """
    import filelock

    mark = filelock.FileLock(folder / f"use-{os.getpid()}-{secrets.token_hex(4)}.lock")
    mark.acquire(timeout=0)
    return mark


def release(mark: BaseFileLock) -> None:
    """Take a mark away again."""
    # Removed first, so that no mark is left behind; Windows may refuse, which is harmless.
    with contextlib.suppress(OSError):
        Path(mark.lock_file).unlink()
    mark.release()


def in_use(folder: Path) -> bool:
    """Return whether a living process holds one of the marks in ``folder``."""
    import filelock

    for mark in folder.glob("use-*.lock"):
        try:
            with filelock.FileLock(mark, timeout=0):
                pass
        except filelock.Timeout:
            return True
    return False
