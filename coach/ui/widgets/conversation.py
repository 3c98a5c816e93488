"""The conversation: messages of both sides, notes of the program, the reply as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from coach.interview.events import Said
from coach.text import clean
from coach.ui.keys import key
from coach.ui.show import MUTED, line, plain
from coach.ui.texts import texts

MARK = "▸"
"""Stands before the name of who says the marked message."""
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
    """One message: who speaks, and what they say.

    Only what people wrote for the coach and reviewed is set as a list. What the employee says and
    what the model words stands as it is.

    Args:
        speaker: ``coach`` or ``employee``.
        text: The message.
        turn: Its number in the transcript; of a changed answer the number of the first text.
        reviewed: Whether the text is one of the coach's own.
        labelled: Whether its list items begin with a label, as those of a read-back do.
        changed: Whether an answer is not what was first said.
    """

    def __init__(
        self,
        speaker: str,
        text: str,
        *,
        turn: int | None = None,
        reviewed: bool = False,
        labelled: bool = False,
        changed: bool = False,
    ) -> None:
        super().__init__(classes=f"bubble {speaker}")
        self.speaker = speaker
        self.said = text
        self.turn = turn
        self.reviewed = reviewed
        self.labelled = labelled
        self.changed = changed
        self._pending = self._marked = False
        self._who = Static(self._label(), classes="speaker", markup=False)
        self._streamed = Static(plain(text), classes="said", markup=False)

    def compose(self) -> ComposeResult:
        """Show the speaker's name above the text."""
        yield self._who
        if self._has_items(self.said):
            yield from self._paragraphs()
        else:
            yield self._streamed

    def _has_items(self, text: str) -> bool:
        return self.reviewed and any(item for item, _ in _blocks(text))

    def _label(self) -> Content:
        """Return who speaks, and what is to be known of the message, in words."""
        words = texts().interview
        if self.speaker == "coach":
            return Content(f"{MARK} {words.coach}" if self._marked else words.coach)
        name = words.pending if self._pending else words.changed if self.changed else words.you
        if not self._marked:
            return Content(name)
        hint = words.marked_changed if self.changed else words.marked
        return Content.assemble(f"{MARK} {name}", (f"  {hint}", f"{MUTED} not bold"))

    def wait(self, pending: bool) -> None:
        """Show that the message is not saved yet, or that it is."""
        self._pending = pending
        self.set_class(pending, "pending")
        self._who.update(self._label())

    def mark(self, marked: bool) -> None:
        """Show whether this is the message that keys are about."""
        self._marked = marked
        self.set_class(marked, "-marked")
        self._who.update(self._label())

    def change(self, text: str, *, changed: bool) -> None:
        """Show another text of an answer."""
        self.changed = changed
        self.stream(text)
        self._who.update(self._label())

    def _paragraphs(self) -> Iterator[Widget]:
        for item, text in _blocks(self.said):
            shown = _labelled(text) if item and self.labelled else plain(text)
            body = Static(shown, classes="said", markup=False)
            if item:
                yield Horizontal(Static(Content("•"), classes="bullet"), body, classes="item")
            else:
                yield body

    def stream(self, text: str) -> None:
        """Show what there is of a message so far."""
        self.said = text
        self._streamed.update(plain(text))

    async def settle(self, said: Bubble) -> None:
        """Show the whole message, as ``said`` would, with its list items set apart."""
        self.turn, self.reviewed, self.labelled = said.turn, said.reviewed, said.labelled
        self.stream(said.said)
        if self._has_items(said.said):
            await self.recompose()


def _labelled(text: str) -> Content:
    """Return an item of a read-back with its label set off; what follows is foreign."""
    label, colon, rest = clean(text).partition(": ")
    return Content.assemble((label + colon, "bold"), rest) if colon else plain(text)


class Conversation(VerticalScroll):
    """All messages, the newest at the bottom and in view.

    One of them can be marked; an own answer that is marked can be changed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "change", "change_answer"),
        key("z", "undo", "undo_answer"),
        key("up", "mark(-1)", "answer_before", show=False),
        key("down", "mark(1)", "answer_after", show=False),
    ]

    class ChangeWanted(Message):
        """An answer was chosen to be changed, or its old text to be brought back."""

        def __init__(self, turn: int, *, undo: bool = False) -> None:
            super().__init__()
            self.turn = turn
            self.undo = undo

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._reply: Bubble | None = None
        self._pending: Bubble | None = None
        self._marked: Bubble | None = None
        self._topic = ""

    def on_mount(self) -> None:
        """Keep the newest message in view until the person scrolls away."""
        self.anchor()

    async def _add(self, widget: Widget) -> None:
        await self.mount(widget)

    async def answer(
        self, text: str, *, turn: int | None = None, pending: bool = False, changed: bool = False
    ) -> None:
        """Show the employee's message; a pending one is not on disk yet."""
        bubble = Bubble("employee", text, turn=turn, changed=changed)
        self.anchor()
        await self._add(bubble)
        if pending:
            bubble.wait(pending=True)
            self._pending = bubble

    def saved(self, text: str, turn: int) -> bool:
        """Show that the pending message is saved as ``text``; False when none was pending."""
        if self._pending is None:
            return False
        self._pending.wait(pending=False)
        self._pending.stream(text)
        self._pending.turn = turn
        self._pending = None
        return True

    def changed(self, turn: int, text: str, *, changed: bool) -> None:
        """Show another text in the place of an answer."""
        for bubble in self._bubbles():
            if bubble.turn == turn and bubble.speaker == "employee":
                bubble.change(text, changed=changed)
                if bubble is self._marked:  # it may be longer or shorter now
                    self.call_after_refresh(self.mark, bubble)

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

    async def said(self, message: Said, title: str = "") -> None:
        """Show the coach's whole message, in place of what was streamed of it.

        A message on another topic than the one before is set under the topic's title.
        """
        reply, self._reply = self._reply, None
        if message.topic and message.topic != self._topic:
            self._topic = message.topic
            mark = Static("", classes="topic", markup=False)
            mark.border_title = Content.assemble(" ", line(title), " ")
            await self.mount(mark, before=reply)
        bubble = Bubble(
            "coach",
            message.text,
            turn=message.turn,
            reviewed=message.origin == "stock",
            labelled=message.kind == "readback",
        )
        if reply is None:
            await self._add(bubble)
        else:
            await reply.settle(bubble)

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
        self._reply = self._pending = self._marked = None
        self._topic = ""
        await self.remove_children()

    # The marked message

    def _bubbles(self) -> list[Bubble]:
        return list(self.query_children(Bubble))

    def _answers(self) -> list[Bubble]:
        own = (b for b in self._bubbles() if b.speaker == "employee")
        return [bubble for bubble in own if bubble.turn is not None]

    @property
    def marked(self) -> Bubble | None:
        """The message that keys are about."""
        return self._marked

    def mark(self, bubble: Bubble | None) -> None:
        """Mark a message and bring it into view; None marks nothing."""
        if self._marked is not None:
            self._marked.mark(False)
        self._marked = bubble
        if bubble is not None:
            bubble.mark(True)
            self.release_anchor()
            self.scroll_to_widget(bubble, animate=False, top=bubble.size.height > self.size.height)
        self.screen.refresh_bindings()

    def mark_last(self) -> bool:
        """Mark the newest own answer; False when there is none."""
        answers = self._answers()
        self.mark(answers[-1] if answers else None)
        return bool(answers)

    def go_to(self, turn: int) -> bool:
        """Mark the message of that number; False when it is not shown here."""
        found = next((bubble for bubble in self._bubbles() if bubble.turn == turn), None)
        self.mark(found)
        return found is not None

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Offer to change only what was answered."""
        own = self._marked is not None and self._marked.speaker == "employee"
        if action == "change":
            return own
        if action == "undo":
            return own and self._marked is not None and self._marked.changed
        return True

    def action_mark(self, step: int) -> None:
        """Mark the answer before or after; without one marked, scroll."""
        if self._marked is None:
            self.scroll_relative(y=step, animate=False)
            return
        bubbles, answers = self._bubbles(), self._answers()
        here = bubbles.index(self._marked)
        beyond = [b for b in answers if (bubbles.index(b) - here) * step > 0]
        if beyond:
            self.mark(beyond[0] if step > 0 else beyond[-1])

    def action_change(self) -> None:
        """Ask for another text of the marked answer."""
        if self._marked is not None and self._marked.turn is not None:
            self.post_message(self.ChangeWanted(self._marked.turn))

    def action_undo(self) -> None:
        """Ask for the text before of the marked answer."""
        if self._marked is not None and self._marked.turn is not None:
            self.post_message(self.ChangeWanted(self._marked.turn, undo=True))

    def on_click(self, event: Click) -> None:
        """Mark the answer that was clicked; a click on the name above it then changes it."""
        clicked = event.widget
        nodes = clicked.ancestors_with_self if clicked is not None else []
        found = next((n for n in nodes if isinstance(n, Bubble)), None)
        if found is None or found not in self._answers():
            self.mark(None)
        elif found is not self._marked:
            self.mark(found)
        elif clicked is not None and clicked.has_class("speaker"):
            self.action_change()

    def on_blur(self) -> None:
        """Let go of the mark when the focus goes elsewhere on the page."""
        if self.screen.is_current:
            self.mark(None)
