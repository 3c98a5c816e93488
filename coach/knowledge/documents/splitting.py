"""Splitting: the blocks of a document become parts of a size that search works well with.

A part holds about 60 to 180 words: less says too little to be found, more is beyond what the
embedding reads (256 tokens). No part mixes two sections, and sentences stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from coach.knowledge.documents.block import Block
from coach.knowledge.documents.document import Part
from coach.knowledge.documents.watch import Watch
from coach.knowledge.passages import sentences
from coach.text import clean

MIN_WORDS = 60
MAX_WORDS = 180
_LONGEST_UNIT = MAX_WORDS - MIN_WORDS
"""A unit of this size always fits to a part that is still too small."""
_LETTERS_A_WORD = 16
"""A longer run of letters, such as an address, counts as several words."""
_STRETCH = 1_000
"""Characters that are looked at for sentences at a time; a sentence is hardly ever longer."""
_SPACE = re.compile(r"\s")
_BREAKS = dict.fromkeys(map(ord, "\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"), "\n")


@dataclass(frozen=True)
class _Unit:
    """A sentence, or a piece of an overlong one.

    Attributes:
        text: Its text.
        lead: What stands between it and the unit before it.
        size: Its length in words.
        page: The page that its block starts on.
    """

    text: str
    lead: str
    size: int
    page: int | None


def split(blocks: Iterable[Block], watch: Watch | None = None) -> list[Part]:
    """Return the parts of a document.

    Every word of the blocks stands in a part, in order. A part keeps the page that it starts on.
    A heading without text of its own stands in the path of those below it; where there are none,
    it is a part itself.

    Args:
        blocks: The text, in order.
        watch: May end it.

    Raises:
        Cancelled: the person wants no more.
    """
    watch = watch or Watch()
    sections = [(path, [*group]) for path, group in groupby(blocks, key=lambda b: b.heading)]
    parts: list[Part] = []
    for number, (path, section) in enumerate(sections):
        units = [unit for block in section for unit in watch.each(_units(block))]
        below = sections[number + 1][0] if number + 1 < len(sections) else ()
        if not units and path and below[: len(path)] != path:
            units = [*_units(Block(path[-1], path, section[0].page))]
        for packed in _pack(units):
            text = packed[0].text + "".join(unit.lead + unit.text for unit in packed[1:])
            heading = " > ".join(title for title in path if title)
            parts.append(
                Part(text=text, heading=heading, page=packed[0].page, number=len(parts) + 1)
            )
    return parts


def readable(text: str) -> str:
    """Return ``text`` cleaned, with every kind of line end and page end as a line end.

    Without that, the control characters among them would go and leave two words as one.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text  # nothing to clean, and most text is like that
    return clean(text.translate(_BREAKS)).replace("\xad", "")


def size(text: str) -> int:
    """Return the length of ``text`` in words, overlong ones counted as several."""
    return sum(-(-len(word) // _LETTERS_A_WORD) for word in text.split())


def _units(block: Block) -> Iterator[_Unit]:
    lead = "\n" if block.tight else "\n\n"
    for stretch in _stretches(readable(block.text)):
        for sentence in sentences(stretch):
            for glue, piece in _pieces(sentence):
                yield _Unit(piece, glue if glue is not None else lead, size(piece), block.page)
                lead = " "


def _stretches(text: str) -> Iterator[str]:
    """Yield ``text`` in stretches that end at white space, at a sentence's end where there is one.

    Finding sentences takes time that grows with the square of the text in the worst case.
    """
    start = 0
    while start < len(text):
        limit = start + _STRETCH
        end = len(text)
        if end > limit:
            end = max(text.rfind(". ", start, limit), text.rfind(".\n", start, limit)) + 1
            end = end or max(text.rfind(" ", start, limit), text.rfind("\n", start, limit)) + 1
            if not end:
                found = _SPACE.search(text, limit)
                end = found.end() if found else len(text)
        yield text[start:end]
        start = end


def _pieces(sentence: str) -> Iterator[tuple[str | None, str]]:
    """Yield an overlong sentence in pieces, each with what parts it from the one before it."""
    if size(sentence) <= _LONGEST_UNIT:
        yield None, sentence
        return
    longest = _LONGEST_UNIT * _LETTERS_A_WORD
    held: list[str] = []
    room = _LONGEST_UNIT
    glue: str | None = None
    for word in sentence.split():
        if held and size(word) > room:
            yield glue, " ".join(held)
            held, room, glue = [], _LONGEST_UNIT, " "
        for start in range(0, len(word) - longest, longest):
            yield glue, word[start : start + longest]
            glue = ""
        rest = word[(len(word) - 1) // longest * longest :]
        held.append(rest)
        room -= size(rest)
    yield glue, " ".join(held)


def _pack(units: Sequence[_Unit]) -> list[list[_Unit]]:
    """Return ``units`` in groups of at most ``MAX_WORDS``, ending at paragraphs where possible."""
    groups: list[list[_Unit]] = []
    total = 0
    for unit in units:
        if not groups or _ends(groups[-1][-1], total, unit):
            groups.append([])
            total = 0
        groups[-1].append(unit)
        total += unit.size
    if len(groups) > 1 and total < MIN_WORDS:
        tail = groups.pop()
        groups[-1:] = _even(groups[-1] + tail)
    return groups


def _ends(last: _Unit, total: int, unit: _Unit) -> bool:
    """Tell whether a part of ``total`` words ends before ``unit``."""
    if total + unit.size > MAX_WORDS:
        return True
    if unit.lead == "\n\n" or unit.page != last.page:
        return total >= MIN_WORDS
    return unit.lead == "\n" and total >= _LONGEST_UNIT


def _even(units: list[_Unit]) -> list[list[_Unit]]:
    """Return ``units`` as one group when they fit, else as two of about the same size."""
    reached = [*accumulate(unit.size for unit in units)]
    if reached[-1] <= MAX_WORDS:
        return [units]
    middle = min(range(1, len(units)), key=lambda end: abs(2 * reached[end - 1] - reached[-1]))
    return [units[:middle], units[middle:]]
