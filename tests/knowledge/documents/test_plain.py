from __future__ import annotations

from pathlib import Path

import pytest

from coach.knowledge.documents import limits
from coach.knowledge.documents.problem import UnusableFile
from coach.knowledge.documents.reading import read_document
from tests.knowledge.documents.files import write

GERMAN = "Für die Kunden: Größe prüfen, Öl wechseln, und danach höflich grüßen. " * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_usual_encodings_are_read_without_a_remark(
    tmp_path: Path, encoding: str
) -> None:
    document = read_document(write(tmp_path, "a.txt", GERMAN.encode(encoding)))
    assert (document.kind, document.skipped) == ("text", ())
    assert document.parts[0].text == GERMAN.strip()


def test_another_encoding_is_guessed_and_told(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "a.txt", GERMAN.encode("cp1252")))
    assert document.parts[0].text == GERMAN.strip()
    assert "not UTF-8" in document.skipped[0]


def test_a_few_broken_letters_do_not_spoil_the_others(tmp_path: Path) -> None:
    content = (GERMAN * 10).encode().replace(b"Gr\xc3\xb6", b"Gr\xc3", 1)
    document = read_document(write(tmp_path, "a.txt", content))
    assert "Für die Kunden: Gr\ufffdße" in document.parts[0].text
    assert document.skipped == ("Letters that could not be read: 1.",)


@pytest.mark.parametrize(
    "content", [b"text\0text", bytes(range(1, 32)) * 9, b"\x89PNG\r\n\x1a\nxx"]
)
def test_a_binary_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnusableFile, match="not a text"):
        read_document(write(tmp_path, "a.txt", content))


def test_letters_that_nothing_makes_sense_of_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nothing:
        def best(self) -> None:
            return None

    monkeypatch.setattr("charset_normalizer.from_bytes", lambda _: Nothing())
    with pytest.raises(UnusableFile, match="letters cannot be made out"):
        read_document(write(tmp_path, "a.txt", b"\xff\xfa\xc0 \x81"))


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b"\x1b[0m\xe2\x80\x8b"])
def test_a_file_without_text_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnusableFile, match="holds no text"):
        read_document(write(tmp_path, "a.txt", content))


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 1_000)
    with pytest.raises(UnusableFile, match="million letters"):
        read_document(write(tmp_path, "a.txt", "word " * 300))
    with pytest.raises(UnusableFile, match="larger than 10 MB"):
        read_document(write(tmp_path, "a.txt", b" " * (limits.MAX_TEXT_BYTES + 1)))


def test_pages_of_a_text_file_do_not_glue_words(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "a", "one\ftwo\vthree\r\nfour\rfive"))
    assert document.parts[0].text.split() == ["one", "two", "three", "four", "five"]
