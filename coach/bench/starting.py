"""How soon the program can be used: from its start in a terminal to the first question."""

from __future__ import annotations

import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import yaml

from coach.bench.children import child_environment
from coach.config import Settings, shipped_folder
from coach.errors import CoachError
from coach.interview.agenda import load_agenda
from coach.text import clean, words

SIZES = ((80, 24), (120, 40))
"""Columns and rows of the terminals; the slower one counts."""
ROUNDS = 3
"""Starts at each size; their median counts."""
WAIT_SECONDS = 30.0
"""Longest wait for a text to appear, and for the program to end."""

_ENTER, _QUIT = b"\r", b"\x11"


@dataclass(frozen=True)
class Start:
    """Seconds from the start of the process until texts were on the screen.

    Attributes:
        first_screen: The start page.
        first_question: The question of the greeting, with the key for a new interview pressed as
            soon as the start page was there.
    """

    first_screen: float
    first_question: float


def measure_starts(
    settings: Settings, *, rounds: int = ROUNDS, sizes: Sequence[tuple[int, int]] = SIZES
) -> dict[tuple[int, int], list[Start]] | None:
    """Start the program in terminals of each size; None where there are none (Windows).

    Raises:
        CoachError: the program did not show what it should.
    """
    if sys.platform == "win32":
        return None
    return {size: [_start(settings, size) for _ in range(rounds)] for size in sizes}


def worst_median(starts: dict[tuple[int, int], list[Start]]) -> Start:
    """Return the medians of the slower size."""
    return Start(
        max(median(start.first_screen for start in some) for some in starts.values()),
        max(median(start.first_question for start in some) for some in starts.values()),
    )


def _start(settings: Settings, size: tuple[int, int]) -> Start:
    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as folder:
        terminal = _Terminal(child_environment(settings, Path(folder)), size)
        try:
            first_screen = terminal.wait_for([_start_text()])
            terminal.press(_ENTER)
            first_question = terminal.wait_for(load_agenda().topic("work").opening)
            return Start(first_screen, first_question)
        finally:
            terminal.close()


def _start_text() -> str:
    """Return the entry of the start page that begins an interview; it is marked at the start."""
    file = shipped_folder("prompts") / "interface" / "ui.yaml"
    text: str = yaml.safe_load(file.read_text(encoding="utf-8"))["start"]["full"]
    return text


class _Terminal:
    """The program in a pseudo terminal, whose output is read as it comes."""

    def __init__(self, environment: dict[str, str], size: tuple[int, int]) -> None:
        import fcntl
        import pty
        import termios

        self._master, slave = pty.openpty()
        columns, rows = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._text = ""
        self._began = time.perf_counter()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "coach"],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env={**environment, "TERM": "xterm-256color"},
                start_new_session=True,
            )
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)

    def wait_for(self, texts: Sequence[str]) -> float:
        """Return the seconds from the start until one of ``texts`` is shown.

        All words of a text must have come since the last key: where its lines break, and what
        stands beside it, is the program's own matter.

        Raises:
            CoachError: none of them appears.
        """
        wanted = [set(words(text)) for text in texts]
        while not any(text <= self._words() for text in wanted):
            if time.perf_counter() - self._began > WAIT_SECONDS or not self._read():
                raise CoachError(
                    f"The full screen did not show '{texts[0]}' when it was measured.",
                    "Start coach by hand to see what is wrong, or run: coach doctor",
                )
        return time.perf_counter() - self._began

    def press(self, key: bytes) -> None:
        """Send a key; what was written before is no longer looked at."""
        self._text = ""
        os.write(self._master, key)

    def close(self) -> None:
        """Close the program by its key; end it the hard way only when that does not work."""
        with suppress(OSError):
            self.press(_QUIT)
        end = time.perf_counter() + WAIT_SECONDS
        # Its last output has to be read, or it waits for ever to write it.
        while self._process.poll() is None and time.perf_counter() < end:
            self._read()
        if self._process.poll() is None:
            with suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._master)

    def _words(self) -> set[str]:
        # Lines are placed by terminal escapes: without the blank their ends would run together.
        return set(words(clean(self._text.replace("\x1b", " \x1b"))))

    def _read(self) -> bool:
        """Take over what was written in the next moment; False when the terminal is closed."""
        if not select.select([self._master], [], [], 0.05)[0]:
            return True
        try:
            data = os.read(self._master, 65_536)
        except OSError:
            return False
        self._text += data.decode("utf-8", "replace")
        return bool(data)
