"""What stands on a plan's page: the same for every format that people read.

All text is clean and on one line each; a format only has to escape it.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase

from coach.llm.prompts import render
from coach.plan.dates import written
from coach.plan.export.chain import Box, chain
from coach.plan.export.labels import labels
from coach.plan.model import AnswerSource, PassageSource, Plan, Section, Source, Statement
from coach.plan.series import series
from coach.text import clean, fold_space

QUESTION = "conversation.question"
_SAYS_ITSELF = (QUESTION, "sources.")
"""Kinds of statements of which the page says elsewhere that the coach suggests them."""


@dataclass(frozen=True)
class Item:
    """One statement or question.

    Attributes:
        text: What it says.
        marks: What it rests on: lines of the interview as numbers, passages as letters.
        tag: What else to say of it: that the coach suggests it, or that the owner wrote it.
    """

    text: str
    marks: tuple[str, ...] = ()
    tag: str = ""


@dataclass(frozen=True)
class Block:
    """Statements that stand together.

    Attributes:
        items: The statements.
        start: Number of the first when they are numbered, which questions are; otherwise 0.
        lead: What stands above them; may be empty.
    """

    items: tuple[Item, ...]
    start: int = 0
    lead: str = ""


@dataclass(frozen=True)
class Part:
    """A section with its title."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Note:
    """What a mark stands for."""

    mark: str
    text: str


@dataclass(frozen=True)
class Day:
    """A day of the plan as people write it, and what happens on it."""

    day: str
    title: str


@dataclass(frozen=True)
class Figure:
    """A figure that was counted.

    Attributes:
        day: When, as people write it.
        label: The figure.
        share: How long its bar is, from 0 to 1.
    """

    day: str
    label: str
    share: float


@dataclass(frozen=True)
class Figures:
    """Figures over time of one thing that is counted, the oldest first."""

    what: str
    points: tuple[Figure, ...]


@dataclass(frozen=True)
class Page:
    """Everything that stands on the page.

    Attributes:
        title: The plan's title.
        written: When it was written.
        chain: The boxes of the drawing, from me to the end customer; may be empty.
        days_title: Heading of the days.
        days: The plan's days, earliest first.
        parts: Its sections.
        figures_title: Heading of the figures.
        figures: What was counted so far; may be empty.
        notes_lead: What the marks are.
        notes: What the marks stand for; words that the plan shows itself are not repeated, so
            that not every mark has a note.
    """

    title: str
    written: str
    chain: tuple[Box, ...]
    days_title: str
    days: tuple[Day, ...]
    parts: tuple[Part, ...]
    figures_title: str
    figures: tuple[Figures, ...]
    notes_lead: str
    notes: tuple[Note, ...]


def page_of(plan: Plan) -> Page:
    """Return what stands on the page of a plan."""
    words, marks = labels(), _Marks(plan)
    parts = tuple(_part(section, marks) for section in plan.sections if section.statements)
    today = plan.created.date()
    return Page(
        title=plain(plan.title),
        written=plain(render(words.written, {"day": written(today)})),
        chain=chain(plan),
        days_title=words.days,
        days=tuple(
            Day(written(date.day, today), plain(date.title))
            for date in sorted(plan.dates, key=lambda date: date.day)
        ),
        parts=parts,
        figures_title=words.figures,
        figures=_figures(plan),
        notes_lead=words.notes,
        notes=marks.notes(),
    )


def plain(text: str) -> str:
    """Return text from outside as one clean line."""
    return fold_space(clean(text))


def _part(section: Section, marks: _Marks) -> Part:
    blocks: list[Block] = []
    items: list[Item] = []
    asked = number = 0
    for statement in section.statements:
        if statement.kind == "sources.passage":
            continue  # the notes name the passages
        question = statement.kind == QUESTION
        if items and bool(asked) != question:
            blocks.append(_block(items, asked))
            items = []
        if question:
            number += 1
        if not items:
            asked = number if question else 0
        items.append(
            Item(
                text=plain(statement.text),
                marks=marks.of(statement),
                tag=_tag(statement),
            )
        )
    if items:
        blocks.append(_block(items, asked))
    return Part(id=section.id, title=plain(section.title), blocks=tuple(blocks))


def _tag(statement: Statement) -> str:
    if statement.edited:
        return labels().own
    shown = statement.suggested and not statement.kind.startswith(_SAYS_ITSELF)
    return labels().suggested if shown else ""


def _figures(plan: Plan) -> tuple[Figures, ...]:
    return tuple(
        Figures(
            plain(one.what),
            tuple(
                Figure(written(p.day), plain(p.label), min(1.0, max(0.0, p.value / one.top)))
                for p in one.points
            ),
        )
        for one in series(plan.measurements)
    )


def _block(items: list[Item], start: int) -> Block:
    return Block(tuple(items), start, labels().questions if start == 1 else "")


class _Marks:
    """The references of a plan: an answer by its line in the interview, a passage by a letter."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._shown = "\n".join(s.text for section in plan.sections for s in section.statements)
        self._quotes: dict[int, list[str]] = {}
        self._letters: dict[str, str] = {}

    def of(self, statement: Statement) -> tuple[str, ...]:
        """Return the marks of a statement, each once."""
        if statement.kind.startswith("sources."):
            return ()
        found = [self._mark(source) for source in statement.sources]
        return tuple(dict.fromkeys(mark for mark in found if mark))

    def notes(self) -> tuple[Note, ...]:
        """Return what the marks given so far stand for."""
        found: list[Note] = []
        for turn, quotes in sorted(self._quotes.items()):
            given = {"turn": turn, "quotes": "; ".join(f"“{quote}”" for quote in quotes)}
            found.append(Note(str(turn), plain(render(labels().answer, given))))
        for passage_id, letter in self._letters.items():
            passage = self._plan.passages[passage_id]
            given = {"letter": letter, "title": passage.title}
            line = render(labels().passage, {**given, "source": passage.source.rstrip(".")})
            found.append(Note(letter, plain(line)))
        return tuple(found)

    def _mark(self, source: Source) -> str:
        """Return the mark of a source; nothing for a suggestion."""
        if isinstance(source, AnswerSource):
            if f"“{source.quote}”" not in self._shown:
                quotes = self._quotes.setdefault(source.turn, [])
                if source.quote not in quotes:
                    quotes.append(source.quote)
            return str(source.turn)
        if isinstance(source, PassageSource) and source.id in self._plan.passages:
            return self._letters.setdefault(source.id, letters(len(self._letters)))
        return ""


def letters(number: int) -> str:
    """Return ``a`` for 0, ``z`` for 25, ``aa`` for 26."""
    more, last = divmod(number, len(ascii_lowercase))
    return (letters(more - 1) if more else "") + ascii_lowercase[last]
