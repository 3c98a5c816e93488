"""Which interviews are open, so that two windows do not write notes over each other's."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import make_private_folder
from coach.errors import CoachError

if TYPE_CHECKING:
    from filelock import BaseFileLock

FOLDER = "open"
"""Beside the database; it holds empty files, each held by the process that has a session open."""


@dataclass
class _Held:
    """A lock, and how many parts of this program count on it."""

    lock: BaseFileLock
    holders: int = 1


class OpenSessions:
    """The sessions that this process has open. The system lets go of them when it ends.

    Args:
        database: The file of the sessions.
    """

    def __init__(self, database: Path) -> None:
        self._folder = database.parent / FOLDER
        self._held: dict[str, _Held] = {}
        # Letting go may come from a generator that is collected, in the middle of anything.
        self._mutex = threading.RLock()

    def open(self, session_id: str) -> None:
        """Hold a session until ``leave`` or ``close``; every call wants a ``leave`` of its own.

        Args:
            session_id: The whole id.

        Raises:
            CoachError: another process has it open.
        """
        from filelock import FileLock, Timeout

        with self._mutex:
            if session_id in self._held:
                self._held[session_id].holders += 1
                return
            make_private_folder(self._folder)
            # Whichever thread opens it, the whole program holds it.
            lock = FileLock(self._folder / f"{session_id}.lock", mode=0o600, thread_local=False)
            try:
                lock.acquire(timeout=0)
            except Timeout as error:
                raise CoachError(
                    "This interview is open in another window of coach.",
                    "Go on there, or close that window first. Other interviews can be used here.",
                ) from error
            except (OSError, NotImplementedError):
                return  # a file system without locks: rather an interview than none
            self._held[session_id] = _Held(lock)

    def leave(self, session_id: str) -> None:
        """Let go of a session when this was the last part of the program that held it.

        Args:
            session_id: The whole id; one that is not held is left alone.
        """
        with self._mutex:
            held = self._held.get(session_id)
            if held is None:
                return
            held.holders -= 1
            if not held.holders:
                del self._held[session_id]
                _release(held.lock)

    def close(self) -> None:
        """Let go of all sessions; calling it twice is fine."""
        with self._mutex:
            for held in self._held.values():
                _release(held.lock)
            self._held.clear()


def _release(lock: BaseFileLock) -> None:
    # Removed first, so that no file is left; Windows may refuse, which is harmless.
    with suppress(OSError):
        Path(lock.lock_file).unlink()
    lock.release()
