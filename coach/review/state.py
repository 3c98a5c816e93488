"""How far a review is: every answer with its question, kept after each one."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field


class Given(BaseModel):
    """One answer, or that its question was left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str
    """Key of what it is about."""
    question: str
    """Which question: ``done``, ``happened``, …"""
    value: str = ""
    """What was chosen, or typed; empty when the question was left out."""
    turn: int = -1
    """Number of the message in the transcript; -1 when the question was left out."""
    day: dt.date
    """The day on which it was answered."""


class State(BaseModel):
    """All answers of a review, in order."""

    model_config = ConfigDict(extra="forbid")

    given: list[Given] = Field(default_factory=list)

    def of(self, item: str) -> dict[str, Given]:
        """Return the answers about one thing, by question."""
        return {one.question: one for one in self.given if one.item == item}

    def value(self, item: str, question: str) -> str | None:
        """Return what was answered; empty when it was left out, None when it was not asked."""
        one = self.of(item).get(question)
        return None if one is None else one.value

    @property
    def answered(self) -> bool:
        """Whether anything was answered at all."""
        return any(one.turn >= 0 for one in self.given)
