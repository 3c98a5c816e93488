"""The settings: how it looks, whether it moves, and where everything is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.config import settings_file
from coach.ui.keys import key
from coach.ui.screens.page import Page, TopBar
from coach.ui.show import MUTED, line
from coach.ui.texts import texts
from coach.ui.theme import LOOKS

if TYPE_CHECKING:
    from coach.workspace import Workspace

NAME_CELLS = 16
_STILL = "still"


class SettingsList(OptionList):
    """What can be chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [key("enter", "select", "change")]


class SettingsPage(Page):
    """What can be chosen, and below it where everything is."""

    HELP = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [key("escape", "close", "close")]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.page_title = texts().settings.title

    def content(self) -> ComposeResult:
        """Show the choices and what there is to know."""
        with Vertical(id="settings"):
            yield SettingsList(id="choosing", markup=False)
            with VerticalScroll(id="about"):
                yield Static(self._about(), markup=False)

    def on_mount(self) -> None:
        """Begin at the look that is in use."""
        choosing = self.query_one(SettingsList)
        choosing.set_options(self._options())
        choosing.highlighted = choosing.get_option_index(self.coach.look)
        choosing.focus()

    def _options(self) -> list[Option | None]:
        words = texts().settings
        options: list[Option | None] = [Option(line(words.looks), disabled=True)]
        for look in LOOKS:
            used = words.in_use if self.coach.look == look else ""
            name, about = words.looks_names[look], words.looks_about[look]
            options.append(_choice(look, name, about, chosen=bool(used), state=used))
        state = words.switched_on if self.coach.still else words.switched_off
        still = _choice(_STILL, words.still, words.still_about, self.coach.still, state)
        return [*options, None, Option(line(words.motion), disabled=True), still]

    def _about(self) -> Content:
        words, settings = texts().settings, self.workspace.settings
        facts = [
            (words.file, str(settings_file())),
            (words.data, str(settings.home)),
            (words.model, settings.remote_host or settings.model),
        ]
        facts += [(words.keys, f"{name} = {keys}") for name, keys in settings.keys.items()]
        parts = [Content(" ".join(part.split())) for part in words.about.split("\n\n")]
        if self.app.no_color:
            parts.append(Content(words.no_color))
        problems = [line(texts().app.problem.format(text=p)) for p in self.coach.key_problems]
        listed = [Content.assemble((f"{name}: ", MUTED), line(value)) for name, value in facts]
        return Content("\n\n").join([*problems, *parts, Content("\n").join(listed)])

    @on(OptionList.OptionSelected, "#choosing")
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Use what was chosen, and keep it."""
        if event.option_id == _STILL:
            self.coach.choose_still(not self.coach.still)
        for look in LOOKS:
            if event.option_id == look:
                self.coach.choose_look(look)
        choosing = self.query_one(SettingsList)
        marked = choosing.highlighted
        choosing.set_options(self._options())
        choosing.highlighted = marked
        self.query_one(TopBar).remark(texts().settings.saved)

    def action_close(self) -> None:
        """Go back to where one was."""
        self.app.pop_screen()


def _choice(name: str, title: str, about: str, chosen: bool, state: str) -> Option:
    sign = "●" if chosen else "○"
    shown = line(title).truncate(NAME_CELLS, pad=True)
    told = line(f"{state} · {about}" if state else about, MUTED)
    return Option(Content.assemble(f"{sign} ", shown, "  ", told), id=name)
