"""Memory of the program: its processes, looked at again and again while it works."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

INTERVAL_SECONDS = 0.25
_MB = 1_000_000


@dataclass
class Peak:
    """The most memory that some processes had at the same moment, in units of 10⁶ bytes.

    Attributes:
        rss_mb: Sum of what each has in memory. What two of them share counts twice.
        shared_mb: The part of it that is backed by files, above all the model's weights where
            they are mapped: the system can drop it, and other programs share it. None where the
            system does not tell.
    """

    rss_mb: float = 0.0
    shared_mb: float | None = None
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)

    def look(self, process_id: int, left_out: int | None) -> None:
        """Look at a process and those below it, once."""
        import psutil

        rss = shared = 0
        told = False
        try:
            root = psutil.Process(process_id)
            processes = [root, *root.children(recursive=True)]
        except psutil.Error:
            return
        for process in processes:
            try:
                if process.pid == left_out:
                    continue
                memory = process.memory_info()
            except psutil.Error:
                continue
            rss += memory.rss
            if hasattr(memory, "shared"):
                told = True
                shared += memory.shared
        if rss / _MB > self.rss_mb:
            self.rss_mb = rss / _MB
            self.shared_mb = shared / _MB if told else None


@contextmanager
def watch_memory(process_id: int | None = None, *, left_out: int | None = None) -> Iterator[Peak]:
    """Give the peak of a process and those that it started, complete when the block ends.

    Args:
        process_id: The process; None for this one.
        left_out: Id of a child that does not count.
    """
    peak = Peak()
    watched = os.getpid() if process_id is None else process_id

    def watch() -> None:
        while not peak._stop.wait(INTERVAL_SECONDS):
            peak.look(watched, left_out)

    thread = threading.Thread(target=watch, daemon=True, name="memory")
    thread.start()
    try:
        yield peak
    finally:
        peak._stop.set()
        thread.join()
        peak.look(watched, left_out)
