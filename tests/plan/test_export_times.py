from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.plan.export.times import clock_time


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("a coffee on Wednesday at 14:30 in the kitchen", (14, 30)),
        ("on Tuesday at 9", (9, 0)),
        ("at 10 o'clock", (10, 0)),
        ("2 pm on Friday", (14, 0)),
        ("at 2:15 p.m. in her office", (14, 15)),
        ("12 am", (0, 0)),
        ("at 11.45", (11, 45)),
        ("at 3 in the afternoon", (15, 0)),
        ("at 5 in the morning", (5, 0)),
        ("tomorrow at noon", (12, 0)),
        ("from 9:00 to 10:30", (9, 0)),
    ],
)
def test_a_time_that_is_named(text: str, time: tuple[int, int]) -> None:
    assert clock_time(text) == dt.time(*time)


@pytest.mark.parametrize(
    "text",
    [
        "on Wednesday after my shift",
        "at 2",
        "at 25:10",
        "at 12 sites",
        "at 10 percent",
        "on 12.10.2026",
        "bed 11",
        "version 1.2:30:55",
        "within 3 days",
        "I am at line 2",
        "",
    ],
)
def test_what_is_no_certain_time(text: str) -> None:
    assert clock_time(text) is None


@given(st.text(alphabet="0123456789:.apmt ", max_size=20))
def test_any_figures_are_a_time_or_none(text: str) -> None:
    found = clock_time(text)
    assert found is None or found.second == 0
