"""A conversation by lines: reads typed lines and writes text that comes in pieces."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

_AFTER_SPACE = re.compile(r"(?<=\s)")
_MAX_WIDTH = 100


class Console:
    """Standard input and output as a conversation.

    At a terminal lines can be edited (where the platform has readline) and text is wrapped between
    words. Elsewhere text goes out as it is and no prompt is shown. There are no colours and no
    cursor movements but the return to the start of the line, so that screen readers, pipes and
    plain terminals all get the same.

    Args:
        stdin: Where lines are read.
        stdout: Where text goes.
        still: Whether nothing that was written is written over: passing lines stay.

    Attributes:
        terminal: Whether a person sits at both ends.
        unsent: Lines typed so far of an answer that is not complete.
    """

    def __init__(self, stdin: TextIO, stdout: TextIO, *, still: bool = False) -> None:
        self.terminal = stdin.isatty() and stdout.isatty()
        self.unsent: list[str] = []
        self._stdin = stdin
        self._stdout = stdout
        self._prompts = stdin.isatty()
        self._stays = self.terminal and still
        self._erases = self.terminal and not still and os.environ.get("TERM") != "dumb"
        self._stood = ""
        self._column = 0
        self._word = ""
        self._passing = ""
        self._typed_so_far: Callable[[], str] = str
        if self.terminal:
            with suppress(ImportError):  # not on Windows
                import readline  # importing it makes input() editable

                self._typed_so_far = readline.get_line_buffer

    def read(self, prompt: str, more: str) -> str | None:
        """Return what is typed up to a line without a backslash at its end; None at the end.

        Args:
            prompt: Shown before the first line, at a terminal.
            more: Shown before lines that go on.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed; ``unsent`` has what was typed before.
        """
        self.unsent = []
        while True:
            line = self._read_line(more if self.unsent else prompt)
            goes_on = line is not None and line.endswith("\\")
            if line is not None:
                self.unsent.append(line[:-1] if goes_on else line)
            if not goes_on:
                typed, self.unsent = self.unsent, []
                return "\n".join(typed) if typed else None

    def write(self, text: str) -> None:
        """Write a piece of text at once, wrapped between words at a terminal."""
        self.erase()
        self._stood = ""
        if not self.terminal:
            self._put(text)
            return
        # The last word may go on in the next piece.
        *whole, self._word = _AFTER_SPACE.split(self._word + text)
        for piece in whole:
            self._put_word(piece.rstrip(), piece[len(piece.rstrip()) :])

    def line(self, text: str = "") -> None:
        """Write text and end the line."""
        self.write(text)
        self.end_line()

    def end_line(self) -> None:
        """End the line that was begun by ``write``."""
        self._put_word(self._word, "")
        self._word = ""
        self._put("\n")
        self._column = 0

    def passing(self, text: str) -> None:
        """Show a line that the next output takes the place of; nothing except at a terminal.

        Where nothing is written over, it is a line as any other, once until the next output.
        """
        if self._stays and text != self._stood:
            self.line(text)
            self._stood = text
        elif self._erases:
            self.erase()
            self._passing = text[: self._width()]
            self._put(self._passing)

    def erase(self) -> None:
        """Take the passing line away."""
        if self._passing:
            blanks = " " * len(self._passing)
            self._passing = ""
            self._put(f"\r{blanks}\r")

    def _read_line(self, prompt: str) -> str | None:
        self.erase()
        if self.terminal:
            try:
                return input(prompt)
            except EOFError:
                self._put("\n")
                return None
            except KeyboardInterrupt:
                self.unsent += filter(None, [self._typed_so_far()])
                raise
        if self._prompts:
            self._put(prompt)
        line = self._stdin.readline()
        return line.rstrip("\r\n") if line else None

    def _put_word(self, word: str, space: str) -> None:
        """Write a word and the white space after it; a space at the end of a line is left out."""
        if self._column and word and self._column + len(word) > self._width():
            self._put("\n")
            self._column = 0
        self._put(word)
        self._column += len(word)
        if space == "\n":
            self._put("\n")
            self._column = 0
        elif space and self._column + len(space) < self._width():
            self._put(space)
            self._column += len(space)
        elif space:
            self._column = self._width()

    def _width(self) -> int:
        return min(shutil.get_terminal_size().columns, _MAX_WIDTH) - 1

    def _put(self, text: str) -> None:
        self._stdout.write(text)
        self._stdout.flush()
