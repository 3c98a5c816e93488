"""Which plans it is time to look at again."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, ValidationError

from coach.store.store import Store


class _Date(BaseModel):
    model_config = ConfigDict(extra="ignore")

    kind: str
    day: dt.date


class _Dates(BaseModel):
    """The part of a plan that says when, whatever else is in it."""

    model_config = ConfigDict(extra="ignore")

    dates: list[_Date] = []


def due(store: Store, today: dt.date) -> dict[str, dt.date]:
    """Return the plans whose day to compare what happened has come: id to that day."""
    found = {}
    for info in store.plans():
        try:
            plan = _Dates.model_validate_json(store.plan(info.id).json)
        except ValidationError:
            continue
        days = [date.day for date in plan.dates if date.kind == "study"]
        if days and days[0] <= today:
            found[info.id] = days[0]
    return found
