"""Asks which file or folder is to be added to the library."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Button, DirectoryTree, Input, Static, Tree

from coach.knowledge.documents.kind import READ
from coach.text import harmless, one_line
from coach.ui.keys import KeyBar, key
from coach.ui.screens.page import Choice, Dialog
from coach.ui.show import line
from coach.ui.texts import texts

_HIDDEN = (".", "~$")
"""How the names of files begin that nobody means: hidden ones, and marks of office programs."""


def complete(text: str) -> str | None:
    """Return ``text`` with the rest of the first file or folder whose name begins like it.

    Names with characters that cannot be shown are left out.
    """
    folder, beginning = os.path.split(text)
    if not (folder and beginning):
        return None
    try:
        with os.scandir(Path(folder).expanduser()) as listing:
            names = {entry.name: entry.is_dir() for entry in listing if _meant(entry)}
    except (OSError, ValueError, RuntimeError):
        return None
    fitting = [n for n in names if n.startswith(beginning) and n != beginning and one_line(n) == n]
    if not fitting:
        return None
    name = min(fitting, key=lambda n: (n.lower(), n))
    return text + name[len(beginning) :] + (os.sep if names[name] else "")


def _meant(entry: os.DirEntry[str]) -> bool:
    """Tell whether a name is one that can be added: a folder, or a file that can be read."""
    if entry.name.startswith(_HIDDEN):
        return False
    return entry.is_dir() or os.path.splitext(entry.name)[1].lower() in READ


class PathSuggester(Suggester):
    """Completes paths, from the disk as it is."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the completed path, or None when nothing begins like it."""
        return await asyncio.to_thread(complete, value)


class PathField(Input):
    """A field for a path; Tab writes the rest of a name, as in a shell."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", "add", fixed=True),
        key("tab", "complete", "complete", fixed=True),
    ]

    def action_complete(self) -> None:
        """Write the rest of the name; where there is none, go on to the next part."""
        before = self.value
        self.cursor_position = len(before)
        self.action_cursor_right()
        if self.value == before:
            self.screen.focus_next()


class FileTree(DirectoryTree):
    """The folders and files that can be added; their names are text."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "select_cursor", "open"),
    ]

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what cannot be added."""
        return [
            path
            for path in paths
            if not path.name.startswith(_HIDDEN)
            and (self._safe_is_dir(path) or path.suffix.lower() in READ)
        ]

    def process_label(self, label: str | Text) -> Text:
        """Show a name as text on one line."""
        return Text(one_line(str(label)))


class AddDialog(Dialog[Path]):
    """A field for the path and a tree to choose it from; closes with the path.

    Args:
        home: The folder that the tree shows.
    """

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home
        self._marked: dict[str, Path] = {}
        """Paths of the tree by how the field shows them."""

    def compose(self) -> ComposeResult:
        """Show the field, the tree, and the two ways out."""
        words = texts().adding
        with Vertical(classes="dialog large", id="adding"):
            yield Static(Content(words.title), classes="heading", markup=False)
            yield Static(Content(words.about), id="about", markup=False)
            yield Static(Content(words.path), classes="label", markup=False)
            yield PathField(placeholder=words.placeholder, suggester=PathSuggester(), id="path")
            yield Static("", id="problem", markup=False)
            yield Static(Content(words.browse), classes="label", markup=False)
            tree = FileTree(self._home, id="files")
            tree.show_root = False
            yield tree
            with Horizontal(classes="buttons"):
                yield Choice(Content(words.add), id="add", compact=True)
                yield Choice(Content(words.cancel), id="cancel", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Let people type the path at once."""
        self.query_one("#path").focus()

    @on(Tree.NodeHighlighted, "#files")
    def marked(self) -> None:
        """Put the marked path in the field, once people choose in the tree."""
        tree = self.query_one(FileTree)
        entry = tree.cursor_node.data if tree.cursor_node else None
        if tree.has_focus and entry is not None:
            shown = harmless(str(entry.path)).replace("\n", " ").replace("\t", " ")
            self._marked = {shown: entry.path}
            self.query_one("#path", Input).value = shown

    @on(DirectoryTree.FileSelected, "#files")
    def file_chosen(self) -> None:
        """One more Enter adds the file."""
        self.query_one("#add").focus()

    @on(Button.Pressed, "#cancel")
    def cancel(self) -> None:
        """Close without adding."""
        self.dismiss(None)

    @on(Button.Pressed, "#add")
    @on(Input.Submitted, "#path")
    def add(self) -> None:
        """Close with the path, when there is something of that name."""
        text = self.query_one("#path", Input).value
        marked, text = self._marked.get(text), text.strip().strip("'\"")
        if marked is not None:
            self.dismiss(marked)
        elif text:
            self.look(text)
        else:
            self._say(texts().adding.empty)

    @work(exclusive=True, group="look", exit_on_error=False)
    async def look(self, text: str) -> None:
        """Look in a thread whether it is there."""
        path = await asyncio.to_thread(_existing, text)
        if path is None:
            self._say(texts().adding.missing)
        else:
            self.dismiss(path)

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(line(text))


def _existing(text: str) -> Path | None:
    """Return the path that was typed when there is something; a terminal may have escaped it."""
    for spelling in (text, text.replace("\\ ", " ")):
        try:
            path = Path(spelling).expanduser()
            if path.exists():
                return path
        except (OSError, ValueError, RuntimeError):
            continue
    return None
