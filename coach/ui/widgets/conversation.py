"""The conversation: messages of both sides, notes of the program, the reply as it comes."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from coach.text import clean
from coach.ui.show import line, plain
from coach.ui.texts import texts

SHOWN_CHARACTERS = 20_000
"""Longest message that is shown whole; answers cannot be longer."""


def _blocks(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the paragraphs and list items of a message: whether it is an item, and its text."""
    paragraph: list[str] = []
    for row in clean(text, limit=SHOWN_CHARACTERS).split("\n"):
        if row.startswith("- "):
            if paragraph:
                yield False, "\n".join(paragraph)
                paragraph = []
            yield True, row[2:]
        else:
            paragraph.append(row)
    if paragraph:
        yield False, "\n".join(paragraph)


class Bubble(Vertical):
    """One message: who speaks, and what they say."""

    def __init__(self, speaker: str, text: str) -> None:
        super().__init__(classes=f"bubble {speaker}")
        self.speaker = speaker
        self.said = text
        self._who = Static(Content(self._label()), classes="speaker", markup=False)
        self._streamed = Static(plain(text), classes="said", markup=False)

    def compose(self) -> ComposeResult:
        """Show the speaker's name above the text."""
        yield self._who
        if any(item for item, _ in _blocks(self.said)):
            yield from self._paragraphs()
        else:
            yield self._streamed

    def _label(self, *, pending: bool = False) -> str:
        words = texts().interview
        if self.speaker == "coach":
            return words.coach
        return words.pending if pending else words.you

    def wait(self, pending: bool) -> None:
        """Show that the message is not saved yet, or that it is."""
        self.set_class(pending, "pending")
        self._who.update(Content(self._label(pending=pending)))

    def _paragraphs(self) -> Iterator[Widget]:
        for item, text in _blocks(self.said):
            body = Static(plain(text), classes="said", markup=False)
            if item:
                yield Horizontal(Static(Content("•"), classes="bullet"), body, classes="item")
            else:
                yield body

    def stream(self, text: str) -> None:
        """Show what there is of a message so far."""
        self.said = text
        self._streamed.update(plain(text))

    async def settle(self, text: str) -> None:
        """Show the whole message, with its list items set apart."""
        self.stream(text)
        if any(item for item, _ in _blocks(text)):
            await self.recompose()


class Conversation(VerticalScroll):
    """All messages, the newest at the bottom and in view."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._reply: Bubble | None = None
        self._pending: Bubble | None = None
        self._topic = ""

    def on_mount(self) -> None:
        """Keep the newest message in view until the person scrolls away."""
        self.anchor()

    async def _add(self, widget: Widget) -> None:
        await self.mount(widget)

    async def answer(self, text: str, *, pending: bool = False) -> None:
        """Show the employee's message; a pending one is not on disk yet."""
        bubble = Bubble("employee", text)
        self.anchor()
        await self._add(bubble)
        if pending:
            bubble.wait(pending=True)
            self._pending = bubble

    def saved(self, text: str) -> bool:
        """Show that the pending message is saved as ``text``; False when none was pending."""
        if self._pending is None:
            return False
        self._pending.wait(pending=False)
        self._pending.stream(text)
        self._pending = None
        return True

    async def unsent(self) -> None:
        """Take the pending message away."""
        if self._pending is not None:
            await self._pending.remove()
            self._pending = None

    async def reply_words(self, text: str) -> None:
        """Add a piece to the coach's reply."""
        if self._reply is None:
            self._reply = Bubble("coach", text)
            await self._add(self._reply)
        else:
            self._reply.stream(self._reply.said + text)

    async def said(self, text: str, topic: str = "", title: str = "") -> None:
        """Show the coach's whole message, in place of what was streamed of it.

        A message on another topic than the one before is set under the topic's title.
        """
        reply, self._reply = self._reply, None
        if topic and topic != self._topic:
            self._topic = topic
            mark = Static("", classes="topic", markup=False)
            mark.border_title = Content.assemble(" ", line(title), " ")
            await self.mount(mark, before=reply)
        if reply is None:
            await self._add(Bubble("coach", text))
        else:
            await reply.settle(text)

    async def drop_reply(self) -> None:
        """Take away a reply that was begun and will not be completed."""
        if self._reply is not None:
            await self._reply.remove()
            self._reply = None

    async def note(self, text: str, kind: str = "quiet") -> None:
        """Show a note of the program: ``quiet``, or ``trouble`` for what went wrong."""
        sign = "! " if kind == "trouble" else "· "
        shown = Content.assemble(sign, plain(text, limit=1000))
        await self._add(Static(shown, classes=f"note {kind}", markup=False))

    async def clear(self) -> None:
        """Take everything away."""
        self._reply = self._pending = None
        self._topic = ""
        await self.remove_children()
