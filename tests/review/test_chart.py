from __future__ import annotations

import datetime as dt

from coach.plan.model import AnswerSource, Measurement
from coach.plan.series import series
from coach.review.chart import WIDEST, chart

SOURCE = AnswerSource(turn=1, quote="x")


def measured(day: int, value: float, *, of: float | None = None, unit: str = "") -> Measurement:
    date = dt.date(2026, 12, day)
    return Measurement(
        day=date, what="I count calls.", value=value, of=of, unit=unit, source=SOURCE
    )


def test_figures_of_one_unit_are_one_series_in_the_order_of_their_days() -> None:
    found = series([measured(10, 9, unit="minutes"), measured(3, 12, unit="Minute")])
    assert [[point.label for point in one.points] for one in found] == [["12 Minute", "9 minutes"]]


def test_a_part_of_a_whole_and_a_bare_number_are_never_compared() -> None:
    found = series([measured(3, 7, of=10), measured(10, 8)])
    assert [one.points[0].label for one in found] == ["7 of 10", "8"]
    assert found[0].top == 1.0


def test_bars_are_as_long_as_their_figures() -> None:
    ((title, lines),) = chart(
        [measured(3, 5, unit="calls"), measured(10, 10, unit="calls")], bars=True
    )
    assert title == "I count calls."
    lengths = [line.count("█") for line in lines]
    assert lengths == [WIDEST // 2, WIDEST]
    assert lines[1].startswith("10 Dec 2026")
    assert lines[1].endswith("10 calls")


def test_without_bars_there_are_days_and_numbers_only() -> None:
    ((_, lines),) = chart([measured(3, 2.5, unit="hours"), measured(10, 0)][:1], bars=False)
    assert lines == ["3 Dec 2026: 2.5 hours"]


def test_nothing_but_zeros_can_be_drawn() -> None:
    ((_, lines),) = chart([measured(3, 0), measured(10, 0)], bars=True)
    assert all("█" not in line for line in lines)


def test_lines_keep_to_the_width() -> None:
    ((_, lines),) = chart([measured(3, 5, unit="calls")], bars=True, width=40)
    assert all(len(line) <= 40 for line in lines)
