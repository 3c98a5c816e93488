"""Asks how a line of the plan should be worded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coach.errors import CoachError
from coach.plan import editing_texts
from coach.plan.rewording import MAX_WISH, offered
from coach.ui.keys import KeyBar, key
from coach.ui.screens.page import Dialog
from coach.ui.show import MUTED, line
from coach.ui.texts import texts


@dataclass(frozen=True)
class Wish:
    """What was wished for.

    Attributes:
        words: An offered wish, or free words.
        whole: Whether for all lines of the section.
    """

    words: str
    whole: bool


class Wishes(OptionList):
    """The wishes that are offered."""

    BINDINGS: ClassVar[list[BindingType]] = [key("enter", "select", "choose")]


class WishField(Input):
    """The field for a wish in free words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", "reword", fixed=True),
        key("up,shift+tab", "app.focus_previous", "previous", fixed=True),
    ]


class WishDialog(Dialog[Wish]):
    """The wishes that are offered, for the line and for its section, and a field for others.

    Args:
        section: Title of the section.
        text: The line; empty when only the whole section can be reworded.
        whole: Whether the section has more lines that can be reworded.
    """

    BINDINGS: ClassVar[list[BindingType]] = [key("tab", "own_wish", "own_wish", fixed=True)]

    def __init__(self, section: str, text: str, *, whole: bool) -> None:
        super().__init__()
        self._section = section
        self._text = text
        self._whole = whole
        self._wishes = [
            Wish(one.label, whole_section)
            for whole_section in (False, True)
            for one in editing_texts.texts().wishes
            if (whole if whole_section else bool(text))
        ]

    def compose(self) -> ComposeResult:
        """Show the line, the wishes, and the field."""
        words = texts().changes
        with Vertical(classes="dialog"):
            yield Static(Content(words.wish), classes="heading", markup=False)
            shown = line(self._text, MUTED, limit=160) if self._text else Content(words.not_this)
            yield Static(shown, markup=False)
            options = [Option(self._label(wish), id=f"wish-{n}") for n, wish in self._numbered()]
            yield Wishes(*options, id="wishes", markup=False)
            if self._text:
                yield Static(Content(words.own_wish), classes="label", markup=False)
                yield WishField(placeholder=words.wish_example, max_length=MAX_WISH, id="own-wish")
            yield Static("", id="problem", markup=False)
            yield Static(Content(words.wish_about), classes="hint", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let one more Enter choose the first wish."""
        self.query_one(Wishes).focus()
        self.query_one(Wishes).highlighted = 0

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Offer the field where there is one."""
        return bool(self._text) or action != "own_wish"

    def action_own_wish(self) -> None:
        """Go to the field, or back to the wishes."""
        self.focus_next()

    def _numbered(self) -> list[tuple[int, Wish]]:
        return [*enumerate(self._wishes)]

    def _label(self, wish: Wish) -> Content:
        if not wish.whole:
            return line(wish.words)
        about = texts().changes.whole.format(title=self._section)
        return Content.assemble(line(wish.words), "  ", line(about, MUTED))

    @on(OptionList.OptionSelected, "#wishes")
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Close with an offered wish."""
        self.dismiss(self._wishes[event.option_index])

    @on(Input.Submitted, "#own-wish")
    def typed(self, event: Input.Submitted) -> None:
        """Close with the words that were typed."""
        try:
            offered(event.value)
        except CoachError as error:
            self.query_one("#problem", Static).update(line(str(error)))
            return
        self.dismiss(Wish(event.value, whole=False))
