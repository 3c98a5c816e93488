from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import languages
from coach.chat_texts import load_texts as chat_texts
from coach.config import shipped_folder
from coach.errors import DamagedFileError, NotFoundError
from coach.languages import ENGLISH, speak
from coach.serve.texts import texts as serve_texts


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a language that puts a few texts in place of the English ones."""
    prompts = tmp_path / "prompts"
    shutil.copytree(shipped_folder("prompts") / "interface", prompts / "interface")
    monkeypatch.setattr(languages, "shipped_folder", lambda name: prompts)
    folder = prompts / "interface" / "xq"
    folder.mkdir()
    (folder / "ui.yaml").write_text('app: {language: "Xqish"}\n', "utf-8")
    (folder / "chat.yaml").write_text("one_minute: un minuto\n", "utf-8")
    languages._load.cache_clear()
    yield folder
    speak(ENGLISH)
    languages._load.cache_clear()


def test_a_folder_is_a_language_and_its_texts_are_used(made_up: Path) -> None:
    assert languages.languages() == {"en": "English", "xq": "Xqish"}
    before = chat_texts()
    speak("xq")
    assert chat_texts().minutes(1) == "un minuto"
    assert chat_texts().goodbye == before.goodbye, "English where it says nothing"
    speak(ENGLISH)
    assert chat_texts() == before


def test_a_file_that_a_language_does_not_have_is_english(made_up: Path) -> None:
    speak("xq")
    assert serve_texts().page.name


def test_a_language_that_is_not_there_is_told(made_up: Path) -> None:
    with pytest.raises(NotFoundError, match="There is: en, xq"):
        speak("de")
    assert languages.spoken() == ENGLISH


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("surprise: x", "has no text called surprise"),
        ("one_minute: [a, b]", "one_minute"),
        ("goodbye: without its variable", "goodbye"),
        ("working: {reading: [}", "chat"),
        ("working: a word", "working must hold texts"),
        ("- a\n- b", "the file must hold texts"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(made_up: Path, text: str, reason: str) -> None:
    (made_up / "chat.yaml").write_text(text, "utf-8")
    speak("xq")
    with pytest.raises(DamagedFileError, match=reason):
        chat_texts()


def test_an_empty_file_changes_nothing(made_up: Path) -> None:
    before = chat_texts()
    (made_up / "chat.yaml").write_text("# nothing yet\n", "utf-8")
    speak("xq")
    assert chat_texts() == before
