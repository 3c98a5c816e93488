from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from coach.errors import Cancelled
from coach.knowledge.documents import archive, limits
from coach.knowledge.documents.document import Document
from coach.knowledge.documents.problem import UnusableFile
from coach.knowledge.documents.reading import read_document
from coach.knowledge.documents.watch import Watch
from tests.knowledge.documents import files
from tests.knowledge.documents.files import write


def read(folder: Path, content: bytes, watch: Watch | None = None) -> Document:
    return read_document(write(folder, "a.docx", content), watch=watch)


def handbook() -> bytes:
    document = files.word()
    document.add_heading("Handbook", 0)
    document.add_heading("Returns", 1)
    document.add_paragraph("Bring it back.")
    document.add_heading("Damaged goods", 2)
    document.add_paragraph("a box", style="List Bullet")
    document.add_paragraph("the receipt", style="List Number")
    table = document.add_table(rows=0, cols=2)
    for row in (("Part", "Days"), ("Pump", "3")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return files.saved(document)


def test_headings_lists_and_tables_become_text(tmp_path: Path) -> None:
    document = read(tmp_path, handbook())
    assert (document.kind, document.pages) == ("word", None)
    assert [(part.place, part.text) for part in document.parts] == [
        ("section Handbook > Returns", "Bring it back."),
        (
            "section Handbook > Returns > Damaged goods",
            "- a box\n- the receipt\nPart | Days\nPump | 3",
        ),
    ]


def test_a_heading_is_known_by_the_style_its_style_is_based_on(tmp_path: Path) -> None:
    document = files.word()
    own = document.styles.add_style("Company heading", 1)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("Waiting", style="Company heading")
    document.add_paragraph("Ten minutes.")
    contents = document.styles.add_style("toc 1", 1)
    document.add_paragraph("Waiting\t7", style=contents)
    parts = read(tmp_path, files.saved(document)).parts
    assert [(part.heading, part.text) for part in parts] == [("Waiting", "Ten minutes.")]


def test_tracked_changes_content_controls_and_boxes_are_read_once(tmp_path: Path) -> None:
    document = files.word()
    files.add_xml(
        document,
        "<w:p><w:r><w:t>Ask </w:t></w:r><w:ins><w:r><w:t>them</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>us</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:r><w:br/><w:t>first.</w:t></w:r></w:p>",
    )
    files.add_xml(
        document,
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Then wait.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
    files.add_xml(
        document,
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    text = read(tmp_path, files.saved(document)).parts[0].text
    assert text == "Ask them first.\n\nThen wait.\n\nIn a box."


def test_a_table_that_only_frames_the_text_keeps_its_headings(tmp_path: Path) -> None:
    document = files.word()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.add_paragraph("Returns", style="Heading 1")
    cell.add_paragraph("Bring it back.")
    inner = cell.add_table(rows=1, cols=2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "Pump", "3"
    part = read(tmp_path, files.saved(document)).parts[0]
    assert (part.heading, part.text) == ("Returns", "Bring it back.\nPump | 3")


def test_a_document_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="holds no text"):
        read(tmp_path, files.saved(files.word()))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = files.with_entry(handbook(), "word/media/a.xml", b"\0" * 3_000_000)

    def opened(*_: object) -> None:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    with pytest.raises(UnusableFile, match="unpack"):
        read(tmp_path, bomb)


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_ENTRIES", 3), ("MAX_UNPACKED", 9_000), ("MAX_XML", 900)]
)
def test_an_archive_with_too_much_in_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(archive, limit, value)
    with pytest.raises(UnusableFile, match="unpack"):
        read(tmp_path, handbook())


def test_a_declared_size_that_lies_is_no_way_around(tmp_path: Path) -> None:
    content = files.with_entry(handbook(), "word/document.xml", b"<a>" + b"b" * 3_000_000 + b"</a>")
    lying = content.replace((3_000_007).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    with pytest.raises(UnusableFile, match="damaged"):
        read(tmp_path, lying)


def test_a_password_is_told(tmp_path: Path) -> None:
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    with pytest.raises(UnusableFile, match="password"):
        read(tmp_path, office + "EncryptedPackage".encode("utf-16-le"))
    flagged = bytearray(handbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[flagged.find(mark) + offset] |= 1
    with pytest.raises(UnusableFile, match="password"):
        read(tmp_path, bytes(flagged))


def test_a_damaged_document_is_refused(tmp_path: Path) -> None:
    whole = handbook()
    for content in (
        whole[: len(whole) // 2],
        files.with_entry(whole, "word/document.xml", b"<w:document>"),
        files.with_entry(whole, "[Content_Types].xml", b"<Types/>"),
        b"no zip file at all",
    ):
        with pytest.raises(UnusableFile, match="damaged"):
            read(tmp_path, content)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    deep = "<w:sdt>" * 5_000 + "</w:sdt>" * 5_000
    xml = f'<w:document xmlns:w="{files.W}"><w:body>{deep}</w:body></w:document>'
    with pytest.raises(UnusableFile):
        read(tmp_path, files.with_entry(handbook(), "word/document.xml", xml.encode()))


def test_entities_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path, "secret.txt", "a secret")
    xml = (
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b "lol lol">]>'
        f'<w:document xmlns:w="{files.W}"><w:body><w:p><w:r><w:t>Text &a; &b;</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )
    try:
        document = read(tmp_path, files.with_entry(handbook(), "word/document.xml", xml.encode()))
    except UnusableFile:
        return
    assert "secret" not in document.parts[0].text


def test_too_much_text_is_refused_and_it_can_be_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []

    def cancelled() -> bool:
        return len(told) == 3

    with pytest.raises(Cancelled):
        read(tmp_path, handbook(), Watch(cancelled, lambda *step: told.append(step)))
    assert [done for done, _ in told] == [1, 2, 3]
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 20)
    with pytest.raises(UnusableFile, match="million letters"):
        read(tmp_path, handbook())


def test_another_office_file_is_no_word_document(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UnusableFile, match="damaged"):
        read(tmp_path, buffer.getvalue())
