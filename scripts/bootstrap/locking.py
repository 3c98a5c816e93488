"""One set-up at a time in one folder."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType

from bootstrap.failures import SetupError

POLL_SECONDS = 0.3


class SetupLock:
    """A lock that the system releases when its holder ends, however it ends.

    On Linux and macOS children that inherit ``descriptor`` hold it too: an installer that
    outlives a killed set-up keeps the next one waiting until it is gone.

    Args:
        path: The lock file; it is made and stays.
        waiting: Called once when another process holds the lock.
    """

    def __init__(self, path: str, waiting: Callable[[], None]) -> None:
        self._path = path
        self._waiting = waiting
        self.descriptor = -1

    def __enter__(self) -> SetupLock:
        try:
            self.descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SetupError(
                f"The folder {os.path.dirname(self._path)} cannot be written: {error.strerror}.",
                "Put the project where you may write, and start again.",
            ) from error
        told = False
        while not _try_lock(self.descriptor):
            if not told:
                self._waiting()
                told = True
            time.sleep(POLL_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self.descriptor)
        self.descriptor = -1


def _try_lock(descriptor: int) -> bool:
    """Take the lock if it is free; whether it was."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
