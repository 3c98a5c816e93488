from __future__ import annotations

from pathlib import Path

import pytest

from coach.bench.indexing import Indexing, index_documents, index_shipped
from coach.config import Settings
from coach.knowledge.library import Library
from tests.knowledge.shelves import write_passage
from tests.models import settings_with_models


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with_models(tmp_path)


def test_a_document_is_added_and_indexed_in_the_given_folder(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "passing"
    folder.mkdir()
    made = index_documents(settings, folder, pages=2)
    assert made.rows > 40
    assert made.seconds > 0
    assert 0 < made.embedding_seconds < made.seconds
    assert list((folder / "index" / "own").glob("build-*"))
    assert not (tmp_path / "library.sqlite3").exists()


def test_the_ratio_is_the_share_of_the_embeddings_own_speed() -> None:
    assert Indexing(rows=10, seconds=10.0, embedding_seconds=8.0).speed_ratio == 0.8


def test_the_shipped_library_is_indexed_from_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    write_passage(shelf, "paper", "rota", "The rota is late. Somebody waits for it.")
    monkeypatch.setattr("coach.knowledge.library.shipped_folder", lambda _: shelf)
    folder = tmp_path / "passing"
    assert index_shipped(settings, folder) > 0
    built = settings.model_copy(update={"home": folder})
    assert Library(built).list()[0].id == "rota"
    assert (folder / "index" / "manifest.json").is_file()
