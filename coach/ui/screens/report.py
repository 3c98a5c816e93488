"""What the checks say of a plan: what it rests on, what they find now, what they did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    from coach.plan.reporting_parts import Part

_DEPTHS = ("", "detail", "reason")
LINE_CHARACTERS = 600


class ReportDialog(Dialog[None]):
    """The report of the checks, to read.

    Args:
        parts: What the report says.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__()
        self._parts = parts

    def compose(self) -> ComposeResult:
        """Show the parts below each other."""
        with Vertical(classes="dialog large"):
            yield Static(Content(texts().report.title), classes="heading", markup=False)
            with VerticalScroll(id="report"):
                for part in self._parts:
                    yield from _shown(part)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the keys scroll the report."""
        self.query_one("#report").focus()


def _shown(part: Part) -> Iterator[Static]:
    if part.title:
        yield Static(line(part.title), classes="label", markup=False)
    for one in part.lines:
        depth = _DEPTHS[min(one.depth, len(_DEPTHS) - 1)]
        yield Static(line(one.text, limit=LINE_CHARACTERS), classes=depth, markup=False)
