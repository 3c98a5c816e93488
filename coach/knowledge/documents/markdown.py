"""Markdown files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from coach.knowledge.documents.block import Block, Content
from coach.knowledge.documents.heading import MAX_CHARACTERS, HeadingPath
from coach.knowledge.documents.plain import read_text
from coach.knowledge.documents.texts import texts
from coach.knowledge.documents.watch import Watch

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_PIECE = 100_000
"""Characters after which a new piece starts at the next heading, and at four times that at the
next empty line. The parser takes about 0.3 s for so many, and cannot be stopped."""
_DEEPEST = 100
"""Lists and quotes inside each other that are followed."""
_LONGEST_INLINE = 10_000
"""Longest paragraph whose emphasis and links are told from its text; that time can grow with the
square of the length."""
_FRONT_MATTER = re.compile(r"\A---[ ]*\n.*?^(?:---|\.\.\.)[ ]*$\n?", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r" {0,3}(```|~~~)")
_HEADING = re.compile(r" {0,3}#{1,6}\s")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def read_markdown(file: BinaryIO, watch: Watch) -> Content:
    """Read a Markdown file: headings, paragraphs, lists, tables and code as text.

    Front matter, markup and comments are left out.

    Raises:
        UnusableFile: see ``read_text``.
        Cancelled: the person wants no more.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    parser.core.ruler.disable("inline")  # paragraph by paragraph instead, see _LONGEST_INLINE
    text, remarks = read_text(file)
    pieces = _pieces(_FRONT_MATTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"), 1))
    reader = _Reader(parser, watch)
    for done, piece in enumerate(pieces, 1):
        reader.read(piece)
        watch.step(done, len(pieces))
    if reader.too_deep:
        remarks = (*remarks, texts().remark("too_deep"))
    return Content(reader.blocks, skipped=remarks)


def _pieces(text: str) -> list[str]:
    """Return ``text`` in pieces of bounded size that start at headings."""
    pieces: list[list[str]] = [[]]
    length = 0
    fence = ""
    for line in text.splitlines(keepends=True):
        starts = _HEADING.match(line) or (length > 4 * _PIECE and not line.strip())
        if length > _PIECE and starts and not fence:
            pieces.append([])
            length = 0
        pieces[-1].append(line)
        length += len(line)
        if found := _FENCE.match(line):
            fence = found[1] if not fence else "" if found[1] == fence else fence
    return ["".join(piece) for piece in pieces]


class _Reader:
    """Turns the tokens of the parser into blocks, piece by piece of a file."""

    def __init__(self, parser: MarkdownIt, watch: Watch) -> None:
        self.blocks: list[Block] = []
        self.too_deep = False
        self._parser = parser
        self._watch = watch
        self._path = HeadingPath()
        self._markers: list[str] = []
        self._row: list[str] | None = None

    def read(self, text: str) -> None:
        """Add the blocks of a piece of Markdown."""
        environment: dict[str, object] = {}
        heading: int | None = None
        for token in self._watch.each(self._parser.parse(text, environment)):
            self.too_deep |= token.level >= _DEEPEST - 1
            if token.type == "heading_open":
                heading = int(token.tag[1:])
            elif token.type == "inline":
                self._text(self._inline(token.content, environment), heading)
                heading = None
            elif token.type in ("fence", "code_block"):
                for line in token.content.splitlines():
                    self._add(line, tight=True)
            elif token.type == "html_block":
                self._add(_without_tags(token.content))
            else:
                self._structure(token)

    def _structure(self, token: Token) -> None:
        """Follow lists and tables."""
        if token.type == "list_item_open":
            self._markers.append(f"{token.info}{token.markup}" if token.info else "-")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._markers.clear()
        elif token.type == "tr_open":
            self._row = []
        elif token.type == "tr_close" and self._row is not None:
            row, self._row = self._row, None
            self._add(" | ".join(row), tight=True)

    def _text(self, text: str, heading: int | None) -> None:
        """Add what stands in a heading, a cell or a paragraph."""
        if heading is not None and len(text) <= MAX_CHARACTERS:
            self._path.enter(heading, text)
            self._add("", even_empty=True)
        elif self._row is not None:
            self._row.append(text)
        elif self._markers:
            self._add(f"{self._markers[-1]} {text}", tight=True)
            self._markers.clear()
        else:
            self._add(text)

    def _add(self, text: str, *, tight: bool = False, even_empty: bool = False) -> None:
        if text.strip() or even_empty:
            self.blocks.append(Block(text, self._path.titles, tight=tight))

    def _inline(self, content: str, environment: dict[str, object]) -> str:
        """Return the text of a paragraph without markup."""
        if len(content) > _LONGEST_INLINE:
            return content
        tokens: list[Token] = []
        self._parser.inline.parse(content, self._parser, environment, tokens)
        return _plain(tokens)


def _without_tags(html: str) -> str:
    """Return the text of HTML, without comments; one that is not closed goes on to the end."""
    before, *comments = html.split("<!--")
    return _TAG.sub(" ", before + " ".join(comment.partition("-->")[2] for comment in comments))


def _plain(tokens: list[Token]) -> str:
    return "".join(_pieces_of(tokens)).strip()


def _pieces_of(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak":
            yield "\n"
        elif token.type == "image":
            yield _plain(token.children or [])
        elif token.type in ("text", "text_special", "code_inline"):
            yield token.content
