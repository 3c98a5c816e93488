"""Where a statement of the plan comes from: the answer in its context, the passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from coach.interview.wording import split_question
from coach.store.messages import places, standing
from coach.text import clean
from coach.ui.show import MUTED, OWN, TEAM, line, plain
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.knowledge.passages import Passage
    from coach.plan.model import PassageInfo, Statement
    from coach.store.messages import Message

CONTEXT_CHARACTERS = 400
"""How much of a long answer is shown on each side of the quote."""
PASSAGE_CHARACTERS = 4_000
WAS_CHARACTERS = 600


class SourcesPanel(VerticalScroll):
    """The sources of one statement, all of them below each other."""

    def compose(self) -> ComposeResult:
        """Show the heading and the sources."""
        words = texts().plan
        yield Static(Content(words.sources), classes="heading", markup=False)
        yield Static(Content(words.no_statement), id="source", markup=False)

    def say(self, text: str) -> None:
        """Show a text in place of sources."""
        self.query_one("#source", Static).update(Content.styled(text, MUTED))

    def show(
        self,
        statement: Statement,
        lines: Sequence[Message],
        passages: Mapping[str, Passage],
        named: Mapping[str, PassageInfo],
    ) -> None:
        """Show where ``statement`` comes from.

        Args:
            statement: The statement in focus.
            lines: The transcript.
            passages: The passages that it cites, as far as they are in the library.
            named: What the plan itself says of its passages.
        """
        words = texts().plan
        parts = _changed(statement)
        for source in statement.sources:
            if source.type == "answer":
                parts.append(_answer(source.turn, source.quote, lines))
            elif source.type == "passage":
                parts.append(_passage(source.id, passages.get(source.id), named.get(source.id)))
            else:
                about = Content(words.suggestion_about)
                parts.append(Content.assemble(_kind(words.suggestion), "\n", about))
        if not parts:
            parts.append(Content.styled(words.no_source, MUTED))
        self.query_one("#source", Static).update(Content("\n\n").join(parts))
        self.scroll_home(animate=False)


def _changed(statement: Statement) -> list[Content]:
    """Return what was done to a statement; nothing for one that is as it was drafted."""
    words = texts().plan
    template = words.reviewed_was if statement.reviewed else words.reworded_was
    template = words.own_words_was if statement.edited else template
    before, after = template.format(text="\0").split("\0")
    was = Content.assemble(before, plain(statement.was, "italic", limit=WAS_CHARACTERS), after)
    if statement.edited:
        told = Content.assemble(_kind(words.own_words), "\n", words.own_words_about)
        parts = [Content.assemble(told, "\n", was) if statement.was else told]
        return [*parts, Content.styled(words.rest_on, MUTED)] if statement.sources else parts
    return [was.stylize(MUTED)] if statement.was else []


def _kind(text: str) -> Content:
    return Content.styled(text, "bold $accent")


def _answer(turn: int, quote: str, lines: Sequence[Message]) -> Content:
    words = texts().plan
    said = next((m for m in lines if m.turn == turn and m.speaker == "employee"), None)
    if said is None:
        missing = Content.styled(words.missing, MUTED)
        return Content.assemble(_kind(words.answer), "\n", line(quote, "italic"), "\n", missing)
    parts: list[Content | str] = [_kind(words.answer), "\n", _in_context(quote, said.text)]
    place = places(lines)[turn]  # a changed answer was asked for where the first text stands
    asked = next((m for m in reversed(lines) if m.turn < place and m.speaker == "coach"), None)
    if asked is not None:
        question = line(split_question(clean(asked.text))[1] or asked.text, limit=300)
        parts.append(Content.assemble("\n", f"{words.asked}: ", question).stylize(MUTED))
    if said not in standing(lines):
        parts.append(Content.assemble("\n", words.answer_changed).stylize(MUTED))
    return Content.assemble(*parts)


def _in_context(quote: str, answer: str) -> Content:
    """Return the answer with the quote marked, shortened around it when it is long."""
    text, wanted = clean(answer), clean(quote)
    start = text.find(wanted) if wanted else -1
    if start < 0:
        return plain(text, limit=2 * CONTEXT_CHARACTERS)
    end = start + len(wanted)
    first = max(0, start - CONTEXT_CHARACTERS)
    last = min(len(text), end + CONTEXT_CHARACTERS)
    return Content.assemble(
        "… " if first else "",
        text[first:start],
        (text[start:end], "bold underline"),
        text[end:last],
        " …" if last < len(text) else "",
    )


def _passage(passage_id: str, passage: Passage | None, named: PassageInfo | None) -> Content:
    words = texts().plan
    if passage is None:
        told = [line(named.title, "bold"), line(named.source, MUTED, limit=300)] if named else []
        gone = Content.styled(words.passage_gone, MUTED)
        parts = [_kind(words.passage), *(told or [line(passage_id)]), gone]
        return Content("\n").join(parts)
    kinds = {OWN: words.own_passage, TEAM: words.team_passage}
    return Content.assemble(
        _kind(kinds.get(passage.topic, words.passage)),
        "\n",
        line(passage.title, "bold"),
        "\n",
        line(passage.source, MUTED, limit=300),
        "\n\n",
        plain(passage.text, limit=PASSAGE_CHARACTERS),
    )
