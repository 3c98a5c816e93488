"""The terminal interface: opens the pages and knows the way between them."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from functools import partial
from importlib import import_module
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.constants import TEXTUAL_ANIMATIONS
from textual.events import DescendantFocus, Event, Paste
from textual.screen import Screen
from textual.signal import Signal
from textual.widgets import Input

from coach.errors import CoachError
from coach.languages import speak
from coach.settings_file import save_setting
from coach.text import harmless
from coach.ui.commands import commands
from coach.ui.deleted import Deleted
from coach.ui.keymap import keymap
from coach.ui.keys import active_keys, key
from coach.ui.screens.help import HelpDialog, about_focus
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.page import Page
from coach.ui.screens.set_up import SetUpPage
from coach.ui.screens.start import StartPage
from coach.ui.set_up import Needs, SetUp
from coach.ui.set_up_texts import set_up_texts
from coach.ui.show import explain
from coach.ui.texts import Look, name_keys, texts
from coach.ui.theme import LOOKS

if TYPE_CHECKING:
    from coach.commands.setup_process import SettingUp
    from coach.interview.agenda import Form
    from coach.workspace import Workspace


LATER = (
    "coach.interview.session",
    *(f"coach.ui.screens.{page}" for page in ("plan", "practice", "review", "library", "settings")),
)
"""What nobody sees first; together it takes a second to import."""
LOAD_AFTER_SECONDS = 1.0
"""By then whoever did not come to read has gone on."""


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _set_up_process() -> SettingUp:
    from coach.commands.setup_process import SetupProcess

    return SetupProcess()


class CoachApp(App[None]):
    """The whole interface.

    Args:
        workspace: Everything that the interface shows; its parts are used in threads only.
        now: The clock, for showing when something was.
        look: Finds out what the set-up still has to do, in place of a look at the files.
        begin_set_up: Starts the set-up, in place of its process.
    """

    CSS_PATH: ClassVar[list[PurePath]] = [  # type: ignore[assignment]
        Path(__file__).parent / "styles" / f"{name}.tcss"
        for name in ("base", "start", "set_up", "interview", "plan", "library", "settings")
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f1", "help", "help"),
        key("ctrl+q", "quit", "quit", priority=True),
        key("ctrl+l", "library", "library", show=False),
        key("ctrl+t", "theme", "theme", show=False),
        key("ctrl+o", "settings", "settings", show=False),
        key("ctrl+p", "command_palette", "palette", show=False, priority=True),
    ]

    def __init__(
        self,
        workspace: Workspace,
        *,
        now: Callable[[], datetime] = _now,
        look: Callable[[], Needs] | None = None,
        begin_set_up: Callable[[], SettingUp] | None = None,
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.now = now
        self._keeping = asyncio.Lock()
        self.next_time: dict[str, str] = {}
        """Settings that were chosen and are used from the next start."""
        self.set_up_changed: Signal[SetUp] = Signal(self, "set-up")
        self.set_up = SetUp(
            look or partial(Needs.of, workspace.settings),
            begin_set_up or _set_up_process,
            post=self.call_later,
            changed=self._tell_of_set_up,
        )
        settings = workspace.settings
        speak(settings.language)
        keys = keymap(settings.keys)
        self.set_keymap(keys.bindings)
        name_keys(keys.names)
        self.key_problems = keys.problems
        self.title = texts().app.name
        for theme in LOOKS.values():
            self.register_theme(theme)
        self.theme = LOOKS[settings.theme].name
        self.still = settings.reduced_motion
        self.deleted = Deleted()

    @property
    def look(self) -> Look:
        """The name of the theme in the settings."""
        return next(name for name, theme in LOOKS.items() if theme.name == self.theme)

    @property
    def still(self) -> bool:
        """Whether nothing moves."""
        return self._still

    @still.setter
    def still(self, still: bool) -> None:
        self._still = still
        self.animation_level = "none" if still else TEXTUAL_ANIMATIONS

    @on(DescendantFocus)
    def hold_cursor(self, event: DescendantFocus) -> None:
        """Let no cursor blink where nothing shall move."""
        if self.still and isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    @property
    def privacy(self) -> str:
        """What stays on this computer and what does not."""
        host = self.workspace.settings.remote_host
        words = texts().app
        return words.privacy_server.format(host=host) if host else words.privacy

    def on_mount(self) -> None:
        """Load what is needed later while the start page is read, and never while one types."""
        self.set_timer(LOAD_AFTER_SECONDS, self._load_while_reading)

    def _load_while_reading(self) -> None:
        if isinstance(self.screen, StartPage):
            self.load_later()

    @work(thread=True, group="load", exit_on_error=False)
    def load_later(self) -> None:
        """Load what is needed later."""
        for name in LATER:
            import_module(name)

    def settle(self) -> None:
        """Leave out of the collector's rounds what is loaded by now, and stays.

        To look through all of it takes 0.15 s, in which no key is answered.
        """
        gc.freeze()

    def get_default_screen(self) -> Screen[None]:
        """Begin with the start page."""
        return StartPage(self.workspace)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every key of the page by its name, and the way to everything else."""
        yield from commands(self, screen)

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
        from coach.ui.screens.plan import PlanPage

        page = PlanPage(self.workspace, plan_id=plan_id, session_id=session_id)
        if isinstance(self.screen, InterviewPage):
            self.switch_screen(page)
        else:
            self.push_screen(page)

    def open_set_up(self) -> None:
        """Begin the set-up, which downloads, and show how far it is; people have asked for it."""
        self.set_up.begin()
        if not isinstance(self.screen, SetUpPage):
            self.push_screen(SetUpPage(self.workspace))

    def _tell_of_set_up(self) -> None:
        """Tell every page of a change, and people of the end where no page says it."""
        set_up, words = self.set_up, set_up_texts().start
        self.set_up_changed.publish(set_up)
        if set_up.running or isinstance(self.screen, SetUpPage):
            return
        if set_up.failure:
            self.notify(words.failed, severity="warning", markup=False)
        elif set_up.finished and not isinstance(self.screen, InterviewPage):
            self.notify(words.done, markup=False)

    @work(thread=True, group="stop-set-up", exit_on_error=False)
    def stop_set_up(self) -> None:
        """Stop the set-up; what has arrived stays."""
        self.set_up.stop()

    @work(exclusive=True, group="go", exit_on_error=False)
    async def go(self, then: Callable[[], None]) -> None:
        """Leave all pages, saving what is there, and go on from the start page."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Page):
                await screen.leave()
        self.go_home()
        then()

    def go_home(self) -> None:
        """Go back to the start page."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_library(self) -> None:
        """Open the library above the page, at what is cited there."""
        from coach.ui.screens.library import LibraryPage

        if not isinstance(self.screen, LibraryPage):
            cited = self.screen.cited if isinstance(self.screen, Page) else ()
            self.push_screen(LibraryPage(self.workspace, cited=cited))

    def action_settings(self) -> None:
        """Open the settings above the page."""
        from coach.ui.screens.settings import SettingsPage

        if not isinstance(self.screen, SettingsPage):
            self.push_screen(SettingsPage(self.workspace))

    def action_help(self) -> None:
        """Explain the page and the part of it that has the focus."""
        screen = self.screen
        if not isinstance(screen, (HelpDialog, CommandPalette)):
            about = getattr(texts().help, screen.HELP if isinstance(screen, Page) else "other")
            here = about_focus(screen.focused)
            self.push_screen(HelpDialog(about, active_keys(screen), self.privacy, here=here))

    # How it looks

    def action_theme(self) -> None:
        """Go on to the next look."""
        names = list(LOOKS)
        self.choose_look(names[(names.index(self.look) + 1) % len(names)])

    def choose_look(self, look: Look) -> None:
        """Use a look from now on."""
        self.theme = LOOKS[look].name
        self.keep("theme", look)

    def choose_still(self, still: bool) -> None:
        """Let nothing move from now on, or let it move again."""
        self.still = still
        self.keep("reduced_motion", still)

    def choose_next(self, name: Literal["model", "language"], value: str) -> None:
        """Keep a setting that is used from the next start."""
        self.next_time[name] = value
        self.keep(name, value)

    @work(group="keep", exit_on_error=False)
    async def keep(self, name: str, value: str | bool) -> None:
        """Write a setting to the settings file, in a thread."""
        try:
            async with self._keeping:
                await asyncio.to_thread(save_setting, name, value)
        except Exception as error:
            self.notify(f"! {explain(error)}", severity="error", markup=False)

    async def on_event(self, event: Event) -> None:
        """Take out of a paste what a terminal obeys, whatever field it goes to."""
        if isinstance(event, Paste) and not event.is_forwarded:
            event.text = harmless(event.text)
        await super().on_event(event)

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
            await asyncio.to_thread(self.set_up.stop)
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
