"""Figures over time, put in order for a chart: what is counted, when, and how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from coach.plan.model import Measurement


@dataclass(frozen=True)
class Point:
    """One figure of a series.

    Attributes:
        day: When it was counted.
        value: What to draw: the figure, or its share of the whole from 0 to 1.
        label: The figure for reading: ``7 of 10``.
    """

    day: dt.date
    value: float
    label: str


@dataclass(frozen=True)
class Series:
    """Figures that can be compared with one another.

    Attributes:
        what: What is counted, in the words of the plan.
        unit: What the figures count; empty when not said.
        points: In the order of their days.
        top: The value that a full bar stands for; above 0.
    """

    what: str
    unit: str
    points: tuple[Point, ...]
    top: float


def series(measurements: Iterable[Measurement]) -> list[Series]:
    """Return the figures as series; only what counts the same in the same unit is one series.

    A part of a whole ("7 of 10") and a bare number are never in one series. Of two figures of one
    day the one that was told later comes later.
    """
    groups: dict[tuple[str, str, bool], list[Measurement]] = {}
    for one in measurements:
        key = one.what, one.unit.casefold().rstrip("s"), one.of is not None
        groups.setdefault(key, []).append(one)
    found = []
    for (what, _, part), members in groups.items():
        members.sort(key=lambda one: one.day)
        points = tuple(
            Point(one.day, one.value / one.of if one.of else one.value, label(one))
            for one in members
        )
        top = 1.0 if part else max(point.value for point in points) or 1.0
        found.append(Series(what, members[-1].unit, points, top))
    return found


def label(measurement: Measurement) -> str:
    """Return a figure for reading: ``7 of 10 orders``, ``12 minutes``, ``70 %``."""
    whole = f" of {number(measurement.of)}" if measurement.of is not None else ""
    unit = f" {measurement.unit}" if measurement.unit else ""
    return f"{number(measurement.value)}{whole}{unit}"


def number(value: float) -> str:
    """Return a number without a needless decimal point: ``7``, ``2.5``."""
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0").rstrip(".")
