"""Limits that keep the reading of any file within bounds of time and memory."""

from __future__ import annotations

from coach.knowledge.documents.problem import unusable

MEGABYTE = 1024 * 1024
MAX_BYTES = 100 * MEGABYTE
"""Largest file. Handbooks with pictures stay well below it."""
MAX_TEXT_BYTES = 10 * MEGABYTE
"""Largest Markdown or text file, about 4,000 pages."""
MAX_PAGES = 5_000
"""Most pages of a PDF."""
MAX_CHARACTERS = 10_000_000
"""Most text of one file: 5,000 pages of 2,000 characters."""


def check_bytes(size: int, limit: int) -> None:
    """Refuse a file that is larger than ``limit`` bytes.

    Raises:
        UnusableFile: it is.
    """
    if size > limit:
        raise unusable("too_large", limit=limit // MEGABYTE)


def check_characters(count: int) -> None:
    """Refuse a file whose text has more than ``MAX_CHARACTERS``.

    Raises:
        UnusableFile: it has.
    """
    if count > MAX_CHARACTERS:
        raise unusable("too_much_text", limit=MAX_CHARACTERS // 1_000_000)
