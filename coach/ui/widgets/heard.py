"""What was heard, by topic, each fact with the employee's words when it is marked."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Spacing
from textual.message import Message
from textual.visual import Padding
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from coach.interview.notes import Fact, Notes
from coach.ui.keys import key
from coach.ui.outline import Outline
from coach.ui.show import MUTED, line
from coach.ui.texts import texts

_INDENT = Spacing(0, 0, 0, 2)
FACT_CHARACTERS = 160


class FactList(OptionList):
    """The facts, to move through."""

    BINDINGS: ClassVar[list[BindingType]] = [key("enter", "select", "correct")]

    def on_resize(self) -> None:
        """Keep what is marked in sight in a terminal of another size."""
        self.call_after_refresh(self.scroll_to_highlight)


class HeardPanel(Vertical):
    """The list of facts, and below it the words that the marked fact comes from."""

    class CorrectionWanted(Message):
        """A fact was chosen to be put right."""

        def __init__(self, topic: str, slot: str, fact: Fact) -> None:
            super().__init__()
            self.topic = topic
            self.slot = slot
            self.fact = fact

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = texts().heard.title
        self.outline = Outline()
        self._facts: dict[str, tuple[str, str, Fact]] = {}

    def compose(self) -> ComposeResult:
        """Show the list, the quote, and a text for when nothing was heard yet."""
        words = texts().heard
        yield Static(Content(words.title), classes="heading", markup=False)
        yield Static(Content(words.empty), id="nothing-heard", markup=False)
        yield FactList(id="facts", markup=False)
        yield Static("", id="quote", markup=False)

    def on_mount(self) -> None:
        """Begin with the text for when nothing was heard yet."""
        self.query_one("#quote").display = False
        self.show_notes(Notes())

    def explain_empty(self, text: str) -> None:
        """Say why nothing is noted yet."""
        self.query_one("#nothing-heard", Static).update(Content(text))

    @property
    def count(self) -> int:
        """How many facts are shown."""
        return len(self._facts)

    def show_notes(self, notes: Notes, *, newest: Fact | None = None) -> None:
        """Show all facts anew, with ``newest`` in view."""
        facts = self.query_one(FactList)
        marked = facts.highlighted_option.id if facts.highlighted_option else None
        self._facts = {}
        options: list[Option] = []
        target: str | None = None
        ordered = [t for t in self.outline.topics if t in notes.topics]
        ordered += [t for t in notes.topics if t not in self.outline.topics]
        for topic in ordered:
            heard = [(slot, fact) for slot, list_ in notes.topics[topic].items() for fact in list_]
            if not heard:
                continue
            options.append(Option(line(self.outline.topic(topic)), disabled=True))
            for slot, fact in heard:
                name = f"fact-{len(self._facts)}"
                self._facts[name] = (topic, slot, fact)
                options.append(Option(self._fact(fact, new=fact == newest), id=name))
                if fact == newest:
                    target = name
        facts.set_options(options)
        self.query_one("#nothing-heard").display = not self._facts
        facts.display = bool(self._facts)
        self._keep_place(facts, marked, target)

    def _keep_place(self, facts: FactList, marked: str | None, target: str | None) -> None:
        if facts.has_focus and marked in self._facts:
            facts.highlighted = facts.get_option_index(marked)
        elif target is not None:
            index = facts.get_option_index(target)
            self.call_after_refresh(self._show_option, facts, index)

    def _show_option(self, facts: FactList, index: int) -> None:
        if index < facts.option_count and not facts.has_focus:
            facts.highlighted = index
            facts.scroll_to_highlight()

    def _fact(self, fact: Fact, *, new: bool) -> Padding:
        shown = line(fact.value, "bold" if new else "", limit=FACT_CHARACTERS)
        shown += Content.styled(_status(fact), f"{MUTED} italic")
        return Padding(shown, _INDENT)

    @on(OptionList.OptionHighlighted, "#facts")
    def show_quote(self, event: OptionList.OptionHighlighted) -> None:
        """Show the words that the marked fact comes from."""
        event.stop()
        self._show_quote()

    def on_descendant_focus(self) -> None:
        """Show the quote once people move in the list."""
        self._show_quote()

    def on_descendant_blur(self) -> None:
        """Take the quote away when people leave the list."""
        self.query_one("#quote").display = False

    def _show_quote(self) -> None:
        facts, quote = self.query_one(FactList), self.query_one("#quote", Static)
        option = facts.highlighted_option
        chosen = self._facts.get(option.id or "") if option and facts.has_focus else None
        quote.display = chosen is not None
        if chosen is None:
            return
        self.call_after_refresh(facts.scroll_to_highlight)  # the list may be shorter now
        words = texts().heard
        topic, slot, fact = chosen
        status = _status(fact) if fact.status in ("unknown", "corrected") else ""
        said = words.said.format(quote="\0").split("\0")
        quote.update(
            Content.assemble(
                (f"{self.outline.slot(topic, slot)}", "bold"),
                (f"{status}\n", MUTED),
                said[0],
                line(fact.quote, "italic", limit=FACT_CHARACTERS),
                said[1],
                (f"\n{words.hint}", MUTED),
            )
        )

    @on(OptionList.OptionSelected, "#facts")
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Ask for the chosen fact to be put right."""
        event.stop()
        chosen = self._facts.get(event.option_id or "")
        if chosen is not None:
            self.post_message(self.CorrectionWanted(*chosen))


def _status(fact: Fact) -> str:
    """Return in words how sure a fact is; nothing for what people know of their own work."""
    return "" if fact.status == "known" else f" · {getattr(texts().heard, fact.status)}"
