"""Vectors of unchanged texts are taken from the build before, and from nowhere else."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.config import Settings
from coach.knowledge.embedding import DIMENSIONS, Embedder
from coach.knowledge.index import Index, Row
from coach.knowledge.library import Library
from coach.knowledge.reuse import TextVectors
from coach.knowledge.sources import OwnDocuments
from coach.knowledge.vectors import vectors_by_mark
from coach.store.documents import DocumentStore, NewDocument, StoredPart
from tests.knowledge.shelves import write_passage

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHECKED = 8
"""Texts that are embedded at each opening, and again where vectors are used again."""


class Counting(Embedder):
    """Makes a vector of a text out of thin air, always the same one, and remembers the texts."""

    def __init__(self, settings: Settings, seed: int = 0) -> None:
        super().__init__(settings)
        self.texts: list[str] = []
        self._seed = seed

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.texts += texts
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, text in enumerate(texts):
            seed = [self._seed, *text.encode()]
            vectors[place] = np.random.default_rng(seed).standard_normal(DIMENSIONS)
            if progress:
                progress(place + 1)
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def rows(count: int) -> list[Row]:
    return [Row(f"p/sentence/{n}", "p", "t", "sentence", f"The day {n}.") for n in range(count)]


def built(root: Path, embedder: Embedder, fingerprint: str, some: list[Row]) -> Index:
    index = Index(root, embedder)
    index.open(fingerprint, some)
    index.close()
    return index


def vectors_in(root: Path) -> NDArray[np.float32]:
    manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    vectors: NDArray[np.float32] = np.load(root / manifest["folder"] / "vectors.npy")
    return vectors


def test_only_new_texts_are_computed_and_the_result_is_that_of_a_full_build(
    settings: Settings, tmp_path: Path
) -> None:
    embedder = Counting(settings)
    built(tmp_path / "index", embedder, "one", rows(60))
    embedder.texts.clear()
    told: list[tuple[int, int]] = []
    changed = [*rows(60)[3:], Row("p/alias/0", "p", "t", "alias", "Something new."), *rows(1)]
    index = Index(tmp_path / "index", embedder)
    index.open("two", changed, lambda done, total: told.append((done, total)))
    assert "Something new." in embedder.texts
    assert len(embedder.texts) <= 1 + 2 * (CHECKED + 2)
    assert told[0] == (58, 59)
    assert told[-1] == (59, 59)
    index.close()
    built(tmp_path / "full", Counting(settings), "two", changed)
    assert np.array_equal(vectors_in(tmp_path / "index"), vectors_in(tmp_path / "full"))


def test_the_same_text_is_computed_once(settings: Settings) -> None:
    embedder = Counting(settings)
    told: list[int] = []
    texts = ["one", "two", "one", "two", "one"]
    vectors = TextVectors(embedder, {}).of(texts, told.append)
    assert embedder.texts == ["one", "two"]
    assert told == [3, 4, 5]
    assert np.array_equal(vectors, Counting(settings).embed(texts))


def _other_bytes(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-3] ^= 1
    file.write_bytes(content)


def _manifest(build: Path, **source: object) -> None:
    file = build.parent / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest["source"].update(source)
    file.write_text(json.dumps(manifest), encoding="utf-8")


UNSOUND: dict[str, Callable[[Path], object]] = {
    "vectors changed": lambda build: _other_bytes(build / "vectors.npy"),
    "vectors cut": lambda build: os.truncate(build / "vectors.npy", 2_000),
    "vectors deleted": lambda build: (build / "vectors.npy").unlink(),
    "marks changed": lambda build: _other_bytes(build / "texts.bin"),
    "marks deleted": lambda build: (build / "texts.bin").unlink(),
    "build deleted": shutil.rmtree,
    "another embedding": lambda build: _manifest(build, embedding="0" * 64),
    "another format": lambda build: _manifest(build, format=0),
    "manifest of noise": lambda build: (build.parent / "manifest.json").write_bytes(b"\xff"),
}


@pytest.mark.parametrize("damage", UNSOUND)
def test_unsound_vectors_are_never_used_again(
    damage: str, settings: Settings, tmp_path: Path
) -> None:
    root = tmp_path / "index"
    built(root, Counting(settings), "one", rows(30))
    (build,) = root.glob("build-*")
    UNSOUND[damage](build)
    embedder = Counting(settings)
    built(root, embedder, "two", rows(31))
    assert {row.text for row in rows(31)} <= {*embedder.texts}
    assert np.array_equal(vectors_in(root), embedder.embed([row.text for row in rows(31)]))


def test_vectors_that_were_made_another_way_are_not_used_again(
    settings: Settings, tmp_path: Path
) -> None:
    """Their checksums are right; only computing some of them anew tells."""
    root = tmp_path / "index"
    built(root, Counting(settings, seed=1), "one", rows(30))
    embedder = Counting(settings)
    built(root, embedder, "two", rows(30))
    assert np.array_equal(vectors_in(root), embedder.embed([row.text for row in rows(30)]))


def test_vectors_outlive_another_chroma(settings: Settings, tmp_path: Path) -> None:
    root = tmp_path / "index"
    built(root, Counting(settings), "one", rows(200))
    (build,) = root.glob("build-*")
    _manifest(build, chroma="0.1")
    embedder = Counting(settings)
    built(root, embedder, "one", rows(200))
    assert len(embedder.texts) < 50


def test_a_changed_passage_is_computed_and_the_others_are_not(
    settings: Settings, shelf: Path, tmp_path: Path
) -> None:
    embedder = Counting(settings)
    folder = shutil.copytree(shelf, tmp_path / "shelf")
    library = Library(settings, folder=folder, embedder=embedder)
    library.rebuild()
    write_passage(folder, "paper", "invoice", "All of this is new. Nobody wrote it before.")
    embedder.texts.clear()
    library.rebuild()
    library.close()
    new = [text for text in embedder.texts if "new" in text or "wrote it" in text]
    assert len({*new}) == 3
    assert len(embedder.texts) <= 3 + 2 * (CHECKED + 2)


def test_a_document_beside_many_is_computed_alone(settings: Settings) -> None:
    embedder = Counting(settings)
    store = DocumentStore(settings.library_database)
    _save(store, "many.md", [f"Number {n} waits. Desk {n} knows why." for n in range(100)])
    library = Library(settings, embedder=embedder)
    library.rebuild_own()
    _save(store, "one.md", ["The crane is late. Somebody calls."])
    embedder.texts.clear()
    library.rebuild_own()
    assert {text for text in embedder.texts if "crane" in text or "calls" in text} >= {
        "The crane is late.",
        "Somebody calls.",
    }
    assert len(embedder.texts) <= 3 + 2 * (CHECKED + 2)
    store.close()
    library.close()
    assert len(OwnDocuments(settings.library_database).passages()) == 101


def _save(store: DocumentStore, name: str, texts: list[str]) -> None:
    document = NewDocument(path=f"/{name}", name=name, sha256=name, kind="markdown")
    parts = [StoredPart(number=n, heading="", place="", text=t) for n, t in enumerate(texts, 1)]
    store.save(document, parts)


def test_the_marks_stand_for_the_texts_of_the_rows_in_their_order(
    settings: Settings, tmp_path: Path
) -> None:
    root = tmp_path / "index"
    built(root, Counting(settings), "one", rows(5))
    manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    known = vectors_by_mark(root / manifest["folder"], manifest["exact"])
    assert np.array_equal(np.array([*known.values()]), vectors_in(root))
