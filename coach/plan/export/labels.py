"""Words around the statements of an exported plan."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ChainLabels(_Strict):
    """Words of the drawing of the chain."""

    me: str
    customer: str
    end: str
    unknown: str
    alt: str


class Roles(_Strict):
    """What stands where a name stood."""

    customer: str
    other_customer: str
    end: str
    supplier: str
    other_supplier: str
    name: str
    address: str
    document: str
    document_source: str


class CalendarLabels(_Strict):
    """Words of the calendar file."""

    name: str
    footer: str


class Labels(_Strict):
    """Everything in ``prompts/plan/rendering.yaml``."""

    written: str
    suggested: str
    own: str
    questions: str
    notes: str
    answer: str
    passage: str
    days: str
    figures: str
    chain: ChainLabels
    roles: Roles
    ordinary: list[str]
    speaks: list[str]
    calendar: CalendarLabels


@lru_cache(maxsize=1)
def labels() -> Labels:
    """Return the words around the statements."""
    return load_file("plan/rendering", Labels)
