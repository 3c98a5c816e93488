"""What all pages and dialogs have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.notifications import SeverityLevel
from textual.screen import ModalScreen, Screen
from textual.widgets import Button, Static

from coach.text import clean
from coach.ui.keys import KeyBar, key
from coach.ui.show import explain, line
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.ui.app import CoachApp
    from coach.workspace import Workspace

Value = TypeVar("Value")
Result = TypeVar("Result")

BREAKPOINTS = [(0, "-small"), (72, "-narrow"), (104, "-wide")]
HEIGHTS = [(0, "-low"), (30, "-high")]


class TopBar(Horizontal):
    """The line at the top: the program's name and what the page is about.

    Args:
        title: What the page is about.
        host: Server that answers are sent to; empty when they stay here.
    """

    def __init__(self, title: str, host: str = "") -> None:
        super().__init__()
        self._title = title
        self._host = host

    def compose(self) -> ComposeResult:
        """Show name and title at the left; a remark and where answers go at the right."""
        name = Content.styled(texts().app.name, "bold $primary")
        yield Static(name, classes="name", markup=False)
        yield Static(line(self._title), classes="title", markup=False)
        yield Static("", classes="remark", markup=False)
        if self._host:
            sign = texts().app.server.format(host=self._host)
            yield Static(line(sign), classes="server", markup=False)

    def retitle(self, title: str) -> None:
        """Change what the page is about."""
        self.query_one(".title", Static).update(line(title))

    def remark(self, text: str) -> None:
        """Show a remark at the right."""
        self.query_one(".remark", Static).update(line(text))


class Page(Screen[None]):
    """A whole page: a line at the top, the keys at the bottom."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS
    HELP: ClassVar[str] = "other"
    """Name of the help text in ``ui.yaml``."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self.page_title = ""
        self.cited: tuple[str, ...] = ()
        """Passages that are cited here now; the library opens at them."""

    @property
    def coach(self) -> CoachApp:
        """The application, by its own type."""
        from coach.ui.app import CoachApp

        assert isinstance(self.app, CoachApp)
        return self.app

    def compose(self) -> ComposeResult:
        """Put the page's own content between the top line and the keys."""
        yield TopBar(self.page_title, self.workspace.settings.remote_host)
        yield from self.content()
        yield KeyBar()

    def content(self) -> ComposeResult:
        """Yield what is on this page."""
        raise NotImplementedError

    async def fetch(self, work: Callable[[], Value]) -> Value | None:
        """Run blocking ``work`` in a thread; None, and a notification, when it fails."""
        try:
            return await asyncio.to_thread(work)
        except Exception as error:
            self.tell(explain(error), severity="error")
            return None

    def tell(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """Show a notification that does not take the focus; a sign says what the colour says."""
        shown = texts().app.problem.format(text=text) if severity != "information" else text
        self.app.notify(clean(shown, limit=600), severity=severity, markup=False, timeout=8)

    async def leave(self) -> None:
        """Put everything away before the page or the program is closed."""


class Choice(Button):
    """A button whose key is shown at the foot of the page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "press", "choose"),
        key("left,up", "app.focus_previous", "previous", show=False),
        key("right,down", "app.focus_next", "next", show=False),
    ]


class Dialog(ModalScreen[Result], Generic[Result]):
    """A small page above another one; Escape closes it without a result."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "close", "close"),
        key("f1", "app.help", "help", show=False),
        key("up", "app.focus_previous", "previous", show=False),
        key("down", "app.focus_next", "next", show=False),
    ]

    def action_close(self) -> None:
        """Close without a result."""
        self.dismiss(None)
