"""Watch: how somebody follows a long reading, and ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from coach.errors import Cancelled

Item = TypeVar("Item")


def _never() -> bool:
    return False


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Watch:
    """Who is told how far a reading is, and may end it.

    Attributes:
        cancelled: Asked often whether to stop.
        progress: Told how many steps (pages, paragraphs) of one file are done, and of how many.
    """

    cancelled: Callable[[], bool] = _never
    progress: Callable[[int, int], None] = _silent

    def check(self) -> None:
        """Stop when the person wants it.

        Raises:
            Cancelled: they do.
        """
        if self.cancelled():
            raise Cancelled

    def step(self, done: int, total: int) -> None:
        """Tell how far the reading is, and stop when the person wants it.

        Raises:
            Cancelled: they do.
        """
        self.check()
        self.progress(done, total)

    def each(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield ``items``, and stop between them when the person wants it.

        Raises:
            Cancelled: they do.
        """
        for item in items:
            self.check()
            yield item
