"""How far along the interview is: stage, topics, time left."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from coach.interview.events import Progress
from coach.text import one_line
from coach.ui.show import MUTED
from coach.ui.texts import texts


def minutes_left(progress: Progress) -> str:
    """Return the time left in words."""
    words = texts().heard
    if progress.total and progress.done >= progress.total:
        return words.complete
    if progress.minutes_left <= 0:
        return words.almost
    if progress.minutes_left == 1:
        return words.one_minute
    return words.minutes.format(count=progress.minutes_left)


class ProgressPanel(Static):
    """Stage, a bar over the topics, and the time left, for the side of the page."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._progress: Progress | None = None
        self.stages: list[str] = []

    def show(self, progress: Progress) -> None:
        """Show how far along the interview is."""
        self._progress = progress
        self._draw()

    def on_resize(self) -> None:
        """Fit the bar to the width."""
        self._draw()

    def _draw(self) -> None:
        progress = self._progress
        if progress is None:
            return
        words = texts().heard
        parts: list[str | tuple[str, str]] = []
        if progress.stage in self.stages:
            number = self.stages.index(progress.stage) + 1
            stage = words.stage.format(number=number, total=len(self.stages))
            parts.append((f"{stage}\n", MUTED))
        parts.append((f"{one_line(progress.stage)}\n", "bold $primary"))
        width = max(self.content_size.width, 10)
        filled = round(width * progress.done / max(progress.total, 1))
        parts += [("━" * filled, "$primary"), ("─" * (width - filled) + "\n", "$foreground 30%")]
        topics = words.topics.format(done=progress.done, total=progress.total)
        parts.append((f"{topics} · {minutes_left(progress)}", MUTED))
        self.update(Content.assemble(*parts))


class ProgressStrip(Static):
    """The same on one line, for narrow terminals."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._progress: Progress | None = None
        self._heard = 0

    def show(self, progress: Progress | None = None, *, heard: int | None = None) -> None:
        """Show how far along the interview is and how much was heard."""
        self._progress = progress or self._progress
        self._heard = self._heard if heard is None else heard
        self._draw()

    def on_resize(self) -> None:
        """Fit the line to the width."""
        self._draw()

    def _draw(self) -> None:
        progress = self._progress
        if progress is None:
            return
        words = texts().heard
        right = words.strip.format(count=self._heard)
        left = f"{progress.done}/{progress.total} · {minutes_left(progress)}"
        room = self.content_size.width - len(left) - len(right) - 5
        title = one_line(progress.stage, limit=max(room, 6)) if room > 6 else ""
        gap = " " * max(self.content_size.width - len(title) - len(left) - len(right) - 3, 1)
        shown = Content.assemble(
            (title, "bold $primary"), (f" · {left}{gap}", MUTED), (right, "$accent")
        )
        self.update(shown)
