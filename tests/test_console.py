from __future__ import annotations

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.console import Console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "21")
    monkeypatch.setenv("TERM", "xterm")


def test_words_that_come_in_pieces_are_wrapped_whole() -> None:
    out = Terminal()
    console = Console(Terminal(), out)
    for piece in ("Coach: Who wai", "ts when the trucks s", "tand still?\n- one\n", "- two"):
        console.write(piece)
    console.end_line()
    assert out.getvalue() == "Coach: Who waits \nwhen the trucks \nstand still?\n- one\n- two\n"


@given(st.lists(st.text(alphabet="ab \n", max_size=30), max_size=6))
def test_wrapping_changes_white_space_only(pieces: list[str]) -> None:
    out = Terminal()
    console = Console(Terminal(), out)
    for piece in pieces:
        console.write(piece)
    console.end_line()
    assert out.getvalue().split() == "".join(pieces).split()
    longest = max((len(word) for word in out.getvalue().split()), default=0)
    assert all(len(line) <= max(20, longest) for line in out.getvalue().split("\n"))


def test_a_passing_line_is_erased_by_what_follows() -> None:
    out = Terminal()
    console = Console(Terminal(), out)
    console.passing("Reading …")
    console.line("Done.")
    assert out.getvalue() == "Reading …\r         \rDone.\n"


def test_a_pipe_gets_text_as_it_is_and_no_passing_lines() -> None:
    out = io.StringIO()
    console = Console(io.StringIO("typed \\\nmore\nlast"), out)
    text = "a line that is longer than the terminal is wide"
    console.passing("Reading …")
    console.line(text)
    assert console.read("You: ", "... ") == "typed \nmore"
    assert console.read("You: ", "... ") == "last"
    assert console.read("You: ", "... ") is None
    assert out.getvalue() == text + os.linesep.replace("\r", "")


def test_a_dumb_terminal_gets_no_passing_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    out = Terminal()
    Console(Terminal(), out).passing("Reading …")
    assert out.getvalue() == ""


def test_where_nothing_moves_a_passing_line_stays_and_is_not_said_twice() -> None:
    out = Terminal()
    console = Console(Terminal(), out, still=True)
    console.passing("Reading …")
    console.passing("Reading …")
    console.line("Done.")
    console.passing("Reading …")
    assert out.getvalue() == "Reading …\nDone.\nReading …\n"
