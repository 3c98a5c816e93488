"""Asks for the words of a line of the plan."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from coach.errors import CoachError
from coach.plan.editing import own_words
from coach.ui.keys import KeyBar
from coach.ui.screens.correction import FactBox
from coach.ui.screens.page import Dialog
from coach.ui.show import MUTED, line
from coach.ui.texts import texts
from coach.ui.widgets.answer_box import AnswerBox


class StatementDialog(Dialog[str]):
    """A line of the plan in a field; closes with the owner's words.

    Args:
        section: Title of the part of the plan.
        text: The line as it is; empty for a new one.
    """

    def __init__(self, section: str, text: str = "") -> None:
        super().__init__()
        self._section = section
        self._text = text

    def compose(self) -> ComposeResult:
        """Show where the line stands, and the field."""
        words = texts().changes
        with Vertical(classes="dialog"):
            title = words.edit if self._text else words.add
            yield Static(Content(title), classes="heading", markup=False)
            yield Static(line(self._section, MUTED), markup=False)
            yield FactBox(id="value")
            yield Static("", id="problem", markup=False)
            yield Static(Content(words.hint), classes="hint", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Put the line in the field."""
        self.query_one(AnswerBox).replace_text(self._text)

    @on(AnswerBox.Sent)
    def sent(self, event: AnswerBox.Sent) -> None:
        """Enter saves, unless the words cannot stand in a plan."""
        event.stop()
        try:
            text = own_words(event.text)
        except CoachError as error:
            self.query_one("#problem", Static).update(line(str(error)))
            return
        self.dismiss(text)
