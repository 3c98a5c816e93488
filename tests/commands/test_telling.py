from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.commands.telling import folded, tell


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((40, 10)))


def test_lines_end_between_words_and_lists_stay_lists() -> None:
    text = "Nothing is in it but what you will see below.\n\n  3  People who wash at home each day"
    assert folded(text).split("\n") == [
        "Nothing is in it but what you will see",
        "below.",
        "",
        "  3  People who wash at home each day",
    ]
    assert folded("  12 what you say about it, word by word").split("\n")[1] == "    word"


@given(st.text(alphabet="ab \n", max_size=300))
def test_no_word_is_lost_or_broken(text: str) -> None:
    assert folded(text).split() == text.split()
    assert all(len(line) < 40 or " " not in line.strip() for line in folded(text).split("\n"))


def test_another_program_gets_the_text_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    tell("word " * 40)
    assert capsys.readouterr().out == "word " * 40 + "\n"
