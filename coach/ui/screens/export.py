"""Saves a plan as a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, RadioButton, RadioSet, Static

from coach.config import make_private_folder
from coach.errors import CoachError
from coach.files import shown, write_whole
from coach.plan.export.formats import exported, file_name
from coach.text import harmless, one_line
from coach.ui.keys import KeyBar
from coach.ui.screens.page import Choice, Dialog
from coach.ui.show import explain, line
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.plan.model import Plan
    from coach.workspace import Workspace


class Kind(RadioButton):
    """One kind of file; the sign in front shows by its shape whether it is chosen."""

    def __init__(self, label: Content, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(label, value, id=id)
        self.BUTTON_INNER = "●" if value else " "

    def watch_value(self) -> None:
        """Show a dot only when it is chosen."""
        self.BUTTON_INNER = "●" if self.value else " "
        super().watch_value()


class Switch(Checkbox):
    """Something that is on or off; the sign in front shows by its shape which."""

    DEFAULT_CSS = "Switch { margin-left: 1; }"

    def __init__(self, label: Content, *, id: str | None = None) -> None:
        super().__init__(label, id=id, compact=True)
        self.BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Show a sign only when it is on."""
        self.BUTTON_INNER = "✓" if self.value else " "
        super().watch_value()


@dataclass(frozen=True)
class Saved:
    """A file that was written.

    Attributes:
        path: Where it is.
        show: Whether its folder shall be opened.
    """

    path: Path
    show: bool


class ExportDialog(Dialog[Saved]):
    """Asks for the kind of file and where it goes; closes with what was written."""

    def __init__(self, workspace: Workspace, plan: Plan) -> None:
        super().__init__()
        self._workspace = workspace
        self._plan = plan
        self._kind = next(iter(texts().export.kinds))
        self._names = True
        self._confirmed: Path | None = None
        self._show = False

    def compose(self) -> ComposeResult:
        """Show the kinds of file, the switch, the path, and the two ways out."""
        words = texts().export
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(Content(words.title), classes="heading", markup=False)
            with RadioSet(id="kind", compact=True):
                for kind, label in words.kinds.items():
                    yield Kind(Content(label), value=kind == self._kind, id=kind)
            yield Switch(Content(words.names), id="without")
            yield Static(Content(words.path), classes="label", markup=False)
            yield Input(harmless(shown(self._folder / self._file_name)), id="path")
            yield Static("", id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Choice(Content(words.save), id="save", compact=True)
                yield Choice(Content(words.save_and_show), id="save-and-show", compact=True)
                yield Choice(Content(words.cancel), id="cancel", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let one more Enter save the file."""
        self.query_one("#save").focus()

    @property
    def _folder(self) -> Path:
        """The folder that is suggested; it is named when the interview is deleted."""
        return self._workspace.settings.exports_folder / self._plan.session

    @property
    def _file_name(self) -> str:
        return file_name(self._plan, self._kind, names=self._names)

    @on(RadioSet.Changed, "#kind")
    def kind_chosen(self, event: RadioSet.Changed) -> None:
        """Give the path the ending of the kind."""
        before, ending = self._file_name, f".{self._kind}"
        self._kind = event.pressed.id or self._kind
        path = self.query_one("#path", Input)
        if path.value.endswith(before):
            path.value = path.value.removesuffix(before) + self._file_name
        elif path.value.endswith(ending):
            path.value = f"{path.value.removesuffix(ending)}.{self._kind}"

    @on(Checkbox.Changed, "#without")
    def names_chosen(self, event: Checkbox.Changed) -> None:
        """Leave names out or keep them; the suggested name of the file says so."""
        before, self._names = self._file_name, not event.value
        path = self.query_one("#path", Input)
        if path.value.endswith(before):
            path.value = path.value.removesuffix(before) + self._file_name

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Close without saving."""
        self.dismiss(None)

    @on(Button.Pressed, "#save-and-show")
    def save_and_show(self) -> None:
        """Write the file and have its folder opened."""
        self.save(show=True)

    @on(Button.Pressed, "#save")
    @on(Input.Submitted, "#path")
    def pressed(self) -> None:
        """Write the file."""
        self.save()

    def save(self, *, show: bool = False) -> None:
        """Write the file, unless something stands in the way."""
        words, typed = texts().export, self.query_one("#path", Input).value.strip()
        try:
            path = Path(typed).expanduser()
            is_folder, is_there = path.is_dir(), path.exists()
        except (OSError, RuntimeError, ValueError):  # too long, or nobody of that name
            self._say(words.no_folder)
            return
        if not typed:
            self._say(words.empty)
        elif is_folder:
            self._say(words.folder)
        elif is_there and path != self._confirmed:
            self._confirmed = path
            self._say(words.exists)
        else:
            self._show = show
            self.write(path)

    @work(exclusive=True, group="write", exit_on_error=False)
    async def write(self, path: Path) -> None:
        """Write the file in a thread."""
        import asyncio

        try:
            await asyncio.to_thread(self._write, path, self._kind, self._names)
        except OSError as error:
            reason = one_line(error.strerror or type(error).__name__)
            self._say(texts().export.failed.format(reason=reason))
        except Exception as error:
            self._say(explain(error))
        else:
            self.dismiss(Saved(path, self._show))

    def _write(self, path: Path, kind: str, names: bool) -> None:
        """Write the plan through a temporary file, so that it is whole or not there.

        Raises:
            OSError: the file cannot be written.
            CoachError: the folder is missing or cannot be made, or the plan cannot be set.
        """
        if path.parent == self._folder:
            make_private_folder(self._workspace.settings.exports_folder)
            make_private_folder(path.parent)
        elif not path.parent.is_dir():
            raise CoachError(texts().export.no_folder)
        write_whole(path, exported(self._plan, kind, names=names))

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(line(text, limit=400))
