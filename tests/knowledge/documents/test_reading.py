from __future__ import annotations

import hashlib
import os
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import Cancelled
from coach.knowledge.documents import limits, reading
from coach.knowledge.documents.document import Document
from coach.knowledge.documents.problem import UnusableFile
from coach.knowledge.documents.reading import read_document
from coach.knowledge.documents.watch import Watch
from tests.knowledge.documents import files
from tests.knowledge.documents.files import write

STARTS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"# a",
]


def test_a_document_has_a_name_and_a_checksum(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "a.md", "# A\n\nText."))
    assert document.name == "a.md"
    assert document.sha256 == hashlib.sha256(b"# A\n\nText.").hexdigest()
    assert read_document(tmp_path / "a.md", name="shop/a\n.md").name == "shop/a .md"


def test_the_content_counts_before_the_name(tmp_path: Path) -> None:
    word = files.word()
    word.add_paragraph("Text.")
    assert read_document(write(tmp_path, "a.txt", files.pdf([["Text."]]))).kind == "pdf"
    assert read_document(write(tmp_path, "b.md", files.saved(word))).kind == "word"
    assert read_document(write(tmp_path, "README", "Text.")).kind == "text"


@pytest.mark.parametrize(
    "name", ["a.doc", "a.odt", "a.rtf", "a.pages", "a.html", "a.pptx", "A.XLSX"]
)
def test_other_documents_are_to_be_saved_as_word_or_pdf(tmp_path: Path, name: str) -> None:
    for content in (b"text", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04xx"):
        with pytest.raises(UnusableFile, match=r"save it as \.docx or PDF"):
            read_document(write(tmp_path, name, content))


def test_rich_text_under_another_name_is_known(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"\.rtf"):
        read_document(write(tmp_path, "a.txt", r"{\rtf1 text}"))


def test_a_zip_file_and_a_false_pdf_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="damaged"):
        read_document(write(tmp_path, "a.pdf", "Just text."))
    package = files.with_entry(files.saved(files.word()), "a", b"")
    with pytest.raises(UnusableFile, match="not a text"):
        read_document(write(tmp_path, "a.zip", package.replace(b"word/doc", b"text/doc")))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="not there any more"):
        read_document(tmp_path / "gone.txt")
    with pytest.raises(UnusableFile, match="not a file"):
        read_document(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(UnusableFile, match="not a file"):
        read_document(tmp_path / "a.txt")


def test_a_file_that_may_not_be_opened_is_told(tmp_path: Path) -> None:
    file = write(tmp_path, "a.txt", "Text.")
    with (
        patch.object(Path, "open", side_effect=PermissionError(13, "Permission denied")),
        pytest.raises(UnusableFile, match=r"a\.txt .* cannot be opened \(Permission denied\)"),
    ):
        read_document(file)


def test_a_file_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", limits.MEGABYTE)
    with pytest.raises(UnusableFile, match="larger than 1 MB"):
        read_document(write(tmp_path, "a.pdf", b"%PDF-" + b" " * limits.MEGABYTE))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("odd"), "damaged"),
        (RecursionError(), "too deep"),
        (MemoryError(), "damaged"),
        (OSError(22, "Invalid argument"), "damaged"),
        (OSError(5, "Broken"), "cannot be opened"),
    ],
)
def test_whatever_a_library_raises_becomes_a_plain_line(
    tmp_path: Path, error: Exception, said: str
) -> None:
    def broken(*_: object) -> None:
        raise error

    with patch.dict(reading._READERS, text=broken), pytest.raises(UnusableFile, match=said):
        read_document(write(tmp_path, "a.txt", "Text."))


def test_it_can_be_cancelled_at_any_moment(tmp_path: Path) -> None:
    for name, content in (
        ("a.txt", b"Text."),
        ("a.md", b"Text."),
        ("a.pdf", files.pdf([["Text."]])),
    ):
        file = write(tmp_path, name, content)
        asked = 0
        while True:
            answers = iter([False] * asked)
            try:
                read_document(file, watch=Watch(lambda left=answers: next(left, True)))
            except Cancelled:
                asked += 1
                continue
            break
        assert asked > 2


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    suffix=st.sampled_from(["", ".txt", ".md", ".pdf", ".docx", ".doc", ".odt"]),
    start=st.sampled_from(STARTS),
    content=st.binary(max_size=600)
    | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")),
)
def test_any_bytes_are_a_document_or_unusable(
    tmp_path: Path, suffix: str, start: bytes, content: bytes
) -> None:
    assert_read(tmp_path, f"a{suffix}", start + content)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.floats(0, 1),
    junk=st.binary(max_size=30),
    removed=st.integers(0, 60),
    word=st.booleans(),
)
def test_a_damaged_document_is_a_document_or_unusable(
    tmp_path: Path, place: float, junk: bytes, removed: int, word: bool
) -> None:
    whole = WORD if word else PDF
    start = int(place * len(whole))
    content = whole[:start] + junk + whole[start + removed :]
    assert_read(tmp_path, "a.docx" if word else "a.pdf", content)


def assert_read(folder: Path, name: str, content: bytes) -> None:
    result: Document | UnusableFile
    try:
        result = read_document(write(folder, name, content))
    except UnusableFile as error:
        result = error
    if isinstance(result, UnusableFile):
        assert result.reason
        assert result.remedy
        assert str(result).isprintable()
    else:
        assert result.parts


def _word() -> bytes:
    document = files.word()
    document.add_heading("Returns")
    document.add_paragraph("Bring it back.")
    return files.saved(document)


WORD = _word()
PDF = files.pdf([["Bring it back."], ["Then wait."]])
