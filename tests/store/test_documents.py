"""Documents of the library: kept whole, updated by path, deleted for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import NotFoundError
from coach.store.documents import DocumentStore, NewDocument, StoredPart


def _document(path: str = "/shared/Hand book.pdf", sha256: str = "a" * 64) -> NewDocument:
    return NewDocument(path=path, name=Path(path).name, sha256=sha256, kind="pdf", pages=2)


def _parts(*texts: str) -> list[StoredPart]:
    return [
        StoredPart(number=n, heading="Returns", place=f"page {n}", text=text)
        for n, text in enumerate(texts, 1)
    ]


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path / "library.sqlite3")


def test_a_document_is_kept_with_its_parts(store: DocumentStore) -> None:
    document_id = store.save(_document(), _parts("Call first.", "Then send."))
    assert document_id.startswith("hand-book-")
    (kept,) = store.all()
    assert (kept.name, kept.pages, kept.parts) == ("Hand book.pdf", 2, 2)
    assert [part.text for part in store.parts(document_id)] == ["Call first.", "Then send."]
    assert store.find(document_id[:6]) == kept


def test_the_same_file_again_takes_the_place_of_the_old_one(store: DocumentStore) -> None:
    first = store.save(_document(), _parts("Old.", "Older."))
    before = store.fingerprint()
    assert store.save(_document(sha256="b" * 64), _parts("New.")) == first
    assert [part.text for part in store.parts(first)] == ["New."]
    assert len(store.all()) == 1
    assert store.fingerprint() != before


def test_what_is_removed_stays_in_no_file(store: DocumentStore, tmp_path: Path) -> None:
    document_id = store.save(_document(), _parts("The zebra clause."))
    for name in ("version-1", "damaged-20260101", "damaged-20260101-journal"):
        (tmp_path / f"library.sqlite3.{name}").write_bytes(b"The zebra clause.")
    store.remove(document_id)
    assert store.all() == []
    assert store.parts(document_id) == []
    store.close()
    assert all(b"zebra" not in file.read_bytes() for file in tmp_path.iterdir())
    with pytest.raises(NotFoundError):
        DocumentStore(tmp_path / "library.sqlite3").find(document_id)


def test_odd_names_and_texts_are_kept(store: DocumentStore) -> None:
    odd = "/x/\udcff☂️ 手册.md"
    document_id = store.save(_document(odd), _parts("a'); DROP TABLE parts; --", "\ud800"))
    assert store.parts(document_id)[0].text == "a'); DROP TABLE parts; --"
    assert store.save(_document(odd), _parts("again")) == document_id


def test_an_empty_library_has_a_fingerprint_of_its_own(store: DocumentStore) -> None:
    empty = store.fingerprint()
    document_id = store.save(_document(), _parts("x"))
    assert store.fingerprint() != empty
    store.remove(document_id)
    assert store.fingerprint() == empty
