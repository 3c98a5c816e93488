"""The reading view of the library: a passage with its source, or what a group holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.ui.screens.library_list import topic_name
from coach.ui.show import OWN, TEAM, line, plain
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.knowledge.passages import Passage
    from coach.store.documents import StoredDocument

PASSAGE_CHARACTERS = 20_000
_MOST_TITLES = 100


class Reader(VerticalScroll):
    """A title, whose text it is, the text, and where it comes from."""

    def compose(self) -> ComposeResult:
        """Show an empty page."""
        with Vertical(id="passage"):
            for name in ("title", "mark", "text", "source"):
                yield Static("", id=f"passage-{name}", markup=False)

    def _show(
        self, title: Content, mark: Content, text: Content, source: Content | None = None
    ) -> None:
        shown = {"title": title, "mark": mark, "text": text, "source": source or Content("")}
        for name, content in shown.items():
            part = self.query_one(f"#passage-{name}", Static)
            part.update(content)
            part.display = bool(content.plain)
        self.scroll_home(animate=False)

    def clear(self) -> None:
        """Show nothing."""
        self._show(Content(""), Content(""), Content(""))

    def say(self, title: str, text: str) -> None:
        """Show a text of the program."""
        self._show(line(title), Content(""), _paragraphs(text))

    def show_passage(self, passage: Passage) -> None:
        """Show a passage: those of people's own documents are marked as such."""
        words = texts().library
        own = passage.topic == OWN
        marks = {OWN: words.own_mark, TEAM: words.team_mark}
        mark = marks.get(passage.topic) or topic_name(passage.topic)
        rows = [_row(words.own_source if own else words.source, passage.source)]
        if passage.method and not own:
            rows.insert(0, _row(words.method, passage.method))
        if passage.keywords:
            rows.append(_row(words.keywords, ", ".join(passage.keywords)))
        self._show(
            plain(passage.title),
            line(mark),
            plain(passage.text, limit=PASSAGE_CHARACTERS),
            Content("\n").join(rows),
        )

    def show_topic(self, topic: str, passages: Sequence[Passage]) -> None:
        """Show what a topic holds."""
        titles = [Content.assemble("· ", line(p.title)) for p in passages[:_MOST_TITLES]]
        about = Content(texts().library.topic_about.format(count=len(passages)))
        self._show(line(topic_name(topic)), about, Content("\n").join(titles))

    def show_own(self, documents: Sequence[StoredDocument]) -> None:
        """Show what people's own documents are for and how they are added."""
        words = texts().library
        self.say(words.own, words.own_about if documents else words.own_none_about)

    def show_document(self, document: StoredDocument, about: Content) -> None:
        """Show what is known of a document."""
        words = texts().library
        self._show(
            line(document.name, limit=300),
            Content(words.own_mark),
            Content.assemble(about, "\n\n", words.document_about),
            _row(words.place, document.path),
        )


def _row(name: str, value: str) -> Content:
    return Content.assemble((f"{name}: ", "bold"), line(value, limit=1_000))


def _paragraphs(text: str) -> Content:
    return Content("\n\n".join(" ".join(part.split()) for part in text.split("\n\n")))
