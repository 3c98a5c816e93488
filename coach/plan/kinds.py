"""Kinds of needs: what must be watched with each, and how the customer would notice it."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file
from coach.text import words


class Kind(BaseModel):
    """One kind of need; the texts are parts of sentences with variables."""

    model_config = ConfigDict(extra="forbid")

    id: str
    title: str
    keywords: list[str]
    starts: str
    stops: str
    guard: str
    expect: str
    behaviours: list[str]
    question: str


class Kinds(BaseModel):
    """All kinds, from ``prompts/plan/kinds.yaml``; the last one fits anything."""

    model_config = ConfigDict(extra="forbid")

    kinds: list[Kind]
    each_case: str
    """How often something is noted, with what is counted one by one."""
    each_time: str
    """The same when it is not known what is counted."""

    def of(self, text: str) -> Kind:
        """Return the kind with the most keywords in ``text``, the first of equals."""
        line = f" {' '.join(words(text))} "
        best, most = self.kinds[-1], 0
        for kind in self.kinds[:-1]:
            count = sum(f" {' '.join(words(keyword))} " in line for keyword in kind.keywords)
            if count > most:
                best, most = kind, count
        return best


@lru_cache(maxsize=1)
def load_kinds() -> Kinds:
    """Return the kinds of needs that come with the program."""
    return load_file("plan/kinds", Kinds)
