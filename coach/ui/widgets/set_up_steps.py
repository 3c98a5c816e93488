"""The steps of the set-up: what is done, how far the running one is, what is still to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from coach.llm.transfer import in_words
from coach.ui.set_up import DOWNLOADS, STEPS, Far
from coach.ui.set_up_texts import set_up_texts
from coach.ui.show import MUTED, line

if TYPE_CHECKING:
    from coach.commands.steps import StepName
    from coach.ui.set_up import SetUp

MAX_BAR = 48
NAME_CELLS = 24
_DONE, _NOW, _TO_DO = "✓", "▸", "·"

Parts = list["str | Content | tuple[str, str]"]


class StepLines(Static):
    """A line for each step, with a sign and a word for its state; two more for the running one.

    Where nothing shall move there is no bar: the words say the same.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._steps: tuple[StepName, ...] = STEPS
        self._set_up: SetUp | None = None

    def show(self, set_up: SetUp) -> None:
        """Show how far it is."""
        self._set_up = set_up
        self._draw()

    def on_resize(self) -> None:
        """Fit the bar to the width."""
        self._draw()

    def _draw(self) -> None:
        set_up, words = self._set_up, set_up_texts()
        if set_up is None:
            return
        far, parts = set_up.far, Parts()
        missing, before = set_up.needs.steps, True
        for step in self._steps:
            if far is not None and step == far.step:
                before = False
                parts += self._at_work(far)
                continue
            # While it runs, what was missing at its beginning is done up to the running step.
            done = before if far is not None else step not in missing
            sign, state = (_DONE, words.state.done) if done else (_TO_DO, words.state.waiting)
            style = "$primary" if done else MUTED
            title = line(words.steps[step]).truncate(NAME_CELLS, pad=True)
            parts += [(f"{sign} ", style), title, (f"{state}\n", MUTED)]
        self.update(Content.assemble(*parts).rstrip())

    def _at_work(self, far: Far) -> Parts:
        words = set_up_texts()
        still = self.app.animation_level == "none"
        parts: Parts = [(f"{_NOW} ", "bold $primary"), (f"{words.steps[far.step]}\n", "bold")]
        if far.percent is not None and not still:
            width = min(max(self.content_size.width - 4, 10), MAX_BAR)
            filled = width * far.percent // 100
            bar: Parts = [("━" * filled, "$primary"), ("─" * (width - filled), "$foreground 30%")]
            parts += ["  ", *bar, "\n"]
        parts += ["  ", (f"{told(far)}\n", MUTED)]
        if far.said:
            parts += ["  ", line(f"{far.said}\n", MUTED), "\n"]
        return parts


def told(far: Far) -> str:
    """Return in words how far a step is: percent, amount and time left."""
    words = set_up_texts().state
    if far.percent is None:
        return words.starting
    amounts = words.count.format(done=far.done, total=far.total)
    if far.step in DOWNLOADS:
        if far.done >= far.total:
            return words.checking
        amounts = words.amount.format(done=in_words(far.done), total=in_words(far.total))
    shown = [words.percent.format(percent=far.percent), amounts]
    if (seconds := far.seconds_left) is not None:
        shown.append(time_left(seconds))
    return ", ".join(shown)


def time_left(seconds: float) -> str:
    """Return a time in words, no finer than anybody could know it."""
    words = set_up_texts().state
    if seconds < 55:
        return words.seconds.format(count=max(5, 5 * round(seconds / 5)))
    minutes = round(seconds / 60)
    return words.one_minute if minutes <= 1 else words.minutes.format(count=minutes)
