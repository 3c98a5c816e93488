"""PDF files, page by page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from coach.errors import Cancelled
from coach.knowledge.documents.block import Block, Content
from coach.knowledge.documents.limits import MAX_PAGES, check_characters
from coach.knowledge.documents.lines import (
    compounds,
    joined,
    paragraphs,
    without_contents,
    without_running,
)
from coach.knowledge.documents.problem import unusable
from coach.knowledge.documents.splitting import readable, size
from coach.knowledge.documents.texts import texts
from coach.knowledge.documents.watch import Watch
from coach.knowledge.passages import sentences

if TYPE_CHECKING:
    from pypdf import PdfReader

_STREAM_BYTES = 20_000_000
"""Most bytes that one stream of a page may unpack to; text of a page is a thousandth of it."""
_STREAM_OPERATIONS = 500_000
"""Most parts of a page's drawing commands; full pages of text have some thousands."""
_FORMS = 500
"""Most drawings that a page may call; each may call others."""
_CARRIED_WORDS = 60
"""Longest end of a sentence that moves from a page to the one before."""
_LONGEST_START = 5_000
"""Longest paragraph at the top of a page that is looked at for that."""
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


def read_pdf(file: BinaryIO, watch: Watch) -> Content:
    """Read the text of a PDF.

    What most pages repeat at their edges and tables of contents are left out. A page that breaks
    the library or its limits is skipped and told.

    Raises:
        UnusableFile: it has a password, no text, too many pages or too much text, or no page of
            it can be read.
        Cancelled: the person wants no more.
    """
    from pypdf import apply_configuration

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would write on the screen
    limits: dict[str, Any] = {
        "zlib_maximum_output_length": _STREAM_BYTES,
        "lzw_maximum_output_length": _STREAM_BYTES,
        "run_length_maximum_output_length": _STREAM_BYTES,
        "array_based_stream_maximum_output_length": _STREAM_BYTES,
        "stream_parsing_work_maximum_count": _STREAM_OPERATIONS,
        "xform_maximum_invocations_per_extraction": _FORMS,
        "jbig2dec_binary": None,  # no other program is run
    }
    with apply_configuration(**limits):
        found = _pages(_opened(file), watch)
    total = len(found)
    pages = [page or "" for page in found]
    broken = sum(page is None for page in found)
    if broken == total:
        raise unusable("damaged")
    lines = without_running([readable(page).split("\n") for page in pages])
    empty = sum(not any(line.strip() for line in page) for page in lines) - broken
    if empty + broken == total:
        raise unusable("scanned")
    remarks = []
    if empty:
        remarks.append(texts().remark("pages_without_text", count=empty, pages=total))
    if broken:
        remarks.append(texts().remark("pages_broken", count=broken, pages=total))
    return Content([*_blocks(lines, watch)], total, tuple(remarks))


def _opened(file: BinaryIO) -> PdfReader:
    """Open a PDF, also one whose lock needs no password.

    Raises:
        UnusableFile: it needs one.
    """
    from pypdf import PdfReader

    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise unusable("password")
    return reader


def _pages(reader: PdfReader, watch: Watch) -> list[str | None]:
    """Return the text of each page, None for one that cannot be read.

    Raises:
        UnusableFile: there are too many pages, or too much text.
        Cancelled: the person wants no more.
    """
    total = len(reader.pages)
    if total > MAX_PAGES:
        raise unusable("too_many_pages", limit=MAX_PAGES)
    found: list[str | None] = []
    characters = 0
    for number in range(total):
        text = _page(reader, number, watch.check)
        characters += len(text or "")
        check_characters(characters)
        found.append(text)
        watch.step(number + 1, total)
    return found


def _page(reader: PdfReader, number: int, check: Callable[[], None]) -> str | None:
    """Return the text of a page, or None when it cannot be read."""
    try:
        text = reader.pages[number].extract_text(
            visitor_operand_before=lambda *_: check()  # a page can take seconds
        )
    except Cancelled:
        raise
    except Exception:  # a damaged PDF raises anything; other pages may be whole
        return None
    return text.translate(_LIGATURES)


def _blocks(pages: list[list[str]], watch: Watch) -> Iterator[Block]:
    """Yield the paragraphs of all pages; a sentence over two pages belongs to the first."""
    own_hyphens = compounds(line for page in pages for line in page)
    held: list[Block] = []
    for number, lines in enumerate(watch.each(pages), 1):
        found = [
            Block(text, page=number, tight=tight)
            for text, tight in paragraphs(without_contents(lines), own_hyphens)
        ]
        if held and found:
            held[-1], found = _carried(held[-1], found, own_hyphens)
        if found:
            yield from held
            held = found
    yield from held


def _carried(
    last: Block, found: list[Block], own_hyphens: frozenset[str]
) -> tuple[Block, list[Block]]:
    """Return the last block of a page with the end of its sentence, and the next page without."""
    first = found[0]
    if last.text[-1] in ".!?:" or not first.text[0].islower() or len(first.text) > _LONGEST_START:
        return last, found
    end, *rest = sentences(first.text)
    if size(end) > _CARRIED_WORDS:
        return last, found
    whole = Block(joined(last.text, end, own_hyphens), last.heading, last.page, last.tight)
    left = [Block(" ".join(rest), first.heading, first.page, first.tight)] if rest else []
    return whole, [*left, *found[1:]]
