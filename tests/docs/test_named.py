"""What the guides name is there: commands with their options, settings, files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from coach.cli import app
from coach.config import Settings
from tests.docs.places import DOCS, GUIDES, ROOT, code, prose
from tests.readability import reading_grade

PAGES = [ROOT / "README.md", DOCS / "index.md", *GUIDES]
_CALL = re.compile(r"(?:^|[ =])(?:coach|python3 scripts/coach\.py) +([^#]+)")
_PATH = re.compile(r"(?:coach|docs|knowledge|prompts|scripts|tests)/[\w./-]+")
_FROM_ENVIRONMENT = {"COACH_CONFIG", "COACH_PASSPHRASE", "COACH_NEW_PASSPHRASE"}


def paged(pages: list[Path]) -> Any:
    return pytest.mark.parametrize("page", pages, ids=lambda page: page.stem)


def wrong(words: list[str]) -> str:
    """Return the first word that is neither a command nor an option where it stands."""
    command: Any = get_command(app)
    flags: dict[str, bool] = {"--help": True, "-h": True}
    rest = iter(words)
    for word in rest:
        flags |= {
            name: getattr(option, "is_flag", True)
            for option in command.params
            for name in option.opts
        }
        if word.startswith("-"):
            name, _, value = word.partition("=")
            if name not in flags:
                return word
            if not flags[name] and not value:
                next(rest, "")
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return word
            command = command.commands[word]
    return ""


@paged(PAGES)
def test_commands_and_options_exist(page: Path) -> None:
    calls = [found[1].split() for text in code(page) if (found := _CALL.search(text))]
    for words in calls:
        assert wrong(words) == "", " ".join(words)


def test_calls_are_found_and_judged() -> None:
    assert len([text for text in code(ROOT / "README.md") if _CALL.search(text)]) > 10
    assert wrong(["plan", "export", "ID", "--format", "pdf"]) == ""
    assert wrong(["plan", "print", "ID"]) == "print"
    assert wrong(["chat", "--long"]) == "--long"


@paged(PAGES)
def test_variables_are_settings(page: Path) -> None:
    known = {f"COACH_{name.upper()}" for name in Settings.model_fields} | _FROM_ENVIRONMENT
    assert set(re.findall(r"COACH_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))) <= known


@paged(PAGES)
def test_files_exist(page: Path) -> None:
    for text in code(page):
        for name in _PATH.findall(text) if "<" not in text else ():
            assert (ROOT / name).exists(), name


@paged([DOCS / "index.md", DOCS / "guide" / "using.md", DOCS / "guide" / "privacy.md"])
def test_plain_words(page: Path) -> None:
    assert reading_grade(prose(page)) <= 8


def test_every_room_of_the_house_is_shown() -> None:
    guide = (DOCS / "guide" / "developer.md").read_text(encoding="utf-8")
    for room in (ROOT / "coach").glob("*/__init__.py"):
        assert f"coach/{room.parent.name}/" in guide, room.parent.name
