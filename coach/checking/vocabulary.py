"""Words that the checks look for."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file


class Vocabulary(BaseModel):
    """Words that the checks look for, from ``prompts/checking/checks.yaml``."""

    model_config = ConfigDict(extra="forbid")

    cant: list[str]
    promises: list[str]
    modals: list[str]
    heard: list[str]
    denials: list[str]
    capitals: list[str]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the words that the checks look for."""
    return load_file("checking/checks", Vocabulary)
