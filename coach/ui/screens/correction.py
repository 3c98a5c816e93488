"""Puts one noted fact right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from coach.interview import events
from coach.interview.notes import Fact
from coach.text import fold_space
from coach.ui.keys import KeyBar, key
from coach.ui.screens.page import Dialog
from coach.ui.show import MUTED, line
from coach.ui.texts import texts
from coach.ui.widgets.answer_box import AnswerBox

if TYPE_CHECKING:
    from coach.interview.session import Interview
    from coach.ui.runner import Call

QUOTE_CHARACTERS = 300


@dataclass(frozen=True)
class Correction:
    """What a fact is to say from now on; None takes it away."""

    value: str | None


class FactBox(AnswerBox):
    """The field for the fact: Enter saves."""

    BINDINGS: ClassVar[list[BindingType]] = [key("enter", "send", "save")]


class CorrectionDialog(Dialog[Correction]):
    """The fact in a field, with the words that it comes from."""

    def __init__(self, topic: str, slot: str, fact: Fact) -> None:
        super().__init__()
        self._topic = topic
        self._slot = slot
        self._fact = fact

    def compose(self) -> ComposeResult:
        """Show what the fact is, where it comes from, and the field."""
        words = texts().correction
        before, after = words.said.format(quote="\0").split("\0")
        quote = line(self._fact.quote, "italic", limit=QUOTE_CHARACTERS)
        with Vertical(classes="dialog"):
            yield Static(Content(words.title), classes="heading", markup=False)
            place = words.question.format(topic=self._topic, slot=self._slot)
            yield Static(line(place, MUTED), markup=False)
            yield Static(Content.assemble(before, quote, after), classes="quoted", markup=False)
            yield FactBox(id="value")
            yield Static(Content(words.hint), classes="hint", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Put the fact in the field."""
        self.query_one(AnswerBox).replace_text(self._fact.value)

    def action_save(self) -> None:
        """Close with what is in the field."""
        value = fold_space(self.query_one(AnswerBox).text)
        if value == self._fact.value:
            self.dismiss(None)
        else:
            self.dismiss(Correction(value or None))

    @on(AnswerBox.Sent)
    def sent(self, event: AnswerBox.Sent) -> None:
        """Enter saves."""
        event.stop()
        self.action_save()


def putting_right(topic: str, slot: str, fact: Fact, value: str | None) -> Call:
    """Return the call that puts a fact right, unless it has changed since it was chosen."""

    def call(interview: Interview) -> Iterator[events.Event]:
        if fact in interview.notes.facts(topic, slot):
            yield from interview.correct(topic, slot, fact, value)
        else:
            yield events.Trouble(texts().correction.gone)

    return call
