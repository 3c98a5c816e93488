"""Makes a share file of a plan: what is in it is chosen, seen, and signed off with a key."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Static

from coach.config import make_private_folder
from coach.errors import CoachError
from coach.files import shown, write_whole
from coach.team.preview import preview
from coach.team.share import NEVER_SHARED, Choice, make_share, shareable_names
from coach.team.texts import texts as team_texts
from coach.text import harmless, one_line
from coach.ui.keys import KeyBar
from coach.ui.screens.export import Switch
from coach.ui.screens.page import Choice as Answer
from coach.ui.screens.page import Dialog
from coach.ui.show import explain, line, plain
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.plan.model import Plan
    from coach.workspace import Workspace


class ShareDialog(Dialog[Path]):
    """Asks what to share of a plan and shows all of it; closes with the file that was written."""

    def __init__(self, workspace: Workspace, plan: Plan) -> None:
        super().__init__()
        self._workspace = workspace
        self._plan = plan
        self._names = shareable_names(plan)
        self._sections = [s for s in plan.sections if s.id not in NEVER_SHARED]
        self._content: bytes | None = None
        """What the preview shows; nothing else is ever written."""
        self._confirmed: Path | None = None

    def compose(self) -> ComposeResult:
        """Show the choices, below them all that they lead to, and the two ways out."""
        told, words = team_texts().share, team_texts().screen
        with VerticalScroll(classes="dialog large", can_focus=False):
            yield Static(Content(words.title), classes="heading", markup=False)
            yield Static(Content(told.intro), classes="paragraph", markup=False)
            yield Static(Content(told.me), markup=False)
            yield Input(id="me", max_length=100)
            yield Static(Content(told.team), classes="label", markup=False)
            yield Input(id="team", max_length=100)
            yield Static(Content(words.sections), classes="label", markup=False)
            for number, section in enumerate(self._sections):
                yield _on(Switch(line(section.title), id=f"section-{number}"))
            yield Static(Content(words.names), classes="label", markup=False)
            for number, (name, role) in enumerate(self._names.items()):
                label = words.name.format(name=name, role=role)
                yield _on(Switch(line(label), id=f"name-{number}"))
            yield Static(Content(words.words), classes="label", markup=False)
            yield Switch(Content(told.quotes), id="quotes")
            yield Static(Content(told.preview), classes="label", markup=False)
            yield Static("", id="shared", markup=False)
            yield Static(Content(words.path), classes="label", markup=False)
            yield Input(harmless(shown(self._folder / f"share-{self._plan.id}.json")), id="path")
            yield Static("", id="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Answer(Content(words.write), id="write", compact=True)
                yield Answer(Content(words.cancel), id="cancel", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the first question."""
        self.query_one("#me").focus()
        self.show_preview()

    @property
    def _folder(self) -> Path:
        """The folder that is suggested; it is named when the interview is deleted."""
        return self._workspace.settings.exports_folder / self._plan.session

    def _choice(self) -> Choice:
        def is_on(id: str) -> bool:
            return self.query_one(f"#{id}", Checkbox).value

        return Choice(
            me=self.query_one("#me", Input).value.strip(),
            team=self.query_one("#team", Input).value.strip(),
            without=frozenset(n for i, n in enumerate(self._names) if not is_on(f"name-{i}")),
            sections=frozenset(
                s.id for i, s in enumerate(self._sections) if not is_on(f"section-{i}")
            ),
            quotes=is_on("quotes"),
        )

    @on(Input.Changed, "#me")
    @on(Input.Changed, "#team")
    @on(Checkbox.Changed)
    def show_preview(self) -> None:
        """Make the file's bytes anew, and show them."""
        self._content = None
        self.make(self._choice())

    @work(exclusive=True, group="preview", exit_on_error=False)
    async def make(self, choice: Choice) -> None:
        """Make the bytes in a thread."""
        try:
            content = await asyncio.to_thread(lambda: make_share(self._plan, choice).content())
        except Exception as error:
            self._say(explain(error))
            return
        self._content = content
        self.query_one("#shared", Static).update(plain("\n".join(preview(content))))

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Close without writing."""
        self.dismiss(None)

    @on(Button.Pressed, "#write")
    @on(Input.Submitted, "#path")
    def pressed(self) -> None:
        """Write what is shown, unless something stands in the way."""
        words, saving = team_texts().screen, texts().export
        typed = self.query_one("#path", Input).value.strip()
        try:
            path = Path(typed).expanduser()
            is_folder, is_there = path.is_dir(), path.exists()
        except (OSError, RuntimeError, ValueError):  # too long, or nobody of that name
            self._say(saving.no_folder)
            return
        if not self._choice().me:
            self._say(words.me_needed)
        elif self._content is None:
            self._say(words.not_yet)
        elif not typed:
            self._say(saving.empty)
        elif is_folder:
            self._say(saving.folder)
        elif is_there and path != self._confirmed:
            self._confirmed = path
            self._say(saving.exists)
        else:
            self.write(path, self._content)

    @work(exclusive=True, group="write", exit_on_error=False)
    async def write(self, path: Path, content: bytes) -> None:
        """Write the bytes in a thread."""
        try:
            await asyncio.to_thread(self._write, path, content)
        except OSError as error:
            reason = one_line(error.strerror or type(error).__name__)
            self._say(texts().export.failed.format(reason=reason))
        except Exception as error:
            self._say(explain(error))
        else:
            self.dismiss(path)

    def _write(self, path: Path, content: bytes) -> None:
        """Write the file, whole or not at all.

        Raises:
            OSError: the file cannot be written.
            CoachError: the folder is missing or cannot be made.
        """
        if path.parent == self._folder:
            make_private_folder(self._workspace.settings.exports_folder)
            make_private_folder(path.parent)
        elif not path.parent.is_dir():
            raise CoachError(texts().export.no_folder)
        write_whole(path, content)

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(line(text, limit=400))


def _on(switch: Switch) -> Switch:
    """Return a switch that is on."""
    with switch.prevent(Checkbox.Changed):
        switch.value = True
    return switch
