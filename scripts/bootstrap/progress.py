"""Telling how far the set-up is, on a terminal or in a log."""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

REPORT_SECONDS = 30.0
MEGABYTE = 1_000_000


def format_seconds(seconds: float) -> str:
    """Return a duration as people say it: ``8 s``, ``2 min 5 s``, ``1 h 3 min``."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def format_left(fraction: float, elapsed: float) -> str:
    """Return the time that is left when ``fraction`` of the work took ``elapsed`` seconds.

    Empty while too little is done to tell.
    """
    if fraction < 0.03 or elapsed < 3:
        return ""
    left = elapsed * (1 - min(fraction, 1.0)) / fraction
    return f"about {format_seconds(5 * round(left / 5))} left" if left > 5 else ""


class Display:
    """One line a step: rewritten in place on a terminal, now and then a new one elsewhere.

    Args:
        steps: How many steps there will be.
        stream: Where to write; standard error, so that the output stays the program's.
    """

    def __init__(self, steps: int, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._steps = steps
        self._number = 0
        self._title = ""
        self._began = 0.0
        self._reported = 0.0

    def say(self, text: str) -> None:
        """Write a line of its own."""
        self._write(text + "\n")

    def step(self, title: str) -> None:
        """Begin the next step."""
        self._number += 1
        self._title = f"[{self._number}/{self._steps}] {title}"
        self._began = self._reported = time.monotonic()
        self._write(self._title + (" ..." if self._live else " ...\n"))

    @property
    def elapsed(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self._began

    def update(self, detail: str) -> None:
        """Tell how far the step is; call it as often as you like."""
        now = time.monotonic()
        if self._live:
            if now - self._reported >= 0.5:
                self._reported = now
                self._rewrite(f"{self._title}: {detail}")
        elif now - self._reported >= REPORT_SECONDS:
            self._reported = now
            self._write(f"      {detail}\n")

    def done(self) -> None:
        """End the step."""
        text = f"{self._title}: done in {format_seconds(self.elapsed)}"
        if self._live:
            self._rewrite(text)
            self._write("\n")
        else:
            self._write(text + "\n")
        self._title = ""

    def broken(self) -> None:
        """Leave the line of an unfinished step, before something else is said."""
        if self._live and self._title:
            self._write("\n")
        self._title = ""

    def _rewrite(self, text: str) -> None:
        try:
            width = os.get_terminal_size(self._stream.fileno()).columns or 80
        except (OSError, ValueError):
            width = 80
        self._write("\r" + text[: width - 1].ljust(width - 1))

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            pass  # nobody is looking any more; the set-up goes on
