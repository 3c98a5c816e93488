"""Rows of a damaged SQLite file, read page by page without SQLite.

SQLite reads a table from its root, so one damaged page can hide all others. This reader looks at
each page by itself: a leaf of a table holds whole rows, wherever it lies. The format is described
at "Database File Format" of SQLite's documentation, whose section numbers stand below.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

Value = int | float | str | bytes | None

_LEAF_OF_TABLE = 13
_HEADER_BYTES = 100
_USUAL_PAGE = 4096
_LARGEST_VARINT = 9
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def rows_of_file(content: bytes, reserved: int = 0) -> Iterator[list[Value]]:
    """Yield every row that can be read, of all tables, in the order of the pages.

    Text that is no UTF-8 any more has the sign U+FFFD in the place of what was destroyed. What is
    not whole in any other way is left out.

    Args:
        content: The file, damaged in whatever way.
        reserved: How many bytes at the end of each page hold no rows (section 1.3.4).
    """
    size = _page_size(content)
    # The first page belongs to the list of tables.
    for start in range(size, len(content) - size + 1, size):
        page = content[start : start + size]
        if page[0] == _LEAF_OF_TABLE:
            for place in _cells(page):
                try:
                    yield _row(_payload(content, page, place, size - reserved))
                except (IndexError, ValueError, struct.error):
                    continue


def _page_size(content: bytes) -> int:
    """Return the size of a page (section 1.3.2); the usual one where the file does not say it."""
    size = int.from_bytes(content[16:18], "big")
    size = 65536 if size == 1 else size
    return size if 512 <= size <= 65536 and size & (size - 1) == 0 else _USUAL_PAGE


def _cells(page: bytes) -> list[int]:
    """Return where the cells of a leaf begin (section 1.6)."""
    count = int.from_bytes(page[3:5], "big")
    found = [int.from_bytes(page[at : at + 2], "big") for at in range(8, 8 + 2 * count, 2)]
    return [place for place in found if 8 <= place < len(page)]


def _payload(content: bytes, page: bytes, place: int, usable: int) -> bytes:
    """Return the record of a cell, with what overflows to other pages (section 1.6)."""
    size = len(page)
    length, place = _varint(page, place)
    _rowid, place = _varint(page, place)
    if length > len(content):
        raise ValueError("longer than the file")
    here = length
    if length > usable - 35:
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= usable - 35 else least
    if place + here > len(page):
        raise ValueError("beyond the page")
    parts, left = [page[place : place + here]], length - here
    following = int.from_bytes(page[place + here : place + here + 4], "big")
    while left > 0:
        start = (following - 1) * size
        if start < size or start + size > len(content):
            raise ValueError("beyond the file")
        part = content[start + 4 : start + 4 + min(left, usable - 4)]
        following = int.from_bytes(content[start : start + 4], "big")
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _row(record: bytes) -> list[Value]:
    """Return the values of a record (section 2.1)."""
    header, at = _varint(record, 0)
    kinds = []
    while at < header:
        kind, at = _varint(record, at)
        kinds.append(kind)
    if at != header:
        raise ValueError("the header is cut")
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(record, kind, at)
        values.append(value)
    if at != len(record):
        raise ValueError("the length is not that of the values")
    return values


def _value(record: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind in (10, 11):
        raise ValueError("no kind of value")
    if kind == 7:
        return struct.unpack_from(">d", record, at)[0], at + 8
    length = _INTEGER_BYTES.get(kind) or (kind - 12) // 2
    piece = record[at : at + length]
    if len(piece) < length:
        raise ValueError("the record is cut")
    if kind in _INTEGER_BYTES:
        return int.from_bytes(piece, "big", signed=True), at + length
    return (piece.decode("utf-8", "replace") if kind % 2 else piece), at + length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes and where it ends (section 1.6)."""
    value = 0
    for number in range(1, _LARGEST_VARINT + 1):
        byte = data[at]
        at += 1
        if number == _LARGEST_VARINT:
            return value << 8 | byte, at
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return value, at
