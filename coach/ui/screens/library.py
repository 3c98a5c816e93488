"""The library: search the passages, read one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from coach.text import fold_space
from coach.ui.keys import key
from coach.ui.screens.page import Page, TopBar
from coach.ui.show import MUTED, line, plain
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.knowledge.passages import Passage
    from coach.workspace import Workspace

SEARCH_SECONDS = 0.3
"""How long after the last key the search begins."""
MOST_FOUND = 12


class LibraryPage(Page):
    """A field, the passages that fit it, and the marked one to read."""

    HELP = "library"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("slash", "search", "search"),
        key("escape", "close", "close"),
    ]

    def __init__(self, workspace: Workspace, *, passage_id: str | None = None) -> None:
        super().__init__(workspace)
        self.page_title = texts().library.title
        self._first = passage_id
        self._passages: dict[str, Passage] = {}
        self._timer: Timer | None = None

    def content(self) -> ComposeResult:
        """Show the field, the list and the text."""
        words = texts().library
        yield Input(placeholder=words.placeholder, id="query")
        with Horizontal(id="library"):
            yield OptionList(id="passages", markup=False)
            with VerticalScroll(id="reader"), Vertical(id="passage"):
                yield Static(Content(words.pick), id="passage-title", markup=False)
                yield Static("", id="passage-source", markup=False)
                yield Static("", id="passage-text", markup=False)

    def on_mount(self) -> None:
        """Show all passages first."""
        self.query_one("#query").focus()
        self.search("")

    @on(Input.Changed, "#query")
    def typed(self, event: Input.Changed) -> None:
        """Search a moment after the last key."""
        if self._timer is not None:
            self._timer.stop()
        query = event.value
        self._timer = self.set_timer(SEARCH_SECONDS, lambda: self.search(query))

    @on(Input.Submitted, "#query")
    def submitted(self) -> None:
        """Go to the list."""
        self.query_one("#passages").focus()

    @work(exclusive=True, group="search", exit_on_error=False)
    async def search(self, query: str) -> None:
        """Find passages in a thread and list them."""
        words, bar = texts().library, self.query_one(TopBar)
        query = fold_space(query)
        bar.remark(words.searching)
        found = await self.fetch(lambda: self._find(query))
        if found is None:
            bar.remark("")
            return
        bar.remark((words.found if query else words.all).format(count=len(found)))
        self._passages = {passage.id: passage for passage in found}
        listed = self.query_one("#passages", OptionList)
        listed.set_options(
            Option(_entry(passage), id=passage.id) for passage in self._passages.values()
        )
        if not found:
            self._read(None)
            return
        first, self._first = self._first, None
        listed.highlighted = listed.get_option_index(first) if first in self._passages else 0

    def _find(self, query: str) -> list[Passage]:
        if not query:
            return list(self.workspace.library.list())
        return [hit.passage for hit in self.workspace.library.search(query, limit=MOST_FOUND)]

    @on(OptionList.OptionHighlighted, "#passages")
    def marked(self, event: OptionList.OptionHighlighted) -> None:
        """Show the marked passage."""
        self._read(self._passages.get(event.option_id or ""))

    @on(OptionList.OptionSelected, "#passages")
    def chosen(self) -> None:
        """Go to the text, to scroll it."""
        self.query_one("#reader").focus()

    def _read(self, passage: Passage | None) -> None:
        words = texts().library
        title, source = (
            self.query_one("#passage-title", Static),
            self.query_one("#passage-source", Static),
        )
        text = self.query_one("#passage-text", Static)
        self.query_one("#reader", VerticalScroll).scroll_home(animate=False)
        if passage is None:
            title.update(Content(words.none))
            source.update("")
            text.update("")
            return
        title.update(plain(passage.title))
        before, after = words.source.format(source="\0").split("\0")
        source.update(Content.assemble(before, line(passage.source, limit=300), after))
        text.update(plain(passage.text, limit=20_000))

    def action_search(self) -> None:
        """Go to the field."""
        self.query_one("#query").focus()

    def action_close(self) -> None:
        """Go back; from the list and the text to the field first."""
        self.dismiss()


def _entry(passage: Passage) -> Content:
    method = line(passage.method, MUTED, limit=60)
    return Content.assemble(line(passage.title, limit=120), "\n", method)
