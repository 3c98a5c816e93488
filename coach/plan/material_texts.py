"""Reviewed wording that plans are made with."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Search(_Strict):
    """Which passages fit a section."""

    topics: list[str]
    query: str


class Unknown(_Strict):
    """What to find out when a slot of the notes is empty."""

    topic: str
    slot: str
    whom: str
    question: str


class Texts(_Strict):
    """Reviewed wording of the plan, from ``prompts/plan/statements.yaml``."""

    title: str
    nobody: str
    suppliers: str
    colleague: str
    sections: dict[str, str]
    statements: dict[str, str]
    dates: dict[str, str]
    passages: dict[str, Search]


class Questions(_Strict):
    """Reviewed questions, from ``prompts/plan/questions.yaml``."""

    conversation: dict[str, str]
    unknown: list[Unknown]


@lru_cache(maxsize=1)
def texts() -> Texts:
    """Return the wording that comes with the program."""
    return load_file("plan/statements", Texts)


@lru_cache(maxsize=1)
def questions() -> Questions:
    """Return the questions that come with the program."""
    return load_file("plan/questions", Questions)
