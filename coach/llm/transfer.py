"""What every download shares: progress, room on the disk, one at a time, errors in plain words."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from coach.config import make_private_folder
from coach.errors import CoachError

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all (0 where that is not known)."""

Say = Callable[[str], None]
"""Called with one sentence for the person who waits."""

PARTIAL_FOLDER = ".partial"
RESERVE_BYTES = 256 * 1024 * 1024
"""Room that must stay free on the disk after a download."""

_TICK_SECONDS = 0.3
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class NoNetworkError(CoachError):
    """A source cannot be reached from here."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} could not be downloaded: the network or the server cannot be reached.",
            "Connect to a network and run the command again; it continues where it stopped.",
        )


class DiskFullError(CoachError):
    """What is to be downloaded does not fit on the disk."""


def no_progress(done: int, total: int) -> None:
    """Show nothing."""


def no_words(sentence: str) -> None:
    """Say nothing."""


def partial_folder(folder: Path, name: str) -> Path:
    """Make and return the private place for the unfinished parts of ``name`` within ``folder``."""
    make_private_folder(folder)
    make_private_folder(folder / PARTIAL_FOLDER)
    place = folder / PARTIAL_FOLDER / name
    make_private_folder(place)
    return place


def remove_folder(folder: Path) -> None:
    """Remove ``folder`` with everything in it; what cannot be removed stays."""
    shutil.rmtree(folder, ignore_errors=True)


def open_private(path: Path, mode: str) -> IO[bytes]:
    """Open ``path`` as a binary file that only its owner can read."""
    return open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600))


@contextmanager
def alone(folder: Path, name: str, say: Say) -> Iterator[None]:
    """Hold the right to download ``name`` into ``folder``; waits while another program has it."""
    from filelock import FileLock, Timeout

    make_private_folder(folder)
    make_private_folder(folder / PARTIAL_FOLDER)
    lock = FileLock(folder / PARTIAL_FOLDER / f"{name}.lock", mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say("Another start of Coach is getting this already; waiting for it.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def check_room(folder: Path, needed: int, what: str) -> None:
    """Check that ``needed`` bytes fit on the disk of ``folder``.

    Raises:
        DiskFullError: they do not.
    """
    free = shutil.disk_usage(folder).free
    if free < needed + RESERVE_BYTES:
        raise DiskFullError(
            f"{what} needs {in_words(needed + RESERVE_BYTES)} of disk space in {folder}, "
            f"and {in_words(free)} are free.",
            "Free some space, or move Coach's data with COACH_HOME, and run the command again.",
        )


@contextmanager
def plain_errors(folder: Path, what: str) -> Iterator[None]:
    """Turn errors of the file system into sentences for people.

    Raises:
        CoachError: in place of an ``OSError``.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full(folder, what) from error
        raise CoachError(
            f"{what} could not be written to {folder}: {error.strerror or 'unknown error'}.",
            "Check the folder's permissions and the disk.",
        ) from error


def disk_full(folder: Path, what: str) -> DiskFullError:
    """Return the error that says that the disk is full."""
    return DiskFullError(
        f"{what} could not be downloaded: the disk of {folder} is full.",
        "Free some space and run the command again; it continues where it stopped.",
    )


@contextmanager
def watched(folder: Path, tick: Callable[[int], None]) -> Iterator[None]:
    """Call ``tick`` with the bytes below ``folder`` every moment, from a thread of its own.

    pip does not report its progress to a caller; the files that it writes do.
    """
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_TICK_SECONDS):
            tick(_bytes_below(folder))

    thread = threading.Thread(target=watch, name="download-progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def in_words(size: int) -> str:
    """Return a size in bytes the way people say it, for example ``1.1 GB``."""
    if size >= 1_000_000_000:
        return f"{size / 1_000_000_000:.1f} GB"
    return f"{max(size, 0) / 1_000_000:.0f} MB"


def _bytes_below(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(place, name)).st_size
            except OSError:
                continue  # it was moved away in the meantime
    return total
