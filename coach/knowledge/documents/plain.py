"""Plain text files."""

from __future__ import annotations

from typing import BinaryIO

from coach.knowledge.documents.block import Block, Content
from coach.knowledge.documents.encoding import decode
from coach.knowledge.documents.limits import MAX_TEXT_BYTES, check_bytes, check_characters
from coach.knowledge.documents.lines import compounds, paragraphs, without_contents
from coach.knowledge.documents.splitting import readable
from coach.knowledge.documents.watch import Watch


def read_text(file: BinaryIO) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and remarks on what was lost.

    Raises:
        UnusableFile: it is too large, binary, or in no known encoding.
    """
    content = file.read(MAX_TEXT_BYTES + 1)
    check_bytes(len(content), MAX_TEXT_BYTES)
    text, remarks = decode(content)
    check_characters(len(text))
    return text, remarks


def read_plain(file: BinaryIO, watch: Watch) -> Content:
    """Read a plain text file.

    Raises:
        UnusableFile: see ``read_text``.
        Cancelled: the person wants no more.
    """
    text, remarks = read_text(file)
    watch.check()
    lines = without_contents(readable(text).split("\n"))
    found = paragraphs(lines, compounds(lines))
    blocks = [Block(paragraph, tight=tight) for paragraph, tight in watch.each(found)]
    watch.step(1, 1)
    return Content(blocks, skipped=remarks)
