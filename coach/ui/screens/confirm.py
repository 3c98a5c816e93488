"""Asks a question that is answered with yes or no."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from coach.ui.keys import KeyBar, key
from coach.ui.screens.page import Choice, Dialog
from coach.ui.texts import texts


class YesOrNo(Dialog[bool]):
    """A dialog with the buttons ``accept`` and ``refuse``; closes with which one it was."""

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """Close with the answer of the button."""
        self.action_answer(event.button.id == "accept")

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.dismiss(yes)


class Confirm(YesOrNo):
    """The question with its two answers; the careful one has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("y", "answer(True)", "accept"),
        key("n", "answer(False)", "refuse"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Show the question and the two answers."""
        words = texts().confirm
        with Vertical(classes="dialog small"):
            yield Static(Content(self._question), classes="question", markup=False)
            with Horizontal(classes="buttons"):
                yield Choice(Content(words.refuse), id="refuse", compact=True)
                yield Choice(Content(words.accept), id="accept", compact=True)
        yield KeyBar()
