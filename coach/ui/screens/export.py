"""Saves a plan as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, RadioButton, RadioSet, Static

from coach.config import make_private_folder
from coach.errors import CoachError
from coach.files import write_whole
from coach.text import one_line
from coach.ui.keys import KeyBar
from coach.ui.screens.page import Choice, Dialog
from coach.ui.show import explain, line
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.plan.model import Plan
    from coach.workspace import Workspace

ENDINGS = {"markdown": ".md", "json": ".json"}


class Kind(RadioButton):
    """One kind of file; the sign in front shows by its shape whether it is chosen."""

    def __init__(self, label: Content, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(label, value, id=id)
        self.BUTTON_INNER = "●" if value else " "

    def watch_value(self) -> None:
        """Show a dot only when it is chosen."""
        self.BUTTON_INNER = "●" if self.value else " "
        super().watch_value()


class ExportDialog(Dialog[str]):
    """Asks for the kind of file and where it goes; closes with the path that was written."""

    def __init__(self, workspace: Workspace, plan: Plan) -> None:
        super().__init__()
        self._workspace = workspace
        self._plan = plan
        self._kind = "markdown"
        self._confirmed: Path | None = None

    def compose(self) -> ComposeResult:
        """Show the kinds of file, the path, and the two ways out."""
        words = texts().export
        with Vertical(classes="dialog"):
            yield Static(Content(words.title), classes="heading", markup=False)
            with RadioSet(id="kind", compact=True):
                yield Kind(Content(words.markdown), value=True, id="markdown")
                yield Kind(Content(words.json_), id="json")
            yield Static(Content(words.path), classes="label", markup=False)
            yield Input(self._suggested(), id="path")
            yield Static("", id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Choice(Content(words.save), id="save", compact=True)
                yield Choice(Content(words.cancel), id="cancel", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let one more Enter save the file."""
        self.query_one("#save").focus()

    def _suggested(self) -> str:
        folder = self._workspace.settings.exports_folder
        name = f"{self._plan.id or self._plan.session}-v{self._plan.version}"
        return str(folder / f"{name}{ENDINGS[self._kind]}")

    @on(RadioSet.Changed, "#kind")
    def kind_chosen(self, event: RadioSet.Changed) -> None:
        """Give the path the ending of the kind."""
        old, self._kind = ENDINGS[self._kind], event.pressed.id or "markdown"
        path = self.query_one("#path", Input)
        if path.value.endswith(old):
            path.value = path.value[: -len(old)] + ENDINGS[self._kind]

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Close without saving."""
        self.dismiss(None)

    @on(Button.Pressed, "#save")
    @on(Input.Submitted, "#path")
    def save(self) -> None:
        """Write the file, unless something stands in the way."""
        words, typed = texts().export, self.query_one("#path", Input).value.strip()
        path = Path(typed).expanduser()
        if not typed:
            self._say(words.empty)
        elif path.is_dir():
            self._say(words.folder)
        elif path.exists() and path != self._confirmed:
            self._confirmed = path
            self._say(words.exists)
        else:
            self.write(path, self._kind)

    @work(exclusive=True, group="write", exit_on_error=False)
    async def write(self, path: Path, kind: str) -> None:
        """Write the file in a thread."""
        import asyncio

        try:
            await asyncio.to_thread(_write, self._workspace, self._plan, path, kind)
        except OSError as error:
            reason = one_line(error.strerror or type(error).__name__)
            self._say(texts().export.failed.format(reason=reason))
        except Exception as error:
            self._say(explain(error))
        else:
            self.dismiss(str(path))

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(line(text, limit=400))


def _write(workspace: Workspace, plan: Plan, path: Path, kind: str) -> None:
    """Write the plan to ``path`` through a temporary file, so that it is whole or not there.

    Raises:
        OSError: the file cannot be written.
        CoachError: the exports folder cannot be made.
    """
    from coach.plan.export.data import to_json
    from coach.plan.export.markdown import to_markdown

    text = to_json(plan) if kind == "json" else to_markdown(plan)
    if path.parent == workspace.settings.exports_folder:
        make_private_folder(path.parent)
    elif not path.parent.is_dir():
        raise CoachError(texts().export.no_folder)
    write_whole(path, text)
