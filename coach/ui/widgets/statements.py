"""The statements of a plan, by section, to move through."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Spacing
from textual.message import Message
from textual.visual import Padding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from coach.plan.model import Section, Statement
from coach.ui.show import MUTED, line, plain
from coach.ui.texts import texts

STATEMENT_CHARACTERS = 1_000
_INDENT = Spacing(0, 0, 0, 2)


@dataclass(frozen=True)
class Place:
    """Where a statement stands.

    Attributes:
        section: Id of its section.
        number: Its place there, from 1; 0 in a section without any.
    """

    section: str
    number: int


class Statements(OptionList):
    """All sections that there are so far."""

    class Marked(Message):
        """Another statement is in focus."""

        def __init__(self, statement: Statement) -> None:
            super().__init__()
            self.statement = statement

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._statements: dict[str, Statement] = {}
        self._places: dict[str, Place] = {}

    @property
    def place(self) -> Place | None:
        """Where the statement in focus stands; None when there is none."""
        option = self.highlighted_option
        return None if option is None or option.id is None else self._places.get(option.id)

    def show(self, sections: list[Section], place: Place | None = None) -> None:
        """Show these sections in place of what was there.

        Args:
            sections: All sections of a plan.
            place: What gets the focus; without it the place that has it.
        """
        marked, scroll = self.highlighted, self.scroll_y
        self.clear_options()
        self._statements, self._places = {}, {}
        for section in sections:
            self.add_section(section, empty_too=True)
        if not self._places:
            return
        self.highlighted = marked if marked and marked < self.option_count else 1
        self.scroll_to(y=scroll, animate=False)
        if place is not None:
            self.go_to(place)

    def go_to(self, place: Place) -> None:
        """Put the focus on a statement, or on the last one of its section."""
        here = {p.number: name for name, p in self._places.items() if p.section == place.section}
        if here:
            name = here.get(place.number) or here[max(here)]
            self.highlighted = self.get_option_index(name)

    def add_section(self, section: Section, *, empty_too: bool = False) -> None:
        """Show one more section at the end; one without statements only when asked to."""
        if not section.statements and not empty_too:
            return
        if self.option_count:
            self.add_option(None)
        self.add_option(Option(line(section.title), disabled=True))
        for number, statement in enumerate(section.statements, 1):
            name = f"statement-{len(self._places)}"
            self._statements[name] = statement
            self._places[name] = Place(section.id, number)
            self.add_option(Option(_shown(statement), id=name))
        if not section.statements:
            name = f"statement-{len(self._places)}"
            self._statements[name] = Statement(text="")
            self._places[name] = Place(section.id, 0)
            nothing = Content.styled(texts().plan.no_lines, MUTED)
            self.add_option(Option(Padding(nothing, _INDENT), id=name))
        if self.highlighted is None:
            self.highlighted = 1

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Tell which statement is in focus."""
        super().watch_highlighted(highlighted)
        option = self.highlighted_option
        if option is not None and option.id in self._statements:
            self.post_message(self.Marked(self._statements[option.id]))


def _shown(statement: Statement) -> Padding:
    words = texts().plan
    names = {
        "answer": words.tag_answer,
        "passage": words.tag_passage,
        "suggestion": words.tag_suggestion,
    }
    tags = [words.tag_own] if statement.edited else []
    tags += dict.fromkeys(names[source.type] for source in statement.sources)
    text = plain(statement.text, limit=STATEMENT_CHARACTERS)
    if tags:
        text += Content.styled(f" ({'+'.join(tags)})", f"{MUTED} italic")
    return Padding(text, _INDENT)
