"""Word files (.docx)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from coach.knowledge.documents.archive import check_archive
from coach.knowledge.documents.block import Block, Content
from coach.knowledge.documents.heading import MAX_CHARACTERS, HeadingPath
from coach.knowledge.documents.limits import check_characters
from coach.knowledge.documents.watch import Watch

if TYPE_CHECKING:
    from docx.styles.styles import Styles

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{_W}txbxContent"
_LEFT_OUT = frozenset({_FALLBACK, _BOX, f"{_W}del", f"{_W}moveFrom"})
"""A second form of the same text, boxes (read on their own), and text that was deleted."""
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_CONTENTS = ("toc ", "table of figures")
_STYLE_DEPTH = 12
"""Styles that a style may be based on, one on another."""
_TITLE, _TEXT = 0, 99

# The library's own lists of paragraphs leave out tracked insertions, content controls and text
# boxes, so the tree is walked here.
Element = Any
"""An element of the XML tree; the library behind it has no types."""


def read_word(file: BinaryIO, watch: Watch) -> Content:
    """Read a Word file: headings by their style, paragraphs, lists and tables as text.

    Headers, footers, notes, comments, deleted text and tables of contents are left out.

    Raises:
        UnusableFile: it is locked, unpacks to too much, or has too much text.
        Cancelled: the person wants no more.
        Exception: whatever the library raises for a damaged file.
    """
    from docx import Document

    check_archive(file)
    watch.check()
    file.seek(0)
    document = Document(file)
    body = document.element.body
    reader = _Reader(_levels(document.styles), watch, len(body))
    reader.read(body)
    return Content(reader.blocks)


def _levels(styles: Styles) -> dict[str, int | None]:
    """Return how deep a heading each style makes; None for a table of contents."""
    from docx.enum.style import WD_STYLE_TYPE

    levels: dict[str, int | None] = {}
    for style in styles:
        if style.type != WD_STYLE_TYPE.PARAGRAPH:
            continue
        ancestor: Any = style
        for _ in range(_STYLE_DEPTH):
            level = _level(str(ancestor.name or ""), ancestor.element)
            ancestor = ancestor.base_style
            if level != _TEXT or ancestor is None:
                break
        levels[style.style_id] = level
    return levels


def _level(name: str, style: Element) -> int | None:
    """Return the level of a style by its name, which is English in every language, or outline."""
    name = name.lower()
    if name.startswith(_CONTENTS):
        return None
    if name == "title":
        return _TITLE
    first, _, number = name.partition(" ")
    if first == "heading" and number.isdecimal():
        return int(number)
    return _outline(style)


def _outline(element: Element) -> int:
    """Return the level that a style or a paragraph gives itself in the outline, from 1."""
    found = element.find(f"{_W}pPr/{_W}outlineLvl")
    level = "" if found is None else str(found.get(f"{_W}val"))
    return int(level) + 1 if level.isdecimal() and int(level) < 9 else _TEXT


class _Reader:
    """Walks the tree of a document and collects its blocks."""

    def __init__(self, levels: dict[str, int | None], watch: Watch, total: int) -> None:
        self.blocks: list[Block] = []
        self._levels = levels
        self._watch = watch
        self._total = total
        self._characters = 0
        self._path = HeadingPath()

    def read(self, body: Element) -> None:
        """Collect the blocks of the document's body."""
        for done, child in enumerate(body, 1):
            self._child(child)
            self._watch.step(done, self._total)

    def _child(self, child: Element) -> None:
        if child.tag == f"{_W}p":
            self._paragraph(child)
        elif child.tag == f"{_W}tbl":
            self._table(child)
        elif child.tag not in _LEFT_OUT:
            for inner in child:
                self._child(inner)

    def _paragraph(self, paragraph: Element) -> None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = "" if style is None else str(style.get(f"{_W}val"))
        level = self._levels.get(name, _TEXT)
        if level is None:
            return
        if level == _TEXT:
            level = _outline(paragraph)
        text = "".join(_strings(paragraph)).strip()
        if text and level != _TEXT and len(text) <= MAX_CHARACTERS:
            self._path.enter(level, text)
            self._add("")
        elif text:
            listed = paragraph.find(f"{_W}pPr/{_W}numPr") is not None or name.startswith("List")
            self._add(f"- {text}" if listed else text, tight=listed)
        for box in _boxes(paragraph):
            for child in box:
                self._child(child)

    def _table(self, table: Element) -> None:
        """Add each row as a line; a table of one column is a frame around ordinary text."""
        for row in _below(table, f"{_W}tr"):
            cells = [*_below(row, f"{_W}tc")]
            if len(cells) == 1:
                for child in cells[0]:
                    self._child(child)
                continue
            self._watch.check()
            texts = [" ".join(_paragraph_texts(cell)) for cell in cells]
            if any(texts):
                self._add(" | ".join(texts), tight=True)

    def _add(self, text: str, *, tight: bool = False) -> None:
        self._characters += len(text)
        check_characters(self._characters)
        self.blocks.append(Block(text, self._path.titles, tight=tight))


def _strings(element: Element) -> Iterator[str]:
    """Yield the text of a paragraph, without that of boxes in it."""
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif isinstance(child.tag, str) and child.tag.removeprefix(_W) in _SIGNS:
            yield _SIGNS[child.tag.removeprefix(_W)]
        elif child.tag not in _LEFT_OUT:
            yield from _strings(child)


def _boxes(element: Element) -> Iterator[Element]:
    """Yield the text boxes of a paragraph, not those inside them."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from _boxes(child)


def _below(element: Element, tag: str) -> Iterator[Element]:
    """Yield the nearest elements of that kind below ``element``, through content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _LEFT_OUT and child.tag != f"{_W}tbl":
            yield from _below(child, tag)


def _paragraph_texts(cell: Element) -> Iterator[str]:
    """Yield the texts of a cell's paragraphs, those of tables inside it too."""
    for child in cell:
        if child.tag == f"{_W}p":
            if text := "".join(_strings(child)).strip():
                yield " ".join(text.split())
        elif child.tag not in _LEFT_OUT:
            yield from _paragraph_texts(child)
