"""The set-up: what is fetched, how far it is, and what to do when it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from coach.ui.keys import key
from coach.ui.screens.page import Choice, Page
from coach.ui.set_up_texts import set_up_texts
from coach.ui.show import plain
from coach.ui.widgets.set_up_steps import StepLines

if TYPE_CHECKING:
    from coach.ui.set_up import SetUp
    from coach.workspace import Workspace


class SetUpPage(Page):
    """Shows how far the set-up is; it goes on when the page is closed."""

    HELP = "set_up"
    BINDINGS: ClassVar[list[BindingType]] = [key("escape", "close", "close")]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.page_title = set_up_texts().page.title

    def content(self) -> ComposeResult:
        """Show what goes on, the steps, and what can be done."""
        words = set_up_texts().page
        with VerticalScroll(id="set-up"):
            yield Static("", id="what", markup=False)
            yield Static("", id="problem", markup=False)
            yield StepLines(id="steps")
            yield Static(Content(words.early), id="early", markup=False)
        with Horizontal(id="set-up-buttons"):
            yield Choice(Content(words.begin), id="begin", compact=True)
            yield Choice(Content(words.go_on), id="go-on", compact=True)
            yield Choice(Content(words.stop), id="stop", compact=True)

    def on_mount(self) -> None:
        """Follow the set-up."""
        self.coach.set_up_changed.subscribe(self, self.show)
        self.show(self.coach.set_up)
        self.query_one("#begin").focus()

    def show(self, set_up: SetUp) -> None:
        """Show how far it is, and offer what can be done now."""
        words = set_up_texts()
        complete = not (set_up.running or set_up.needs.steps)
        what = words.page.running if set_up.running else words.page.stopped
        if set_up.stopping and set_up.running:
            what = words.page.stopping
        elif complete:
            what = words.page.done
        elif set_up.failure:
            what = words.page.failed
        self.query_one("#what", Static).update(Content(what))
        self._show_problem(set_up)
        self.query_one(StepLines).show(set_up)
        self.query_one("#early").display = set_up.waits
        self._offer(
            go_on=not set_up.running and not complete,
            stop=set_up.running and not set_up.stopping,
        )

    def _show_problem(self, set_up: SetUp) -> None:
        problem = self.query_one("#problem", Static)
        problem.display = bool(set_up.failure)
        if set_up.failure:
            folder = str(self.workspace.settings.home)
            offline = set_up_texts().offline.format(folder=folder) if set_up.needs.size else ""
            parts = [plain(f"! {set_up.failure}", limit=800), plain(offline, limit=600)]
            problem.update(Content("\n\n").join([part for part in parts if part.plain]))

    def _offer(self, *, go_on: bool, stop: bool) -> None:
        buttons = {self.query_one("#go-on", Choice): go_on, self.query_one("#stop", Choice): stop}
        for button, offered in buttons.items():
            if offered:
                button.display = True
        # Before its button goes, the keyboard is at the next: a key in between is not lost.
        if self.focused in buttons and not buttons[self.focused]:
            offered_ones = [button for button, offered in buttons.items() if offered]
            self.set_focus((offered_ones or [self.query_one("#begin", Choice)])[0])
        for button, offered in buttons.items():
            if not offered:
                button.display = False

    @on(Button.Pressed, "#begin")
    def begin(self) -> None:
        """Begin an interview; it goes on when the set-up is done."""
        self.coach.open_interview()

    @on(Button.Pressed, "#go-on")
    def go_on(self) -> None:
        """Go on with the set-up where it stopped."""
        self.coach.set_up.begin()

    @on(Button.Pressed, "#stop")
    def stop(self) -> None:
        """Stop the set-up; what has arrived stays."""
        self.coach.stop_set_up()

    def action_close(self) -> None:
        """Go back; the set-up goes on."""
        self.app.pop_screen()
