"""Changes the text of an earlier answer."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from coach.interview.wording import split_question
from coach.text import MAX_ANSWER_CHARACTERS, clean
from coach.ui.keys import KeyBar
from coach.ui.screens.correction import FactBox
from coach.ui.screens.page import Dialog
from coach.ui.show import MUTED, line
from coach.ui.texts import texts
from coach.ui.widgets.answer_box import AnswerBox

QUESTION_CHARACTERS = 300


class ChangeDialog(Dialog[str]):
    """The question and the answer in a field; closes with the new text.

    Args:
        asked: The coach's message before the answer.
        answer: What the answer says by now.
    """

    def __init__(self, asked: str, answer: str) -> None:
        super().__init__()
        self._asked = split_question(clean(asked))[1] or asked
        self._answer = answer

    def compose(self) -> ComposeResult:
        """Show what was asked, the field, and what saving does."""
        words = texts().change
        with Vertical(classes="dialog"):
            yield Static(Content(words.title), classes="heading", markup=False)
            yield Static(line(self._asked, MUTED, limit=QUESTION_CHARACTERS), markup=False)
            yield FactBox(id="changed")
            yield Static("", id="problem", markup=False)
            yield Static(Content(words.hint), classes="hint", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Put the answer in the field."""
        self.query_one(AnswerBox).replace_text(self._answer)

    def action_save(self) -> None:
        """Close with what is in the field, unless nothing was changed or it cannot be."""
        words, text = texts(), self.query_one(AnswerBox).text.strip()
        if text == self._answer.strip():
            self.dismiss(None)
        elif not text:
            self._say(words.change.empty)
        elif len(text) > MAX_ANSWER_CHARACTERS:
            limit = f"{MAX_ANSWER_CHARACTERS:,}"
            self._say(words.interview.too_long.format(count=f"{len(text):,}", limit=limit))
        else:
            self.dismiss(text)

    @on(AnswerBox.Sent)
    def sent(self, event: AnswerBox.Sent) -> None:
        """Enter saves."""
        event.stop()
        self.action_save()

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(line(text, limit=400))
