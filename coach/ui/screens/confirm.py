"""Asks a question that is answered with yes or no."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from coach.ui.keys import KeyBar
from coach.ui.screens.page import Dialog
from coach.ui.texts import texts


class Confirm(Dialog[bool]):
    """The question with its two answers; the careful one has the focus."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Show the question and the two answers."""
        words = texts().confirm
        with Vertical(classes="dialog small"):
            yield Static(Content(self._question), classes="question", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(words.refuse), id="refuse", compact=True)
                yield Button(Content(words.accept), id="accept", compact=True)
        yield KeyBar()

    @on(Button.Pressed)
    def answer(self, event: Button.Pressed) -> None:
        """Close with the answer."""
        self.dismiss(event.button.id == "accept")
