"""Files that the tests of documents read: made here, so that none has to be kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from docx import Document as WordDocument
from docx.document import Document as WordFile
from docx.oxml import parse_xml
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF with these lines on its pages; a page without lines is blank."""
    writer = _writer(pages)
    return _bytes(writer)


def locked_pdf(password: str, *, owner: str = "owner", algorithm: str = "RC4-128") -> bytes:
    writer = _writer([["A secret about returns."]])
    writer.encrypt(password, owner, algorithm=algorithm)
    return _bytes(writer)


def pdf_with_stream(stream: bytes) -> bytes:
    """Return a PDF of two pages, the second with this as its drawing commands."""
    writer = _writer([["A page that is whole."], ["x"]])
    content = StreamObject()
    content.set_data(stream)
    writer.pages[1][NameObject("/Contents")] = writer._add_object(content.flate_encode())
    return _bytes(writer)


def _writer(pages: Sequence[Sequence[str]]) -> PdfWriter:
    writer = PdfWriter()
    font = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
    )
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        drawn = [f"({_escaped(line)}) Tj T*" for line in lines]
        content = StreamObject()
        content.set_data(
            "\n".join(["BT /F1 11 Tf 14 TL 40 800 Td", *drawn, "ET"]).encode("latin-1")
        )
        page[NameObject("/Contents")] = writer._add_object(content)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
    return writer


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _bytes(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    assert PdfReader(buffer)
    return buffer.getvalue()


def word() -> WordFile:
    return WordDocument()


def saved(document: WordFile) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def add_xml(document: WordFile, xml: str) -> None:
    """Add an element to the body, before its last one, which describes the page."""
    document.element.body.insert(-1, parse_xml(f'<w:root xmlns:w="{W}">{xml}</w:root>')[0])


def with_entry(package: bytes, name: str, content: bytes) -> bytes:
    """Return a zip file with one entry added or replaced."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return buffer.getvalue()


def write(folder: Path, name: str, content: bytes | str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file
