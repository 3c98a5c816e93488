"""The field for answers: it grows with the text, Enter sends."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from coach.text import clean
from coach.ui.keys import key

MAX_PASTE = 200_000
"""Longest paste in characters that is taken over; far more than an answer can have."""


class AnswerBox(TextArea):
    """A text field of one line that grows to several."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "send", "send"),
        key("ctrl+j,shift+enter,alt+enter", "newline", "newline", show=False),
    ]

    class Sent(Message):
        """Enter was pressed."""

        def __init__(self, box: AnswerBox, text: str) -> None:
            super().__init__()
            self.box = box
            self.text = text

        @property
        def control(self) -> AnswerBox:
            """The field that sent the message."""
            return self.box

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            placeholder=Content(placeholder),
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self.cursor_blink = False

    def replace_text(self, text: str) -> None:
        """Put ``text`` in the field, with the cursor behind it."""
        self.text = clean(text)
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.prevent_default()  # the binding sends; no line break is typed

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        result = self._replace_via_keyboard(clean(event.text[:MAX_PASTE]), *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)

    def action_send(self) -> None:
        """Send what is in the field."""
        self.post_message(self.Sent(self, self.text))

    def action_newline(self) -> None:
        """Start a new line."""
        start, end = self.selection
        self.replace("\n", start, end, maintain_selection_offset=False)
