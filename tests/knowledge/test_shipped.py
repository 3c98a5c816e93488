from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.config import shipped_folder
from coach.knowledge.embedding import DIMENSIONS, Embedder
from coach.knowledge.index import rows_of
from coach.knowledge.library import Library
from coach.knowledge.passages import load_passages
from coach.knowledge.shipped import FILE, read_shipped, write_shipped
from coach.knowledge.vectors import text_mark
from tests.knowledge.shelves import settings_at, write_passage


def unit_vectors(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    vectors = np.random.default_rng(1).standard_normal((count, DIMENSIONS)).astype(np.float32)
    unit: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_what_is_written_is_read_nearly_the_same(tmp_path: Path) -> None:
    texts, vectors = ["one", "two", "three"], unit_vectors(3)
    write_shipped(tmp_path, texts, vectors)
    known = read_shipped(tmp_path / FILE)
    assert set(known) == {text_mark(text) for text in texts}
    for text, vector in zip(texts, vectors, strict=True):
        assert known[text_mark(text)] @ vector > 0.998
        assert np.linalg.norm(known[text_mark(text)]) == pytest.approx(1)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and nothing", b"\x93NUMPY", b"x" * 1000])
def test_a_damaged_file_is_not_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert read_shipped(tmp_path / FILE) == {}
    assert read_shipped(tmp_path / "none") == {}
    assert read_shipped(None) == {}


def test_vectors_of_another_embedding_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.knowledge.shipped.EMBEDDING_SHA256", "another")
    write_shipped(tmp_path, ["one"], unit_vectors(1))
    monkeypatch.undo()
    assert read_shipped(tmp_path / FILE) == {}


def test_wrong_vectors_are_found_out(coach_home: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    for name in ("rota", "menu", "ticket"):
        write_passage(shelf, "paper", name, f"Somebody waits for the {name}.")
    texts = [row.text for passage in load_passages(shelf) for row in rows_of(passage)]
    write_shipped(shelf, texts, unit_vectors(len(texts)))
    library = Library(settings_at(coach_home), folder=shelf)
    assert library.search("somebody waits for the menu")[0].passage.id == "menu"
    library.close()


def test_the_file_holds_every_text_of_the_passages_as_it_is_embedded_today(
    embedder: Embedder,
) -> None:
    """When this fails: python scripts/vectors.py."""
    folder = shipped_folder("knowledge")
    known = read_shipped(folder / FILE)
    texts = {row.text for passage in load_passages(folder) for row in rows_of(passage)}
    assert set(known) == {text_mark(text) for text in texts}
    some = sorted(texts)[::100]
    for text, vector in zip(some, embedder.embed(some), strict=True):
        assert known[text_mark(text)] @ vector > 0.998, text
    assert (folder / FILE).stat().st_size < 1_000_000
