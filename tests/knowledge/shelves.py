"""Data folders with the embedding's weights, and passages to fill a shelf with."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from coach.config import Settings, default_home
from coach.knowledge.embedding import MODEL_FILE, TOKENIZER_FILE, WEIGHTS_FOLDER

# Read when tests are collected, before each test gets a data folder of its own.
_DATA = default_home()


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def settings_at(home: Path) -> Settings:
    """Return settings for ``home`` with the embedding's weights in place."""
    for name in (MODEL_FILE, TOKENIZER_FILE):
        source = _DATA / "models" / WEIGHTS_FOLDER / name
        if not source.is_file():
            pytest.fail(f"{name} is missing: 'coach setup --tests' gets it")
        _link(source, home / "models" / WEIGHTS_FOLDER / name)
    return Settings(home=home)


def shipped_settings_at(home: Path) -> Settings:
    """Return settings for ``home`` with weights, and with the index that set-up has built.

    The index is only a head start: where it is missing or out of date, it is built.
    """
    if (_DATA / "index").is_dir():
        shutil.copytree(_DATA / "index", home / "index", ignore=shutil.ignore_patterns("*.lock"))
    return settings_at(home)


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
