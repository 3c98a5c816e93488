"""What tests of the knowledge room share: an embedder, and a small made-up library."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.config import Settings
from coach.knowledge.embedding import Embedder
from coach.knowledge.library import Library
from tests.knowledge.shelves import settings_at, shipped_settings_at, write_passage

_THINGS = (
    "invoice payslip rota drawing sample ticket forecast contract timetable menu label weld"
    " manual quotation prescription x-ray parcel password translation minutes"
).split()


@pytest.fixture
def settings(coach_home: Path) -> Settings:
    return settings_at(coach_home)


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return Embedder(settings_at(tmp_path_factory.mktemp("embedding")))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 20 short passages on two topics, enough rows for Chroma to write vectors."""
    folder = tmp_path_factory.mktemp("shelf")
    for number, thing in enumerate(_THINGS):
        text = (
            f"Somebody waits for the {thing}. When the {thing} is wrong, they have to do it again."
            f"\n\nA clerk asked what the {thing} is for. Ask who opens the {thing} first."
        )
        write_passage(folder, ("paper", "service")[number % 2], thing, text)
    return folder


@pytest.fixture(scope="session")
def built_home(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index holds the shelf; tests copy it."""
    home = tmp_path_factory.mktemp("built")
    library = Library(settings_at(home), folder=shelf)
    library.rebuild()
    library.close()
    return home


@pytest.fixture
def built_settings(built_home: Path, coach_home: Path) -> Settings:
    """Settings of a data folder of this test whose index holds the shelf."""
    shutil.copytree(built_home / "index", coach_home / "index")
    return settings_at(coach_home)


@pytest.fixture
def library(built_settings: Settings, shelf: Path) -> Iterator[Library]:
    library = Library(built_settings, folder=shelf)
    yield library
    library.close()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The library that comes with the program."""
    library = Library(shipped_settings_at(tmp_path_factory.mktemp("shipped")))
    yield library
    library.close()
