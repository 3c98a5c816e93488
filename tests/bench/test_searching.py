from __future__ import annotations

from pathlib import Path

import numpy as np

from coach.bench.searching import MadeEmbedder, make_passages, search_made
from coach.config import Settings
from coach.knowledge.index import rows_of
from coach.knowledge.library import Library
from coach.knowledge.passages import Passage, sentences
from tests.models import settings_with_models


def _sources(settings: Settings) -> list[Passage]:
    library = Library(settings)
    try:
        return library.list()
    finally:
        library.close()


def test_made_passages_are_the_same_each_time_and_all_different(tmp_path: Path) -> None:
    sources = _sources(settings_with_models(tmp_path))
    made = make_passages(sources, 200)
    assert made == make_passages(sources, 200)
    assert len({passage.id for passage in made}) == 200
    texts = [row.text for passage in made for row in rows_of(passage)]
    assert len(set(texts)) == len(texts)


def test_made_passages_are_as_long_as_shipped_ones(tmp_path: Path) -> None:
    sources = _sources(settings_with_models(tmp_path))
    shipped = np.mean([len(sentences(passage.text)) for passage in sources])
    made = np.mean([len(sentences(passage.text)) for passage in make_passages(sources, 200)])
    assert 0.9 < made / shipped < 1.1


def test_vectors_of_made_texts_are_near_their_sources_and_no_two_are_alike(tmp_path: Path) -> None:
    settings = settings_with_models(tmp_path)
    sources = _sources(settings)[:4]
    embedder = MadeEmbedder(settings, sources)
    made = make_passages(sources, 8)
    vectors = embedder.embed([row.text for passage in made for row in rows_of(passage)])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    alike = vectors @ vectors.T - np.eye(len(vectors))
    assert alike.max() < 0.99
    plain = "People tell the truth when they are asked early."
    assert np.allclose(embedder.embed([plain]), Library(settings).embed([plain]), atol=1e-5)
    wholes = embedder.embed([rows_of(made[0])[0].text, rows_of(sources[0])[0].text])
    assert wholes[0] @ wholes[1] > 0.8


def test_a_made_library_is_searched_like_any_other(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    searches = search_made(
        settings_with_models(tmp_path),
        ["who is my customer", "waste in office work"],
        tmp_path / "made",
        count=30,
        progress=lambda done, total: told.append((done, total)),
    )
    assert searches.passages == 30
    assert len(searches.seconds) == 2
    assert told[-1][0] == told[-1][1] > 200
