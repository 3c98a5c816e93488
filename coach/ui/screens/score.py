"""How complete a plan is, and what would make it better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.ui.keys import KeyBar
from coach.ui.screens.page import Dialog
from coach.ui.show import line
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.plan.scoring import Score


class ScoreDialog(Dialog[None]):
    """The points of a plan, and for each that is missing what would raise it."""

    def __init__(self, score: Score) -> None:
        super().__init__()
        self._score = score

    def compose(self) -> ComposeResult:
        """Show the sum and the single points."""
        words = texts().score
        with Vertical(classes="dialog large"):
            yield Static(Content(words.title), classes="heading", markup=False)
            with VerticalScroll(id="criteria"):
                yield Static(line(str(self._score)), markup=False)
        yield KeyBar()
