"""What was said in a review, made ready to stand in the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coach.interview.notes import Fact, Status
from coach.interview.signals import signal_of
from coach.plan.model import AnswerSource, Source, Statement
from coach.plan.words import Said, said
from coach.review.figures import Figure, figures
from coach.review.items import Item
from coach.review.state import Given, State

LOG_WORDS = 24
"""Longest quote in the log, in words; the transcript has it whole."""
NAMED_WORDS = 12
NAMED_CHARACTERS = 100
_NOTHING = ("declines", "skips")


@dataclass(frozen=True)
class Answers:
    """All answers about one thing.

    Attributes:
        item: What they are about.
        given: The answers by question.
        transcript: The employee's messages by turn.
    """

    item: Item
    given: Mapping[str, Given]
    transcript: Mapping[int, str]

    @classmethod
    def of(cls, item: Item, state: State, transcript: Mapping[int, str]) -> Answers:
        """Return what was answered about an item."""
        return cls(item, state.of(item.key), transcript)

    def chosen(self, question: str) -> str:
        """Return what was chosen; empty when the question was left out or not asked."""
        one = self.given.get(question)
        return "" if one is None else one.value

    def words(
        self, question: str, *, status: Status = "known", limit: int | None = None
    ) -> Said | None:
        """Return the words of an answer; None when there are none, or only "I don't know"."""
        one = self.given.get(question)
        if one is None or one.turn < 0 or signal_of(one.value) in _NOTHING:
            return None
        fact = Fact(value=one.value, quote=one.value, turn=one.turn, status=status)
        longest = {} if limit is None else {"max_words": limit}
        return said(fact, dict(self.transcript), **longest)

    @property
    def counted(self) -> tuple[list[Figure], Given] | None:
        """The figures that were told, and the answer that has them; None when there are none."""
        for question in ("figure_again", "figure"):
            one = self.given.get(question)
            if one is not None and (found := figures(one.value, one.day)):
                return found, one
        return None

    @property
    def choices(self) -> list[Source]:
        """The message in which it was decided, or else told, what came of it."""
        for question in ("decision", "done"):
            one = self.given.get(question)
            if one is not None and one.turn >= 0:
                typed = self.transcript[one.turn]
                fact = Fact(value=typed, quote=typed, turn=one.turn, status="known")
                words = said(fact, dict(self.transcript))
                return [words.source] if words else []
        return []


def own_words(statement: Statement) -> list[Said]:
    """Return the words of the owner that a statement quotes."""
    return [
        Said(source.quote, source, True, "known")
        for source in statement.sources
        if isinstance(source, AnswerSource)
    ]


def short(statement: Statement) -> Said | None:
    """Return the beginning of what a statement quotes, to name it in the log."""
    for words in own_words(statement):
        text = " ".join(words.text.split()[:NAMED_WORDS]).rstrip(" ,;:.")[:NAMED_CHARACTERS]
        if isinstance(words.source, AnswerSource):
            return Said(text, AnswerSource(turn=words.source.turn, quote=text), True, words.status)
    return None
