"""Blocks: the paragraphs, list items and table rows that a reader finds in a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One paragraph, list item, table row or line of code.

    Attributes:
        text: Its text; empty for a heading, which its own path names.
        heading: The headings that it stands under, outermost first.
        page: The page that it starts on, where the file has pages.
        tight: Whether it follows the block before it on the next line, like an item of a list.
    """

    text: str
    heading: tuple[str, ...] = ()
    page: int | None = None
    tight: bool = False


@dataclass(frozen=True)
class Content:
    """What a reader found in a file.

    Attributes:
        blocks: The text, in order.
        pages: How many pages the file has, or None for a kind without pages.
        skipped: What was left out or may be wrong, each a plain sentence.
    """

    blocks: list[Block]
    pages: int | None = None
    skipped: tuple[str, ...] = ()
