"""What a person sees while something takes long: size, speed and time left."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from coach.llm.transfer import in_words
from coach.text import clean

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

_STEP_PERCENT = 10


class Waiting:
    """Shows how far something is, on standard error; nothing as long as nothing is reported.

    On a terminal a bar with size, speed and time left, elsewhere a line each ten per cent. The
    object itself is the ``progress`` of a download, and ``say`` its ``say``.

    Args:
        title: What is being got or made.
        bytes_: Whether bytes are counted; otherwise it is things.
    """

    def __init__(self, title: str, *, bytes_: bool = True) -> None:
        self._title = clean(title)
        self._bytes = bytes_
        self._made: Console | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._next_percent = 0
        self._started: tuple[float, int] | None = None

    def __enter__(self) -> Waiting:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show ``done`` of ``total``; a total of 0 means that it is not known."""
        if self._console.is_terminal:
            self._draw(done, total)
        else:
            self._print(done, total)

    def say(self, sentence: str) -> None:
        """Show one sentence."""
        self._console.print(clean(sentence), soft_wrap=True)

    @property
    def _console(self) -> Console:
        # Made when there is something to show: a start with nothing to do stays quick.
        if self._made is None:
            from rich.console import Console

            self._made = Console(stderr=True, markup=False, highlight=False)
        return self._made

    def _draw(self, done: int, total: int) -> None:
        if self._bar is None:
            from rich import progress

            amount: list[progress.ProgressColumn] = (
                [progress.DownloadColumn(), progress.TransferSpeedColumn()]
                if self._bytes
                else [progress.MofNCompleteColumn()]
            )
            self._bar = progress.Progress(
                progress.TextColumn("{task.description}", markup=False),
                progress.BarColumn(bar_width=20),
                *amount,
                progress.TimeRemainingColumn(compact=True),
                console=self._console,
            )
            self._task = self._bar.add_task(self._title, total=total or None, completed=done)
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=total or None)

    def _print(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._started is None:
            self._started = (now, done)
        # Without a total, a line each 100 MB.
        percent = 100 * done // total if total else _STEP_PERCENT * (done // 100_000_000)
        if percent < self._next_percent:
            return
        self._next_percent = percent - percent % _STEP_PERCENT + _STEP_PERCENT
        amount = in_words if self._bytes else str
        line = f"{self._title}: {amount(done)}"
        if total:
            line += f" of {amount(total)} ({percent}%)"
        began, before = self._started
        if total > done > before and now > began:
            left = (total - done) * (now - began) / (done - before)
            line += f", about {_duration(left)} left"
        self._console.print(line, soft_wrap=True)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(2, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"
