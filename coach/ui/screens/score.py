"""How complete a plan is, and what would make it better."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.ui.keys import KeyBar
from coach.ui.screens.page import Dialog
from coach.ui.show import MUTED, line, plain
from coach.ui.texts import named, texts

if TYPE_CHECKING:
    from coach.plan.scoring import Point, Score

_ACTIONS = {
    "A": "add_line",
    "C": "edit",
    "Del": "delete_line",
    "W": "reword",
    "R": "review",
    "F5": "draft",
}
"""What the keys do that hints name by their usual names, as ``(key A)``."""
_HINTED = re.compile(r"\(key (\w+)\)")
_SIGNS = {0: "○", 1: "◐", 2: "●"}


class ScoreDialog(Dialog[None]):
    """The points of a plan, first those that raise its score most, with what would raise them."""

    def __init__(self, score: Score) -> None:
        super().__init__()
        self._score = score

    def compose(self) -> ComposeResult:
        """Show the sum and the single points."""
        words, score = texts().score, self._score
        with Vertical(classes="dialog large"):
            total = words.points.format(points=score.total, total=score.maximum)
            heading = Content.assemble(words.title, (f"  {total}", MUTED))
            yield Static(heading, classes="heading", markup=False)
            with VerticalScroll(id="criteria"):
                reached = [point for point in score.points if not point.hint]
                parts = (
                    (words.best, score.best),
                    (words.more, score.others),
                    (words.reached, reached),
                )
                for label, points in parts:
                    if points:
                        yield Static(Content(label), classes="label", markup=False)
                    for point in points:
                        yield _row(point)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the keys scroll the points."""
        self.query_one("#criteria").focus()


def _row(point: Point) -> Horizontal:
    sign = _SIGNS.get(point.points, "○")
    text = line(point.title, "" if point.hint else MUTED)
    if point.hint:
        text = Content.assemble(text, "\n", plain(_with_keys(point.hint), MUTED, limit=400))
    return Horizontal(
        Static(Content(f"{sign} {point.points}/2"), classes="sign", markup=False),
        Static(text, classes="point", markup=False),
        classes="row",
    )


def _with_keys(hint: str) -> str:
    """Return a hint that names the keys as they are set."""

    def put(found: re.Match[str]) -> str:
        action = _ACTIONS.get(found[1])
        return named(f"(key <{found[1]}:{action}>)") if action else found[0]

    return _HINTED.sub(put, hint)
