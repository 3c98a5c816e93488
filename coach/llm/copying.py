"""Answers that can only copy: lists of quotes, each a run of whole words of one text.

The model chooses what to quote and cannot change a letter. A machine over bytes knows at every
place what may come next, so that what can come only one way (the keys, the brackets) is never
generated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_ITEMS = 6
"""Most quotes in one list."""
_SENTENCE_MARKS = ".!?;"
_TAIL = ".,;:!?\"'”’)"
_ABBREVIATION = re.compile(
    r"(?:mr|mrs|ms|dr|prof|st|no|vs|approx|inc|ltd|etc|e\.g|i\.e|[ap]\.m|[A-Z])|(?:[A-Za-z]\.)+[A-Za-z]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Place:
    """Where in the answer the next byte stands.

    Attributes:
        part: ``key`` (the fixed text before a list), ``list`` (its bracket), ``first`` (after the
            bracket), ``start`` (a quote's first byte), ``quote`` (inside one), ``after`` (behind
            one), ``gap`` and ``again`` (between two), ``end``.
        key: Number of the list.
        items: Quotes of this list so far, the open one included.
        offset: Byte of the key or of the text that comes next.
        rest: Bytes of a first letter that are still to come.
    """

    part: str
    key: int = 0
    items: int = 0
    offset: int = 0
    rest: bytes = b""


Places = frozenset[Place]


class Copying:
    """The answers ``{"key": ["quote", …], …}`` with quotes out of one text.

    A quote is a run of whole words, up to the end of their sentence; white space between words is
    one blank, marks after its last word are left out. Its first letter may be of either case: a
    model that wants to begin with "the" would else be led away from "The" to "then".

    Args:
        keys: The keys of the object, in the order in which they are written.
        text: What may be quoted.
    """

    def __init__(self, keys: Sequence[str], text: str) -> None:
        self._keys = [
            (("{" if number == 0 else ", ") + json.dumps(key) + ": ").encode()
            for number, key in enumerate(keys)
        ]
        self._keys.append(b"}")
        self._text = bytearray()
        self._starts: list[tuple[bytes, int]] = []
        self._ends: set[int] = set()
        self._last: set[int] = set()
        words = text.split()
        for number, word in enumerate(words):
            self._add(word, last=number == len(words) - 1)

    def _add(self, word: str, *, last: bool) -> None:
        """Append a word: where a quote may begin in it, and where one may end."""
        core = word.rstrip(_TAIL) or word
        tail = word[len(core) :]
        letter, after = _json(core[0]), len(self._text)
        size = len(letter.encode())
        for form in dict.fromkeys((letter, _swapped(core[0]))):
            self._starts.append((form.encode(), after + size))
        self._text += _json(core).encode()
        end = len(self._text)
        self._ends.add(end)
        if last or (any(mark in _SENTENCE_MARKS for mark in tail) and not _is_short(core)):
            self._last.add(end)
        self._text += _json(tail).encode() + b" "

    @property
    def begin(self) -> Places:
        """Where every answer begins."""
        return frozenset((Place("key"),))

    def finished(self, places: Places) -> bool:
        """Return whether the answer is whole."""
        return any(place.part == "end" for place in places)

    def advance(self, places: Places, data: bytes) -> Places:
        """Return where the answer stands after ``data``; nowhere when it may not follow."""
        for byte in data:
            places = frozenset(new for place in places for new in self._step(place, byte))
            if not places:
                break
        return places

    def forced(self, places: Places) -> bytes:
        """Return the bytes that must come next, as far as there is no choice."""
        forced = bytearray()
        while len(places) == 1:
            choice = self._only(next(iter(places)))
            if choice is None:
                break
            forced.append(choice)
            places = self.advance(places, bytes((choice,)))
        return bytes(forced)

    def _only(self, place: Place) -> int | None:
        """Return the one byte that can follow, or None when there is a choice."""
        if place.part == "key":
            return self._keys[place.key][place.offset]
        fixed = {"list": "[", "gap": " ", "again": '"'}.get(place.part)
        return ord(fixed) if fixed else None

    def _step(self, place: Place, byte: int) -> Iterator[Place]:
        part, key, items = place.part, place.key, place.items
        char = chr(byte)
        if part == "key":
            yield from self._in_key(place, byte)
        elif part == "quote":
            yield from self._in_quote(place, byte)
        elif part == "start":
            for form, offset in self._starts:
                if form[0] == byte:
                    yield Place("quote", key, items, offset, form[1:])
        elif part == "list" and char == "[":
            yield Place("first", key)
        elif part in ("first", "after") and char == "]":
            yield Place("key", key + 1)
        elif part == "first" and char == '"' and self._starts:
            yield Place("start", key, 1)
        elif part == "after" and char == "," and items < MAX_ITEMS:
            yield Place("gap", key, items)
        elif part == "gap" and char == " ":
            yield Place("again", key, items)
        elif part == "again" and char == '"':
            yield Place("start", key, items + 1)

    def _in_key(self, place: Place, byte: int) -> Iterator[Place]:
        fixed = self._keys[place.key]
        if fixed[place.offset] != byte:
            return
        if place.offset + 1 < len(fixed):
            yield Place("key", place.key, 0, place.offset + 1)
        else:
            yield Place("list" if place.key < len(self._keys) - 1 else "end", place.key)

    def _in_quote(self, place: Place, byte: int) -> Iterator[Place]:
        key, items, offset = place.key, place.items, place.offset
        if place.rest:
            if place.rest[0] == byte:
                yield Place("quote", key, items, offset, place.rest[1:])
            return
        if offset in self._ends and byte == ord('"'):
            yield Place("after", key, items)
        if offset not in self._last and self._text[offset] == byte:
            yield Place("quote", key, items, offset + 1)


def _swapped(letter: str) -> str:
    other = letter.swapcase()
    # Some letters do not come back: the dotless i of Turkish becomes I, which becomes i.
    both_ways = len(other) == 1 and other.swapcase() == letter
    return _json(other) if both_ways else _json(letter)


def _is_short(core: str) -> bool:
    """Return whether a word before a full stop is an abbreviation or an initial."""
    return bool(_ABBREVIATION.fullmatch(core))


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
