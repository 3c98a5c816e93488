"""The quiet sign of what the coach does just now."""

from __future__ import annotations

from time import monotonic

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from coach.ui.show import MUTED
from coach.ui.texts import texts

SLOW_SECONDS = 3
"""After this long the seconds are counted, so that people see that it goes on."""
STILL_SECONDS = 10
"""How often they are shown anew where nothing shall move."""


class Status(Static):
    """One line: what the coach does, how long already, and how to stop it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._what = ""
        self._since = 0.0
        self._hint = ""
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Count the seconds while the coach works."""
        self._timer = self.set_interval(STILL_SECONDS if self._still else 1, self._show, pause=True)

    @property
    def _still(self) -> bool:
        return self.app.animation_level == "none"

    def work(self, what: str, hint: str = "") -> None:
        """Show what the coach does; nothing when ``what`` is empty."""
        if not self._what or not what:
            self._since = monotonic()
        self._what, self._hint = what, hint
        if self._timer is not None:
            if what:
                self._timer.resume()
            else:
                self._timer.pause()
        self._show()

    def hint(self, text: str) -> None:
        """Show another hint beside what the coach does."""
        self._hint = text
        self._show()

    def say(self, text: str) -> None:
        """Show a hint instead, until the next change."""
        if not self._what:
            self.update(Content.styled(text, MUTED))

    def _show(self) -> None:
        if not self._what:
            self.update(Content(""))
            return
        seconds = int(monotonic() - self._since)
        parts: list[str | tuple[str, str]] = [self._what]
        if not self._still:
            parts.insert(0, (f"{'·' * (seconds % 3 + 1):<3} ", "$primary"))
        if seconds >= SLOW_SECONDS:
            parts.append((f"  {texts().interview.seconds.format(count=seconds)}", MUTED))
        if self._hint:
            parts.append((f"  {self._hint}", MUTED))
        self.update(Content.assemble(*parts))
