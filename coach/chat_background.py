"""Work in a thread of its own, shown as it comes, with Ctrl-C between its items."""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Callable, Generator, Iterator

_POLL_SECONDS = 0.2  # on Windows a wait without end hears no Ctrl-C
_END = object()
INTERRUPTED = object()
"""Stands between the items for a Ctrl-C."""


def in_background(begin: Callable[[], Iterator[object]]) -> Generator[object, None, None]:
    """Run an iterator in a thread of its own and yield what it gives, and each Ctrl-C.

    Ctrl-C arrives as ``INTERRUPTED`` in its place between the items, so that it can neither hit
    the middle of the work nor lose an item. An exception of the iterator is raised here.
    """
    items: queue.SimpleQueue[object] = queue.SimpleQueue()

    def work() -> None:
        try:
            for item in begin():
                items.put(item)
        except Exception as error:
            items.put(error)
        else:
            items.put(_END)

    before = signal.signal(signal.SIGINT, lambda *_: items.put(INTERRUPTED))
    try:
        threading.Thread(target=work, name="coach-work", daemon=True).start()
        while (item := _next(items)) is not _END:
            yield item
    finally:
        signal.signal(signal.SIGINT, before)


def _next(items: queue.SimpleQueue[object]) -> object:
    """Wait for the next item; raise it when it is an exception."""
    while True:
        try:
            item = items.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            continue
        if isinstance(item, Exception):
            raise item
        return item
