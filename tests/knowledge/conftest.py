"""What tests of the knowledge room share: the embedding's weights, and a small made-up library."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.config import Settings, default_home
from coach.knowledge.embedding import MODEL_FILE, TOKENIZER_FILE, WEIGHTS_FOLDER, Embedder
from coach.knowledge.library import Library

# Read when tests are collected, before each test gets a data folder of its own.
_DOWNLOADED = default_home() / "models" / WEIGHTS_FOLDER

_THINGS = (
    "invoice payslip rota drawing sample ticket forecast contract timetable menu label weld"
    " manual quotation prescription x-ray parcel password translation minutes"
).split()


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def settings_at(home: Path) -> Settings:
    """Return settings for ``home`` with the embedding's weights in place."""
    for name in (MODEL_FILE, TOKENIZER_FILE):
        source = _DOWNLOADED / name
        if not source.is_file():
            pytest.fail(f"{name} is missing: 'coach setup --tests' gets it")
        _link(source, home / "models" / WEIGHTS_FOLDER / name)
    return Settings(home=home)


@pytest.fixture
def settings(coach_home: Path) -> Settings:
    return settings_at(coach_home)


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return Embedder(settings_at(tmp_path_factory.mktemp("embedding")))


def write_passage(
    folder: Path, topic: str, name: str, text: str, *, aliases: tuple[str, ...] = ()
) -> Path:
    file = folder / topic / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        "---",
        f"id: {name}",
        f"title: About the {name}",
        f"topic: {topic}",
        f"keywords: [{name}]",
        "aliases:",
        *(f'  - "{alias}"' for alias in aliases or (f"my {name} is always late",)),
        "method: handing over",
        "source: A made-up source, 2001",
        "---",
        "",
        text,
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


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
