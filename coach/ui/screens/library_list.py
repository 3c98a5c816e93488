"""The list of the library: topics that open and close, passages that were found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, TypeAlias

from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Spacing
from textual.message import Message
from textual.visual import Padding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.knowledge.passages import Passage
from coach.store.documents import StoredDocument
from coach.ui.keys import key
from coach.ui.show import MUTED, OWN, TEAM, line, when
from coach.ui.texts import texts

MOST_PARTS = 200
"""Most parts of one document that are listed; search finds the others."""
_OPEN, _CLOSED = "▾ ", "▸ "


@dataclass(frozen=True)
class Catalogue:
    """What there is to browse.

    Attributes:
        topics: The passages of each topic.
        documents: The documents that the person added.
    """

    topics: Mapping[str, Sequence[Passage]] = field(default_factory=dict)
    documents: Sequence[StoredDocument] = ()

    @property
    def count(self) -> int:
        """How many passages there are beside one's own documents."""
        return sum(map(len, self.topics.values()))


@dataclass(frozen=True)
class Topic:
    """A group of passages."""

    id: str
    passages: Sequence[Passage]


@dataclass(frozen=True)
class OwnTopic:
    """The group of one's own documents."""

    documents: Sequence[StoredDocument]


@dataclass(frozen=True)
class AddDocuments:
    """The line that adds documents."""


Entry: TypeAlias = Passage | StoredDocument | Topic | OwnTopic | AddDocuments


def catalogue(passages: Iterable[Passage], documents: Sequence[StoredDocument]) -> Catalogue:
    """Sort passages into their topics: those with a name in its order, then all others."""
    found: dict[str, list[Passage]] = {name: [] for name in texts().library.topics}
    for passage in passages:
        if passage.topic != OWN:
            found.setdefault(passage.topic, []).append(passage)
    return Catalogue({name: group for name, group in found.items() if group}, documents)


def topic_name(topic: str) -> str:
    """Return the name of a topic for people; made from its id when it has none."""
    known = texts().library.topics
    return known[topic] if topic in known else topic.replace("-", " ").capitalize()


class PassageList(OptionList):
    """Topics with their passages, or passages that were found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "select", "open"),
        key("right", "unfold", "unfold", show=False),
        key("left", "fold", "fold", show=False),
    ]

    class Wanted(Message):
        """The parts of a document are to be shown and are not here yet."""

        def __init__(self, document: StoredDocument) -> None:
            super().__init__()
            self.document = document

    class LeftAtTop(Message):
        """Somebody went up from the first line."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._catalogue = Catalogue()
        self._open: set[str] = set()
        self._parts: dict[str, Sequence[Passage]] = {}
        self._entries: dict[str, Entry] = {}
        self._now: datetime | None = None
        self._place = ""

    @property
    def entry(self) -> Entry | None:
        """What is marked: a passage, a document, a topic; None for nothing."""
        option = self.highlighted_option
        return self._entries.get(option.id or "") if option else None

    # What is shown

    def put(self, found: Catalogue, now: datetime) -> None:
        """Take what there is to browse; :meth:`browse` shows it."""
        self._catalogue, self._now = found, now
        self._parts = {}
        self._open = {name for name in self._open if not name.startswith("document:")}

    def put_parts(self, document_id: str, parts: Sequence[Passage]) -> None:
        """Take the parts of a document and open it."""
        self._parts[document_id] = parts
        self.open_group(f"document:{document_id}")

    def browse(self, *, mark: str | None = None) -> None:
        """Show the topics, with what is open; the same line is marked, or ``mark``."""
        mark = mark or (self._marked_id() if self._browsing() else self._place)
        self._entries = {}
        options = [*self._own_options(), None]
        for topic, passages in self._catalogue.topics.items():
            name = f"topic:{topic}"
            title = topic_name(topic)
            options.append(self._group(name, title, str(len(passages)), Topic(topic, passages)))
            if name in self._open:
                options += [self._passage(passage, indent=2) for passage in passages]
        self.set_options(options)
        first = next((i for i, o in enumerate(self.options) if (o.id or "")[:6] == "topic:"), 0)
        self.highlighted = self.get_option_index(mark) if mark in self._entries else first

    def show(self, passages: Sequence[Passage], *, heading: str = "", remark: str = "") -> None:
        """Show passages that were found, best first, each with its topic.

        Args:
            passages: What was found.
            heading: Stands above them.
            remark: What people should know of the search; stands below them.
        """
        self._place = self._marked_id() if self._browsing() else self._place
        self._entries = {}
        options = [Option(line(heading), disabled=True)] if heading else []
        options += [self._passage(passage, about=True) for passage in passages]
        first = len(options) - len(passages)
        if remark:
            options.append(Option(line(f"! {remark}", MUTED, limit=300), disabled=True))
        self.set_options(options)
        self.highlighted = first if passages else None

    def _browsing(self) -> bool:
        return any(isinstance(entry, OwnTopic) for entry in self._entries.values())

    def _marked_id(self) -> str:
        return (self.highlighted_option.id or "") if self.highlighted_option else ""

    def _own_options(self) -> list[Option | None]:
        words, documents = texts().library, self._catalogue.documents
        count = str(len(documents)) if documents else words.own_none
        group = self._group("own", words.own, count, OwnTopic(documents))
        options: list[Option | None] = [group]
        if "own" not in self._open:
            return options
        for document in documents:
            name = f"document:{document.id}"
            sign = _OPEN if name in self._open else _CLOSED
            shown = Content.assemble(
                sign, line(document.name, limit=120), "\n  ", self.about(document).stylize(MUTED)
            )
            options.append(self._option(name, shown, document, indent=2))
            if name in self._open:
                parts = self._parts.get(document.id, ())
                options += [self._part(part, document) for part in parts[:MOST_PARTS]]
                if len(parts) > MOST_PARTS:
                    more = words.more_parts.format(count=len(parts) - MOST_PARTS)
                    options.append(Option(Padding(line(more, MUTED), _indent(4)), disabled=True))
        options.append(self._option("add", Content(f"+ {words.add}"), AddDocuments(), indent=2))
        return options

    def about(self, document: StoredDocument) -> Content:
        """Return how long a document is, and when it was added."""
        words = texts().library
        told = [words.pages.format(count=document.pages)] if document.pages else []
        one = document.parts == 1
        told.append(words.one_part if one else words.parts.format(count=document.parts))
        if self._now is not None:
            told.append(words.added.format(when=when(document.added, self._now)))
        return line(" · ".join(told))

    def _group(self, name: str, title: str, count: str, entry: Entry) -> Option:
        sign = _OPEN if name in self._open else _CLOSED
        shown = Content.assemble(sign, line(title, limit=80), ("  " + count, MUTED))
        return self._option(name, shown, entry)

    def _part(self, part: Passage, document: StoredDocument) -> Option:
        """Return the line of a part: many have one title, so place and first words tell more."""
        place = part.source.removeprefix(document.name).removeprefix(", ")
        told = [place] if part.title not in place else []
        second = line(" · ".join([*told, part.text]), MUTED, limit=70)
        shown = Content.assemble("· ", line(part.title, limit=120), "\n  ", second)
        return self._option(f"passage:{part.id}", shown, part, indent=4)

    def _passage(self, passage: Passage, *, indent: int = 0, about: bool = False) -> Option:
        parts: list[Content | str] = ["· ", line(passage.title, limit=120)]
        if about:
            second = passage.source if passage.topic in (OWN, TEAM) else passage.method
            told = (
                f"{topic_name(passage.topic)} · {second}" if second else topic_name(passage.topic)
            )
            parts += ["\n  ", line(told, MUTED, limit=120)]
        return self._option(f"passage:{passage.id}", Content.assemble(*parts), passage, indent)

    def _option(self, name: str, shown: Content, entry: Entry, indent: int = 0) -> Option:
        self._entries[name] = entry
        return Option(Padding(shown, _indent(indent)) if indent else shown, id=name)

    # Opening and closing groups

    def toggle(self) -> None:
        """Open the marked group, or close it."""
        name, entry = self._marked_id(), self.entry
        if name in self._open:
            self._open.discard(name)
            self.browse()
        elif isinstance(entry, StoredDocument) and entry.id not in self._parts:
            self.post_message(self.Wanted(entry))
        else:
            self.open_group(name)

    def open_group(self, name: str) -> None:
        """Open a group and mark it."""
        self._open.add(name)
        self.browse(mark=name)
        self._show_group()

    def _show_group(self) -> None:
        """Scroll so that the first lines of a group that was opened can be seen."""
        if self.highlighted is not None and self._marked_id() in self._open:
            self.call_after_refresh(self.scroll_to_highlight, top=True)

    def action_unfold(self) -> None:
        """Open the marked group, or the passage."""
        if self._marked_id() not in self._open:
            self.action_select()

    def action_fold(self) -> None:
        """Close the marked group, or the one that the marked line stands in."""
        if not self._browsing() or self.highlighted is None:
            return
        for option in reversed(self.options[: self.highlighted + 1]):
            if option.id in self._open:
                self._open.discard(option.id)
                self.browse(mark=option.id)
                return

    def action_cursor_up(self) -> None:
        """Mark the line above; from the first one leave the list."""
        marked = self.highlighted
        if marked is None or all(option.disabled for option in self.options[:marked]):
            self.post_message(self.LeftAtTop())
        else:
            super().action_cursor_up()


def _indent(cells: int) -> Spacing:
    return Spacing(0, 0, 0, cells)
