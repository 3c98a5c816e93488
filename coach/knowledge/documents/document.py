"""Documents: a file of the organisation, as parts of text that can be searched and cited."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from coach.knowledge.documents.texts import texts

Kind = Literal["markdown", "text", "pdf", "word"]


class Part(BaseModel):
    """A part of a document, about a paragraph or two.

    Attributes:
        text: Clean text; paragraphs are parted by an empty line.
        heading: The path of headings that it stands under, as "Returns > Damaged goods", or empty.
        page: The page that it starts on, counted from 1, or None for a kind without pages.
        number: Its place in the document, counted from 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, StringConstraints(min_length=1)]
    heading: str = ""
    page: int | None = None
    number: int

    @property
    def place(self) -> str:
        """Where it stands in its document, for a citation; empty when nothing says where."""
        if self.page is not None:
            return texts().places["page"].format(number=self.page)
        if self.heading:
            return texts().places["section"].format(heading=self.heading)
        return ""


class Document(BaseModel):
    """A file that was read.

    Attributes:
        name: The file's name, on one line, safe to show.
        sha256: Checksum of the file, in hexadecimal; the same file has the same.
        kind: What it was read as.
        parts: Its text, in order; at least one.
        pages: How many pages it has, or None for a kind without pages.
        skipped: What was left out or may be wrong, each a plain sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: str
    kind: Kind
    parts: tuple[Part, ...]
    pages: int | None = None
    skipped: tuple[str, ...] = ()
