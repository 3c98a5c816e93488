"""Headings: the path from the outermost heading to the one that a text stands under."""

from __future__ import annotations

from coach.text import one_line

MAX_CHARACTERS = 120
"""Longest heading in a path; longer ones are shortened, their text is rarely a heading."""


class HeadingPath:
    """Follows the headings of a document in order."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    @property
    def titles(self) -> tuple[str, ...]:
        """The headings that text stands under now, outermost first."""
        return tuple(title for _, title in self._open)

    def enter(self, level: int, title: str) -> None:
        """Start a section; sections of the same or a deeper level end.

        Args:
            level: Depth of the heading; a smaller number is further out.
            title: Its text.
        """
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, one_line(title, limit=MAX_CHARACTERS)))
