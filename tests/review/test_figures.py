from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.review.figures import figures
from coach.text import clean

TODAY = dt.date(2026, 12, 14)
"""A Monday."""


def read(text: str) -> list[tuple[str, float, float | None, str]]:
    return [(f"{f.day:%m-%d}", f.value, f.of, f.unit) for f in figures(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "value", "of", "unit"),
    [
        ("7 of 10", 7, 10, ""),
        ("7/10", 7, 10, ""),
        ("7 out of the 10 orders", 7, 10, "orders"),
        ("seven of ten", 7, 10, ""),
        ("none of 12", 0, 12, ""),
        ("3", 3, None, ""),
        ("0", 0, None, ""),
        ("12 minutes.", 12, None, "minutes"),
        ("12min", 12, None, "min"),
        ("2,5", 2.5, None, ""),
        ("2.5 hours", 2.5, None, "hours"),
        ("1,250", 1250, None, ""),
        ("70 %", 70, None, "%"),
        ("70 percent", 70, None, "%"),
        ("about 5", 5, None, ""),
        ("I counted 6 calls", 6, None, "calls"),
        ("12 per week", 12, None, "per week"),
    ],
)
def test_one_figure(text: str, value: float, of: float | None, unit: str) -> None:
    assert read(text) == [("12-14", value, of, unit)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Friday: 12 minutes", ["12-11"]),
        ("4 on 3 December", ["12-03"]),
        ("2026-12-01: 4", ["12-01"]),
        ("December 7th 4", ["12-07"]),
        ("yesterday 4 and today 5", ["12-13", "12-14"]),
        ("Monday 3, Tuesday 5", ["12-14", "12-08"]),
        ("3 December: 12; 10 December: 9 minutes", ["12-03", "12-10"]),
        ("1 Dec 3\n2 Dec 2,5", ["12-01", "12-02"]),
    ],
)
def test_days(text: str, days: list[str]) -> None:
    assert [day for day, *_ in read(text)] == days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "better than before",
        "none",
        "5 or 6",
        "5-6",
        "5 – 6",
        "-3",
        "between 5 and 10",
        "at least 5",
        "less than 5",
        "7:30",
        "1.250",
        "10 of 7",
        "3 of 0",
        "3rd",
        "twenty five",
        "two hundred",
        "5 last week",
        "3 times in 2 weeks",
        "2, 5",
        "Monday 3, 5",
        "25 December: 4",
        "31 February: 4",
        "3 March 3 April",
        "10/12/2026",
        "1e5",
        "9" * 400,
        "7 of 10 " * 200,
    ],
)
def test_what_is_not_clear_is_not_guessed(text: str) -> None:
    assert figures(text, TODAY) == []


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error_and_nothing_is_made_up(text: str) -> None:
    for figure in figures(text, TODAY):
        assert figure.day <= TODAY
        assert figure.value >= 0
        assert figure.of is None or 0 < figure.of >= figure.value
        assert figure.unit == "%" or figure.unit in re.sub(r"\s+", " ", clean(text)).lower()


@given(
    value=st.integers(0, 10**6),
    more=st.integers(0, 10**6),
    unit=st.sampled_from(["", "minutes", "calls a day", "%"]),
    back=st.integers(0, 150),
)
def test_what_is_written_plainly_is_read_as_written(
    value: int, more: int, unit: str, back: int
) -> None:
    day = TODAY - dt.timedelta(days=back)
    (bare,) = figures(f"{day.isoformat()}: {value} {unit}", TODAY)
    assert (bare.day, bare.value, bare.unit) == (day, value, unit)
    (part,) = figures(f"{value} of {value + more + 1}", TODAY)
    assert (part.value, part.of) == (value, value + more + 1)


@given(st.decimals(0, 10**6, places=2))
def test_a_decimal_comma_is_a_decimal_point(value: object) -> None:
    (point,), (comma,) = figures(f"{value}", TODAY), figures(f"{value}".replace(".", ","), TODAY)
    assert point.value == comma.value == float(str(value))
