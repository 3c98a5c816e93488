"""The statements of a plan, by section, to move through."""

from __future__ import annotations

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

    def show(self, sections: list[Section]) -> None:
        """Show these sections in place of what was there, the same place in focus."""
        marked = self.highlighted
        self.clear_options()
        self._statements = {}
        for section in sections:
            self.add_section(section)
        if self._statements:
            self.highlighted = marked if marked and marked < self.option_count else 1

    def add_section(self, section: Section) -> None:
        """Show one more section at the end."""
        if not section.statements:
            return
        if self.option_count:
            self.add_option(None)
        self.add_option(Option(line(section.title), disabled=True))
        for statement in section.statements:
            name = f"statement-{len(self._statements)}"
            self._statements[name] = statement
            self.add_option(Option(_shown(statement), id=name))
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
    tags = list(dict.fromkeys(names[source.type] for source in statement.sources))
    text = plain(statement.text, limit=STATEMENT_CHARACTERS)
    if tags:
        text += Content.styled(f" ({'+'.join(tags)})", f"{MUTED} italic")
    return Padding(text, _INDENT)
