"""The library: browse by topic, search, read a passage; one's own documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static

from coach.errors import Cancelled, NotFoundError
from coach.knowledge.passages import Passage
from coach.store.documents import StoredDocument
from coach.text import fold_space
from coach.ui.keys import key
from coach.ui.screens.library_add import AddDialog
from coach.ui.screens.library_adding import AddingDialog
from coach.ui.screens.library_finding import Finder
from coach.ui.screens.library_list import (
    AddDocuments,
    Catalogue,
    OwnTopic,
    PassageList,
    Topic,
    catalogue,
)
from coach.ui.screens.library_reader import Reader
from coach.ui.screens.library_removing import Removing
from coach.ui.screens.page import TopBar
from coach.ui.show import explain
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.knowledge.own import Step
    from coach.workspace import Workspace

SEARCH_SECONDS = 0.3
"""How long after the last key the search begins."""


@dataclass
class Preparing(Message):
    """How far the index is; ``total`` 0 when it is done."""

    done: int
    total: int


class SearchField(Input):
    """The field for what somebody looks for; Down goes to what is below it."""

    BINDINGS: ClassVar[list[BindingType]] = [key("down", "screen.enter_list", "enter_list")]


class LibraryPage(Removing):
    """A field, the topics or what was found, and the marked passage to read.

    Where there is no room for list and text side by side, one of them is shown at a time.

    Args:
        workspace: Gives the library and one's own documents.
        cited: Show these passages first, those that a statement or a reply rests on.
    """

    HELP = "library"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "to_list", "to_list"),
        key("escape", "clear", "clear"),
        key("escape", "close", "close"),
        key("delete", "remove", "remove"),
        key("z,ctrl+z", "undo", "undo_delete"),
        key("f6", "add", "add"),
        key("slash", "search", "search"),
    ]

    def __init__(self, workspace: Workspace, *, cited: Sequence[str] = ()) -> None:
        super().__init__(workspace)
        self.page_title = texts().library.title
        self.cited = tuple(cited)
        self._alone = len(self.cited) == 1
        self._catalogue = Catalogue()
        self._query = ""
        self._timer: Timer | None = None
        self._finder = Finder(workspace, self._tell)

    def content(self) -> ComposeResult:
        """Show the field, the list and the text."""
        words = texts().library
        yield SearchField(placeholder=words.placeholder, id="query")
        with Horizontal(id="library"):
            with Vertical(id="found"):
                yield Static(Content(words.reading), id="nothing", markup=False)
                yield PassageList(id="passages")
            yield Reader(id="reader")

    @property
    def reading(self) -> bool:
        """Whether somebody is reading, not choosing."""
        return self.has_class("-reading")

    @property
    def _list(self) -> PassageList:
        return self.query_one(PassageList)

    @property
    def _reader(self) -> Reader:
        return self.query_one(Reader)

    def on_mount(self) -> None:
        """Show what was asked for, or all topics."""
        self._list.display = False
        if not self.cited:
            self.query_one("#query").focus()
        self.load()

    def on_unmount(self) -> None:
        """Whoever builds an index for this page need not go on."""
        self._finder.stop()

    async def leave(self) -> None:
        """Let no index hold up the end of the program."""
        self._finder.stop()

    # Topics

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Find out in a thread what there is."""
        found = await self.fetch(self._look)
        if found is None:
            self._say_nothing(texts().library.failed, "")
            return
        self._catalogue = found
        self._list.put(found, self.coach.now())
        if self.cited:
            await self._show_cited()
        elif not self._query:
            self._browse()

    def _look(self) -> Catalogue:
        return catalogue(self.workspace.library.list(), self.workspace.own.documents())

    def _browse(self) -> None:
        words, own = texts().library, len(self._catalogue.documents)
        text = words.all if not own else words.with_one if own == 1 else words.with_own
        self.query_one(TopBar).remark(text.format(count=self._catalogue.count, documents=own))
        self._say_nothing("", "")
        self._list.browse()

    def _say_nothing(self, title: str, text: str) -> None:
        """Show a text in place of the list; the list again when there is none."""
        nothing = self.query_one("#nothing", Static)
        nothing.display, self._list.display = bool(title), not title
        if title:
            shown = Content.assemble((title, "bold"), "\n\n" if text else "", text)
            nothing.update(shown)
            self._reader.clear()
        self.refresh_bindings()

    async def _show_cited(self) -> None:
        words = texts().library
        found = await self.fetch(lambda: self._get(self.cited)) or []
        if not found:
            self._say_nothing(words.gone, "")
            return
        self._say_nothing("", "")
        self._list.show(found, heading=words.cited)
        self._alone = len(found) == 1
        if self._alone:
            self._read()
        else:
            self._list.focus()

    def _get(self, ids: Sequence[str]) -> list[Passage]:
        found = []
        for name in ids:
            try:
                found.append(self.workspace.library.get(name))
            except NotFoundError:
                continue
        return found

    # Search

    @on(Input.Changed, "#query")
    def typed(self, event: Input.Changed) -> None:
        """Search a moment after the last key."""
        if self._timer is not None:
            self._timer.stop()
        query = event.value
        self._timer = self.set_timer(SEARCH_SECONDS, lambda: self.search(query))
        self.refresh_bindings()

    @on(Input.Submitted, "#query")
    def submitted(self) -> None:
        """Go to the list."""
        self.action_enter_list()

    @work(exclusive=True, group="search", exit_on_error=False)
    async def search(self, query: str) -> None:
        """Find passages in a thread and list them; a later search takes the place of this one."""
        words, bar = texts().library, self.query_one(TopBar)
        self._query, self.cited, self._alone = fold_space(query), (), False
        if not self._query:
            self._browse()
            return
        bar.remark(words.searching)
        try:
            found = await self._finder.find(self._query)
        except Cancelled:
            return
        except Exception as error:
            bar.remark("")
            self._say_nothing(words.failed, explain(error))
            return
        count = len(found)
        bar.remark(words.one_found if count == 1 else words.found.format(count=count))
        remark = self.workspace.library.remark
        if found:
            self._say_nothing("", "")
        else:
            self._say_nothing(words.none, f"{words.none_about}\n\n{remark}".strip())
        self._list.show(found, remark=remark)

    def _tell(self, step: Step) -> None:
        self.post_message(Preparing(step.done, step.total))

    @on(Preparing)
    def preparing(self, message: Preparing) -> None:
        """Show how far the index is, to those who wait for it."""
        if self._query:
            words = texts().library
            text = words.preparing.format(done=message.done, total=message.total)
            self._say_nothing(text, words.preparing_about)

    # Reading

    @on(OptionList.OptionHighlighted, "#passages")
    def marked(self) -> None:
        """Show what is marked."""
        match self._list.entry:
            case Passage() as passage:
                self._reader.show_passage(passage)
            case Topic(id=topic, passages=passages):
                self._reader.show_topic(topic, passages)
            case OwnTopic(documents=documents):
                self._reader.show_own(documents)
            case AddDocuments():
                self._reader.show_own(self._catalogue.documents)
            case StoredDocument() as document:
                self._reader.show_document(document, self._list.about(document))
        self.refresh_bindings()

    @on(OptionList.OptionSelected, "#passages")
    def chosen(self) -> None:
        """Read a passage, open or close a group, add documents."""
        match self._list.entry:
            case Passage():
                self._read()
            case AddDocuments():
                self.action_add()
            case _:
                self._list.toggle()

    @on(PassageList.Wanted)
    def parts_wanted(self, message: PassageList.Wanted) -> None:
        """Open a document."""
        self.open_document(message.document)

    @work(exclusive=True, group="parts", exit_on_error=False)
    async def open_document(self, document: StoredDocument) -> None:
        """Fetch the parts of a document in a thread and list them."""
        parts = await self.fetch(lambda: self.workspace.own.passages(document.id))
        if parts is not None and not self._query:
            self._list.put_parts(document.id, parts)

    @on(PassageList.LeftAtTop)
    def left_at_top(self) -> None:
        """Go up to the field."""
        self.action_search()

    def _read(self) -> None:
        self.add_class("-reading")
        self.call_after_refresh(self._reader.focus)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whoever goes to the text reads, and whoever leaves it does not."""
        self.set_class(event.widget is self._reader, "-reading")
        self.refresh_bindings()

    # Keys

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        """Offer only what can be done now; Escape goes one step back."""
        if not self.is_mounted:
            return action == "close"
        if action == "clear":
            return not self.reading and bool(self.query_one("#query", Input).value)
        if action == "close":
            return self._alone or not (self.reading or self.query_one("#query", Input).value)
        if action == "to_list":
            return self.reading and not self._alone
        if action == "search":
            return not self.query_one("#query").has_focus
        if action == "undo":
            return bool(self.coach.deleted.documents) and not self.query_one("#query").has_focus
        if action == "remove":
            return isinstance(self._list.entry, StoredDocument) and self._list.has_focus
        return True

    def action_to_list(self) -> None:
        """Go back from the text to the list."""
        self.action_enter_list()

    def action_enter_list(self) -> None:
        """Go to the list, when there is one."""
        self.remove_class("-reading")
        if self._list.display:
            self.call_after_refresh(self._list.focus)

    def action_clear(self) -> None:
        """Empty the field and show all topics at once."""
        field = self.query_one("#query", Input)
        with field.prevent(Input.Changed):
            field.clear()
        if self._timer is not None:
            self._timer.stop()
        self.search("")
        field.focus()

    def action_close(self) -> None:
        """Go back to where the library was opened."""
        self.dismiss()

    def action_search(self) -> None:
        """Go to the field."""
        self.remove_class("-reading")
        self.call_after_refresh(self.query_one("#query").focus)

    # One's own documents

    def action_add(self) -> None:
        """Ask for a file or a folder and add it."""

        def chosen(path: Path | None) -> None:
            if path is not None:
                dialog = AddingDialog(self.workspace.own, path)
                self.app.push_screen(dialog, lambda _: self._changed())

        self.app.push_screen(AddDialog(Path.home()), chosen)

    def _changed(self) -> None:
        """Show the documents as they are now."""
        self.action_clear()
        self._list.open_group("own")
        self.load()
        self.action_enter_list()
