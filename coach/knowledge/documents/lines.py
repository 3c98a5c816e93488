"""Lines: how the lines of a page or a text file become paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import ceil

EDGE = 3
"""Lines at the top and at the foot of a page that may be a running header or footer."""
FEWEST_PAGES = 4
"""Fewer pages do not tell what repeats on each."""
REPEATED = 0.4
"""Share of the pages on which a running line stands; left and right pages may have different."""
SHORT = 0.6
"""A line shorter than this share of the usual ends its paragraph, or is a heading."""

_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(r"\s*(?:[-*•▪■●‣◦–·]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
_NUMBERED = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[A-Z]")
_LEADERS = re.compile(r"(?:(?:[.·_]\s?){4,}|…{2,}|(?:…\s?){2,})\s*(?P<page>\d{1,4}|[ivxlc]+)\s*$")
_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_LONG = 3_000
"""Characters after which a paragraph ends with a sentence, and at twice that anywhere."""
_LONGEST_ENTRY = 300
_LONGEST_COMPOUND = 80
_SUSPENDED = frozenset({"and", "or", "to"})
_HYPHENS = "-\u2010\xad"


def without_running(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines of each page without the headers and footers that most pages repeat.

    Numbers in them may differ, so that page numbers go too.
    """
    filled = [[number for number, line in enumerate(page) if line.strip()] for page in pages]
    counts: Counter[str] = Counter()
    for page, numbers in zip(pages, filled, strict=True):
        counts.update({_shape(page[n]) for n in {*numbers[:EDGE], *numbers[-EDGE:]}})
    with_text = sum(1 for numbers in filled if numbers)
    least = max(EDGE, ceil(with_text * REPEATED))
    if with_text < FEWEST_PAGES:
        return [[*page] for page in pages]
    running = {shape for shape, count in counts.items() if count >= least}
    return [_trimmed(page, numbers, running) for page, numbers in zip(pages, filled, strict=True)]


def without_contents(lines: Sequence[str]) -> list[str]:
    """Return ``lines`` without those of a table of contents (dots that lead to a page number).

    Three or more of a page whose page numbers never fall are one; a price list is not.
    """
    found = {
        number: match
        for number, line in enumerate(lines)
        if len(line) <= _LONGEST_ENTRY and (match := _LEADERS.search(line))
    }
    pages = [int(m["page"]) for m in found.values() if m["page"].isdecimal()]
    if len(found) < 3 or pages != sorted(pages):
        return [*lines]
    return [line for number, line in enumerate(lines) if number not in found]


def compounds(lines: Iterable[str]) -> frozenset[str]:
    """Return the words with a hyphen inside a line, in lower case: their hyphen is their own."""
    return frozenset(
        found.group().lower()
        for line in lines
        for word in line.split()
        if "-" in word and len(word) <= _LONGEST_COMPOUND and (found := _COMPOUND.search(word))
    )


def paragraphs(lines: Iterable[str], own_hyphens: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs of ``lines``, and whether each follows the one before it closely.

    An empty line, an item of a list, a heading with a number such as 3.2, and the end of a line far
    shorter than the others part two paragraphs. Words that were hyphenated at the end of a line are
    mended.

    Args:
        lines: Clean lines.
        own_hyphens: Compounds that keep their hyphen, in lower case.
    """
    lines = [*lines]
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    held = ""
    tight = False
    for line in map(str.strip, lines):
        numbered = _NUMBERED.match(line)
        if held and (not line or numbered or _ITEM.match(line)):
            yield held, tight
            held, tight = "", True
        if not line or numbered:
            tight = False
        if not line:
            continue
        held = joined(held, line, own_hyphens)
        if _closes(held, line, SHORT * usual):
            yield held, tight
            held, tight = "", True
    if held:
        yield held, tight


def joined(before: str, line: str, own_hyphens: frozenset[str]) -> str:
    """Return two lines as one, a word that was hyphenated between them mended."""
    if not before:
        return line
    hyphenated = len(before) > 1 and before[-1] in _HYPHENS and before[-2].isalpha()
    if not (hyphenated and line[:1].islower()):
        return f"{before} {line}"
    first = before.rsplit(maxsplit=1)[-1][:-1]
    second = line.split(maxsplit=1)[0]
    if second in _SUSPENDED:  # "pre- and post-"
        return f"{before} {line}"
    found = _COMPOUND.match(f"{first}-{second}".lower())
    if found and found.group() in own_hyphens:
        return f"{before[:-1]}-{line}"
    return before[:-1] + line


def _closes(held: str, line: str, short: float) -> bool:
    """Tell whether a paragraph ends with ``line``, its last one so far."""
    if len(held) > 2 * _LONG or (len(held) > _LONG and line[-1] in ".!?"):
        return True
    return len(line) < short and line[-1] not in _HYPHENS


def _shape(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.lower().split()))


def _trimmed(page: Sequence[str], numbers: Sequence[int], running: set[str]) -> list[str]:
    """Return ``page`` without the running lines at its edges."""
    edges = {*numbers[:EDGE], *numbers[-EDGE:]}
    return [
        line
        for number, line in enumerate(page)
        if number not in edges or _shape(line) not in running
    ]
