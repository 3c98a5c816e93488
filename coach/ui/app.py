"""The terminal interface: opens the pages and knows the way between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.screen import Screen

from coach.errors import CoachError
from coach.ui.keys import active_keys, key
from coach.ui.screens.help import HelpDialog
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.library import LibraryPage
from coach.ui.screens.page import Page
from coach.ui.screens.plan import PlanPage
from coach.ui.screens.start import StartPage
from coach.ui.show import explain
from coach.ui.texts import texts
from coach.ui.theme import DARK, LIGHT, THEMES

if TYPE_CHECKING:
    from coach.interview.agenda import Form
    from coach.workspace import Workspace


def _now() -> datetime:
    return datetime.now(timezone.utc)


class CoachApp(App[None]):
    """The whole interface.

    Args:
        workspace: Everything that the interface shows; its parts are used in threads only.
        now: The clock, for showing when something was.
    """

    CSS_PATH: ClassVar[list[PurePath]] = [  # type: ignore[assignment]
        Path(__file__).parent / "styles" / f"{name}.tcss"
        for name in ("base", "start", "interview", "plan", "library")
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f1", "help", "help"),
        key("ctrl+q", "quit", "quit", priority=True),
        key("ctrl+l", "library", "library", show=False),
        key("ctrl+t", "theme", "theme", show=False),
        key("ctrl+p", "command_palette", "palette", show=False, priority=True),
    ]

    def __init__(self, workspace: Workspace, *, now: Callable[[], datetime] = _now) -> None:
        super().__init__()
        self.workspace = workspace
        self.now = now
        self.title = texts().app.name
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name

    @property
    def privacy(self) -> str:
        """What stays on this computer and what does not."""
        host = self.workspace.settings.remote_host
        words = texts().app
        return words.privacy_server.format(host=host) if host else words.privacy

    def get_default_screen(self) -> Screen[None]:
        """Begin with the start page."""
        return StartPage(self.workspace)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every key of the page by its name."""
        for active in active_keys(screen):
            if active.name != "palette":
                press = partial(self.simulate_key, active.key)
                yield SystemCommand(active.label, active.about, press)

    def action_command_palette(self) -> None:
        """Let people search everything that they can do here."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=texts().app.palette))

    # The way between the pages

    def open_interview(self, *, session_id: str | None = None, form: Form = "full") -> None:
        """Open a new interview, or go on with one."""
        self.push_screen(InterviewPage(self.workspace, session_id=session_id, form=form))

    def open_plan(self, *, plan_id: str | None = None, session_id: str | None = None) -> None:
        """Open a plan, or write the one of an interview."""
        page = PlanPage(self.workspace, plan_id=plan_id, session_id=session_id)
        if isinstance(self.screen, InterviewPage):
            self.switch_screen(page)
        else:
            self.push_screen(page)

    def go_home(self) -> None:
        """Go back to the start page."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_library(self) -> None:
        """Open the library above the page, at what is cited there."""
        if not isinstance(self.screen, LibraryPage):
            cited = self.screen.cited if isinstance(self.screen, Page) else ()
            self.push_screen(LibraryPage(self.workspace, cited=cited))

    def action_help(self) -> None:
        """Explain the page."""
        if not isinstance(self.screen, HelpDialog):
            help_name = self.screen.HELP if isinstance(self.screen, Page) else "other"
            about = getattr(texts().help, help_name)
            self.push_screen(HelpDialog(about, active_keys(self.screen), self.privacy))

    def action_theme(self) -> None:
        """Switch between light and dark."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def action_help_quit(self) -> None:
        """Say how to close the program to those who press Ctrl+C."""
        self.notify(texts().app.how_to_quit, markup=False)

    async def action_quit(self) -> None:
        """Close the program; what runs is stopped and what was typed is saved first."""
        self._leave()

    @work(exclusive=True, group="quit", exit_on_error=False)
    async def _leave(self) -> None:
        try:
            for screen in self.screen_stack:
                if isinstance(screen, Page):
                    await screen.leave()
        finally:
            self.exit()

    def _fatal_error(self) -> None:
        """Close after a failure without Textual's traceback, which would show answers."""
        if self._exception is not None:
            explain(self._exception)
        self._close_messages_no_wait()


def run(workspace: Workspace) -> None:
    """Open the interface and return when the person closes it.

    Args:
        workspace: What the interface shows and works with; the caller closes it.

    Raises:
        CoachError: the interface failed and had to close.
    """
    app = CoachApp(workspace)
    app.run()
    if app.return_code:
        raise CoachError(texts().errors.unexpected)
