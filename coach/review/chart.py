"""Figures over time as lines of text: bars at a terminal, plain numbers everywhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from coach.plan.dates import MONTHS
from coach.plan.model import Measurement
from coach.plan.series import Series, series
from coach.text import one_line

WIDEST = 30
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def chart(
    measurements: Sequence[Measurement], *, bars: bool, width: int = 72
) -> list[tuple[str, list[str]]]:
    """Return for each series what is counted, and a line for each figure, the oldest first.

    Args:
        measurements: Figures of a plan.
        bars: Whether to draw bars of block characters; without them the lines are days and
            numbers, which a screen reader reads well.
        width: Longest line in characters.
    """
    return [(one_line(one.what), list(_lines(one, bars, width))) for one in series(measurements)]


def _lines(one: Series, bars: bool, width: int) -> Iterator[str]:
    days = [_day(point.day) for point in one.points]
    labels = [one_line(point.label, limit=60) for point in one.points]
    left, right = max(map(len, days)), max(map(len, labels))
    room = max(4, min(WIDEST, width - left - right - 4))
    for point, day, told in zip(one.points, days, labels, strict=True):
        if bars:
            bar = _bar(point.value / one.top, room)
            yield f"{day:>{left}}  {bar:<{room}}  {told}".rstrip()
        else:
            yield f"{day}: {told}"


def _bar(share: float, room: int) -> str:
    """Return a bar in steps of an eighth of a character."""
    eighths = round(max(0.0, min(share, 1.0)) * room * 8)
    if share > 0:
        eighths = max(eighths, 1)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _day(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"
