"""Shows new wordings of the coach's beside the lines as they are, and asks which to keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.plan.difference import Part
from coach.ui.keys import KeyBar, key
from coach.ui.screens.confirm import YesOrNo
from coach.ui.screens.page import Choice
from coach.ui.texts import texts
from coach.ui.widgets.difference import shown


class DifferenceDialog(YesOrNo):
    """What would change; closes with whether it shall.

    Args:
        parts: The difference.
        note: What else is to be said, such as how many lines stay as they are.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("y", "answer(True)", "accept", show=False),
        key("n", "answer(False)", "refuse", show=False),
        key("pageup", "scroll(-1)", "earlier", show=False),
        key("pagedown", "scroll(1)", "later", show=False),
    ]

    def __init__(self, parts: Sequence[Part], note: str = "") -> None:
        super().__init__()
        self._parts = parts
        self._note = note

    def compose(self) -> ComposeResult:
        """Show the difference and the two answers."""
        words = texts().changes
        with Vertical(classes="dialog large"):
            yield Static(Content(words.proposed), classes="heading", markup=False)
            with VerticalScroll(id="difference", can_focus=False):
                yield Static(shown(self._parts), markup=False)
            yield Static(Content(self._note), classes="hint", markup=False)
            with Horizontal(classes="buttons"):
                yield Choice(Content(words.keep_new), id="accept", compact=True)
                yield Choice(Content(words.keep_old), id="refuse", compact=True)
        yield KeyBar()

    def action_scroll(self, direction: int) -> None:
        """Read more of a long difference."""
        body = self.query_one("#difference", VerticalScroll)
        body.scroll_relative(y=direction * body.size.height, animate=False)
