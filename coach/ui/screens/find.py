"""Finds what was said, in this interview and in all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coach.store.searching import Line
from coach.text import fold_space
from coach.ui.keys import KeyBar, key
from coach.ui.screens.page import Dialog
from coach.ui.show import MUTED, explain, line, when
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.workspace import Workspace

BEFORE = 24
"""How much of a message is shown before the first word that was found."""
SHOWN = 200


@dataclass(frozen=True)
class Found:
    """What was chosen.

    Attributes:
        line: The message.
        take: Whether its text is wanted in the field for the answer.
    """

    line: Line
    take: bool


class FindDialog(Dialog[Found]):
    """A field for words, and below it the messages that hold them, the newest first.

    Args:
        workspace: Has the store.
        here: The interview that is open, empty before it has a name.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "go", "go_there", priority=True),
        key("f6", "take", "take"),
        key("up,ctrl+r", "step(-1)", "found_before", show=False, priority=True),
        key("down", "step(1)", "found_after", show=False, priority=True),
    ]

    def __init__(self, workspace: Workspace, here: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._here = here
        self._lines: list[Line] = []

    def compose(self) -> ComposeResult:
        """Show the field, the list, and what can be done with a line."""
        words = texts().find
        with Vertical(classes="dialog large"):
            yield Static(Content(words.title), classes="heading", markup=False)
            yield Input(placeholder=words.placeholder, id="words")
            yield OptionList(id="said", markup=False)
            yield Static("", id="problem", markup=False)
            yield Static(Content(words.hint), classes="hint", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with everything that was said."""
        self.query_one("#said").can_focus = False
        self.query_one(Input).focus()
        self.search("")

    @on(Input.Changed, "#words")
    def typed(self, event: Input.Changed) -> None:
        """Search anew with every key."""
        self.search(event.value)

    @work(exclusive=True, group="search", exit_on_error=False)
    async def search(self, text: str) -> None:
        """Search in a thread, and show what was found."""
        import asyncio

        searching = self._workspace.store.searching
        try:
            lines = await asyncio.to_thread(lambda: searching.lines(text, here=self._here))
        except Exception as error:
            self._say(explain(error))
            return
        self._lines = lines
        said = self.query_one("#said", OptionList)
        said.set_options(self._options(text))
        said.highlighted = None
        self.action_step(1)
        self._say("" if lines else texts().find.nothing)
        self.refresh_bindings()

    def _options(self, text: str) -> list[Option]:
        words, options, heading = texts().find, list[Option](), ""
        for number, found in enumerate(self._lines):
            title = words.here if found.session_id == self._here else self._title(found)
            if title != heading:
                heading = title
                options.append(Option(line(title, MUTED), disabled=True))
            options.append(Option(self._row(found, text), id=str(number)))
        return options

    def _title(self, found: Line) -> str:
        from coach.ui.app import CoachApp

        assert isinstance(self.app, CoachApp)
        title = fold_space(found.title) or texts().start.untitled
        return f"{title} · {when(found.updated, self.app.now())}"

    def _row(self, found: Line, text: str) -> Content:
        """Return who said it, and the message from shortly before what was found."""
        words, said = texts().interview, fold_space(found.message.text)
        first = (text.casefold().split() or [""])[0]
        start = max(0, said.casefold().find(first) - BEFORE)
        if start:
            said = f"… {said[start:].partition(' ')[2]}"
        who = words.coach if found.message.speaker == "coach" else words.you
        return Content.assemble("  ", (f"{who}: ", "bold"), line(said, limit=SHOWN))

    @property
    def _marked(self) -> Line | None:
        option = self.query_one("#said", OptionList).highlighted_option if self.is_mounted else None
        return self._lines[int(option.id)] if option is not None and option.id else None

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Offer what can be done with the marked line."""
        return action not in ("go", "take") or self._marked is not None

    def action_step(self, step: int) -> None:
        """Mark the line before or after."""
        said = self.query_one("#said", OptionList)
        if step > 0:
            said.action_cursor_down()
        else:
            said.action_cursor_up()

    def action_go(self) -> None:
        """Go to the marked line; one of another interview goes into the field."""
        found = self._marked
        if found is not None:
            self.dismiss(Found(found, take=found.session_id != self._here))

    def action_take(self) -> None:
        """Put the text of the marked line in the field for the answer."""
        if self._marked is not None:
            self.dismiss(Found(self._marked, take=True))

    @on(OptionList.OptionSelected, "#said")
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """A click does what Enter does."""
        self.query_one("#said", OptionList).highlighted = event.option_index
        self.action_go()

    @on(OptionList.OptionHighlighted, "#said")
    def marked(self) -> None:
        """Offer the keys for what is marked."""
        self.refresh_bindings()

    def _say(self, text: str) -> None:
        problem = self.query_one("#problem", Static)
        problem.update(line(text))
        problem.display = bool(text)
