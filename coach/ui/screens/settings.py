"""The settings: how it looks, whether it moves, language and model, and where everything is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, get_args

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.config import settings_file
from coach.languages import languages
from coach.ui.keys import key
from coach.ui.screens.page import Page, TopBar
from coach.ui.show import MUTED, line
from coach.ui.texts import Look, texts

if TYPE_CHECKING:
    from coach.llm.catalogue import ModelChoice
    from coach.workspace import Workspace

NAME_CELLS = 16
_LOOKS: tuple[Look, ...] = get_args(Look)


@dataclass(frozen=True)
class Shelf:
    """What can be chosen that has to be looked up.

    Attributes:
        models: The models, without those that only tests use.
        languages: What each language calls itself, by the name of its folder.
    """

    models: list[ModelChoice]
    languages: dict[str, str]


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
        self._shelf = Shelf([], {})

    def content(self) -> ComposeResult:
        """Show the choices and what there is to know."""
        with Vertical(id="settings"):
            yield SettingsList(id="choosing", markup=False)
            with VerticalScroll(id="about"):
                yield Static(self._about(), markup=False)

    def on_mount(self) -> None:
        """Begin at the look that is in use; models and languages follow."""
        choosing = self.query_one(SettingsList)
        choosing.set_options(self._options())
        choosing.highlighted = choosing.get_option_index(f"look:{self.coach.look}")
        choosing.focus()
        self.watch(self.app, "theme", self._show, init=False)
        self._load()

    def on_screen_resume(self) -> None:
        """Show what was chosen in the list of all commands."""
        self._show()

    def on_resize(self) -> None:
        """Keep what is marked in sight in a terminal of another size."""
        self.call_after_refresh(self.query_one(SettingsList).scroll_to_highlight)

    @work(exclusive=True, group="load", exit_on_error=False)
    async def _load(self) -> None:
        """Find out in a thread which models and languages there are."""
        shelf = await self.fetch(self._look)
        if shelf is not None:
            self._shelf = shelf
            self._show()

    def _look(self) -> Shelf:
        from coach.llm.catalogue import SMALL_MODEL, model_choices

        models = [
            model
            for model in model_choices(self.workspace.settings)
            if model.name != SMALL_MODEL or model.in_use
        ]
        return Shelf(models, languages())

    def _show(self) -> None:
        """Show the choices anew."""
        choosing = self.query_one(SettingsList)
        marked = choosing.highlighted
        choosing.set_options(self._options())
        choosing.highlighted = marked

    # The choices

    def _options(self) -> list[Option | None]:
        words = texts().settings
        groups = [
            (words.looks, [self._choice_of_look(look) for look in _LOOKS]),
            (words.motion, [self._choice_of_motion()]),
            (words.languages, [self._choice_of_language(code) for code in self._shelf.languages]),
            (words.models, [self._choice_of_model(model) for model in self._shelf.models]),
        ]
        options: list[Option | None] = []
        for title, choices in groups:
            if choices:
                options += [None] if options else []
                options += [Option(line(title), disabled=True), *choices]
        return options

    def _choice_of_look(self, look: Look) -> Option:
        words, chosen = texts().settings, self.coach.look == look
        told = [words.in_use] if chosen else []
        name, about = words.looks_names[look], words.looks_about[look]
        return _choice(f"look:{look}", name, [*told, about], chosen=chosen)

    def _choice_of_motion(self) -> Option:
        words, still = texts().settings, self.coach.still
        state = words.switched_on if still else words.switched_off
        return _choice("still", words.still, [state, words.still_about], chosen=still)

    def _choice_of_language(self, code: str) -> Option:
        chosen, told = self._used("language", code, self.workspace.settings.language)
        return _choice(f"language:{code}", self._shelf.languages[code], told, chosen=chosen)

    def _choice_of_model(self, model: ModelChoice) -> Option:
        """Return a model with its name on a line of its own, as names are long."""
        from coach.llm.transfer import in_words

        words = texts().settings
        now = self.workspace.settings.model
        chosen, told = self._used("model", self._value(model), now)
        if model.own:
            told.append(words.own)
        elif model.state in ("missing", "damaged"):
            told.append(words.get.format(name=model.name))
        elif not told:
            told.append(words.here)
        told += [] if model.tried or model.own else [words.untried]
        told += [in_words(model.bytes)] if model.bytes else []
        title = PurePath(model.name).name if model.own else model.title
        return _choice(f"model:{model.name}", title, told, chosen=chosen, below=True)

    def _value(self, model: ModelChoice) -> str:
        """Return what the setting says for a model; the name of one's own file may be cut."""
        return self.workspace.settings.model if model.own else model.name

    def _used(self, name: str, value: str, now: str) -> tuple[bool, list[str]]:
        """Return whether a value is the one that is chosen, and what to say of its use."""
        words, chosen = texts().settings, self.coach.next_time.get(name, now)
        told = [words.in_use] if value == now else []
        if value == chosen != now:
            told.append(words.next_time)
        return value == chosen, told

    @on(OptionList.OptionSelected, "#choosing")
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Use what was chosen, now or from the next start, and keep it."""
        kind, _, name = (event.option_id or "").partition(":")
        remark = texts().settings.saved
        if kind == "still":
            self.coach.choose_still(not self.coach.still)
        elif kind == "look":
            self.coach.choose_look(next(look for look in _LOOKS if look == name))
        elif kind == "language":
            self.coach.choose_next("language", name)
            remark = self._remark("language")
        else:
            model = next(model for model in self._shelf.models if model.name == name)
            remark = self._choose_model(model)
        self._show()
        self.query_one(TopBar).remark(remark)

    def _choose_model(self, model: ModelChoice) -> str:
        """Keep the choice of a model that is here; for another one, say how to get it."""
        words = texts().settings
        if model.state in ("missing", "damaged"):
            text = words.damaged if model.state == "damaged" else words.not_here
            self.tell(text.format(title=model.title, name=model.name))
            return ""
        self.coach.choose_next("model", self._value(model))
        host = self.workspace.settings.remote_host
        if host:
            self.tell(words.elsewhere.format(host=host))
        return self._remark("model")

    def _remark(self, name: str) -> str:
        """Return what to say of a setting that was kept; the environment may name another value."""
        variable = f"COACH_{name.upper()}"
        if variable in os.environ:
            self.tell(texts().settings.overridden.format(name=variable))
        return texts().settings.saved_next

    # What there is to know

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

    def action_close(self) -> None:
        """Go back to where one was."""
        self.app.pop_screen()


def _choice(name: str, title: str, told: list[str], *, chosen: bool, below: bool = False) -> Option:
    """Return one choice; what is told of it stands beside it, or below it."""
    sign, shown = "●" if chosen else "○", line(title)
    about = line(" · ".join(told), MUTED)
    if below:
        return Option(Content.assemble(f"{sign} ", shown, "\n  ", about), id=name)
    shown = shown.truncate(NAME_CELLS, pad=True)
    return Option(Content.assemble(f"{sign} ", shown, "  ", about), id=name)
