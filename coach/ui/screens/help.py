"""Help for the page that one is on: what it is for, and its keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Markdown, Static

from coach.ui.keys import ActiveKey, KeyBar
from coach.ui.screens.page import Dialog
from coach.ui.show import line
from coach.ui.texts import texts

_PLACES = {
    "#choices": "choices",
    "#answer": "answer",
    "#write-plan": "write",
    "#facts": "facts",
    "#statements": "statements",
    "#sources": "sources",
    "#versions": "versions",
    "#version": "version",
    "#query": "query",
    "#passages": "passages",
    "#reader": "reader",
    "#path": "path",
    "#files": "files",
    "#value": "value",
    "#wishes": "wishes",
    "#own-wish": "own_wish",
    "#kind": "kinds",
    "#me": "me",
    "#team": "team",
    "#options": "options",
    "#turn": "turn",
    "#choosing": "settings",
    "#conversation": "conversation",
    "#changed": "changed",
    "#words": "words",
    "Switch": "switch",
    "Button": "button",
    "VerticalScroll": "text",
}
"""Where the focus can be, and the name of its text; the first that fits counts."""


def about_focus(focused: Widget | None) -> str:
    """Return what the part of the page is for that has the focus; empty when nothing is known."""
    if focused is None:
        return ""
    words, kinds = texts().focus, {kind.__name__ for kind in type(focused).__mro__}
    for selector, name in _PLACES.items():
        if selector == f"#{focused.id}" or selector in kinds:
            return " ".join(str(getattr(words, name)).split())
    return ""


class HelpDialog(Dialog[None]):
    """Explains a page.

    Args:
        about: What the page is for.
        keys: The keys that work there now.
        privacy: What stays on this computer.
        here: What the part of the page is for that has the focus; empty when none has it.
    """

    def __init__(
        self, about: str, keys: Sequence[ActiveKey], privacy: str, *, here: str = ""
    ) -> None:
        super().__init__()
        self._here = here
        self._about = about
        self._keys = keys
        self._privacy = privacy

    def compose(self) -> ComposeResult:
        """Show the explanation, the keys, and what stays on this computer."""
        words = texts()
        width = max((len(active.display) for active in self._keys), default=0)
        with Vertical(classes="dialog large"):
            yield Static(Content(words.help.title), classes="heading", markup=False)
            with VerticalScroll(id="help"):
                if self._here:
                    here = Content.assemble((f"{words.help.here}: ", "bold"), self._here)
                    yield Static(here, classes="paragraph", markup=False)
                # Lists and emphasis: these texts come with the program and hold nothing foreign.
                yield Markdown(self._about, open_links=False)
                yield Static(Content(words.help.keys), classes="heading", markup=False)
                for active in self._keys:
                    shown = Content.assemble(
                        (f"{active.display:<{width}}", "bold $accent"), f"  {active.about}"
                    )
                    yield Static(shown, markup=False)
                yield Static(Content(words.help.mouse), classes="paragraph after", markup=False)
                yield Static(line(self._privacy), classes="paragraph", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the keys scroll the text."""
        self.query_one("#help").focus()
