"""Words by which the plan's drafting chooses and turns what was said."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file


class WordLists(BaseModel):
    """Word lists from ``prompts/plan/words.yaml``."""

    model_config = ConfigDict(extra="forbid")

    vague: list[str]
    own_goals: list[str]
    durations: list[str]
    contrary: list[str]
    wishing: list[str]
    orders: list[str]
    empty: list[str]


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """Return the word lists that come with the program."""
    return load_file("plan/words", WordLists)
