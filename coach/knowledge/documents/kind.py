"""Kind: what a file is, by its content first and the end of its name second."""

from __future__ import annotations

from pathlib import PurePath
from typing import BinaryIO

from coach.knowledge.documents.archive import entry_names
from coach.knowledge.documents.document import Kind
from coach.knowledge.documents.problem import unusable

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
PLAIN = frozenset({".txt", ".text"})
READ = MARKDOWN | PLAIN | {".pdf", ".docx"}
"""Ends of names that are read."""
CONVERTED = frozenset(
    """.doc .docm .dot .dotx .dotm .odt .ott .rtf .pages .wps .wpd .epub .html .htm .xhtml .mht
    .ppt .pptx .pps .ppsx .odp .key .xls .xlsx .ods .numbers .xps .djvu .tex""".split()
)
"""Ends of names of documents that have to be saved as another kind first."""

_HEAD = 1024
"""Bytes at the start of a file in which the mark of a PDF stands."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""Name of the stream in which Office keeps a document with a password."""
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")


def kind_of(file: BinaryIO, name: str) -> Kind:
    """Return how a file is read.

    Raises:
        UnusableFile: it is of a kind that cannot be read.
    """
    file.seek(0)
    head = file.read(_HEAD)
    suffix = PurePath(name).suffix.lower()
    if head.lstrip(b"\xef\xbb\xbf\0\t\r\n ").startswith(b"%PDF-") or (
        suffix == ".pdf" and b"%PDF-" in head
    ):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(file, suffix)
    if head.startswith(_OLE):
        file.seek(0)
        raise unusable("password") if _LOCKED in file.read() else _other(suffix or ".doc")
    if head.startswith(b"{\\rtf"):
        raise _other(".rtf")
    if head.startswith(_PICTURES):
        raise unusable("binary")
    if suffix in CONVERTED:
        raise _other(suffix)
    if suffix in (".pdf", ".docx"):
        raise unusable("damaged")
    return "markdown" if suffix in MARKDOWN else "text"


def _zipped(file: BinaryIO, suffix: str) -> Kind:
    """Return the kind of a zip file: only a Word document is read."""
    if suffix in CONVERTED:
        raise _other(suffix)
    if "word/document.xml" in entry_names(file) or suffix == ".docx":
        return "word"
    raise unusable("binary")


def _other(suffix: str) -> Exception:
    return unusable("other_kind", kind=suffix)
