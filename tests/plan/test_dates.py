from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.plan.calendar import Calendar
from coach.plan.dates import after, named, past_words, working_day, written

SUNDAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("This Thursday I talk to her", "2026-11-26"),
        ("on sunday", "2026-11-29"),
        ("tomorrow at the stand-up", "2026-11-23"),
        ("the day after tomorrow", "2026-11-24"),
        ("on 3 December", "2026-12-03"),
        ("December 3rd", "2026-12-03"),
        ("on 5 January", "2027-01-05"),
        ("last Tuesday it broke", None),
        ("every Monday", None),
        ("on 31 February", None),
        ("in a month", None),
        ("I may call", None),
        ("Monday, no, Monday she has the exam board. Tuesday then", "2026-11-24"),
        ("after the Wednesday round, no, too soon after, say Thursday", "2026-11-26"),
        ("Monday or Tuesday", "2026-11-23"),
        ("at the start of January", "2027-01-04"),
        ("the end of the month", "2026-11-30"),
        ("at the end of the quarter", "2026-12-31"),
        ("the beginning of the quarter", "2027-01-04"),
        ("the beginning of the year", "2027-01-04"),
        ("in the middle of the year", None),
        ("in the middle of March", "2027-03-15"),
        ("", None),
    ],
)
def test_a_coming_day_is_found_in_words(text: str, day: str | None) -> None:
    found = named(text, SUNDAY)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("in a month", 29),
        ("after two weeks", 15),
        ("next week", 8),
        ("soon", None),
        ("Three weeks.", 22),
        ("One week trial", 8),
        ("after four Mondays", 29),
        ("it takes three weeks to dry", None),
    ],
)
def test_a_span_ends_on_a_working_day(text: str, days: int | None) -> None:
    found = after(text, SUNDAY)
    assert (found - SUNDAY).days == days if found else days is None


def test_words_about_the_past_are_found_as_they_were_said() -> None:
    assert past_words("He told me LAST tuesday, by phone") == "LAST tuesday"
    assert past_words("He will tell me on Tuesday") is None


def test_the_year_is_written_when_it_is_another() -> None:
    assert written(dt.date(2026, 11, 26), SUNDAY) == "Thursday 26 November"
    assert written(dt.date(2027, 1, 4), SUNDAY) == "Monday 4 January 2027"


def test_a_review_counts_from_the_first_step_and_the_decision_follows_it() -> None:
    monday = dt.date(2026, 11, 23)
    for review in ("after three weeks I look again", "21 days later", "three weeks"):
        days = Calendar.of(monday, step="on Friday", talk="", review=review)
        assert days.study.isoformat() == "2026-12-18"
        assert dt.timedelta(0) < days.act - days.study <= dt.timedelta(days=11)
    two = "A week from today, then. Review at the end of the quarter"
    assert Calendar.of(monday, step="in a week", talk="", review=two).study.day == 31
    assert Calendar.of(monday, step="", talk="", review="on 16 December").study.day == 16


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2050, 1, 1)),
    st.text(max_size=60),
    st.sampled_from(["", "tomorrow", "on Friday", "in a month", "next week", "on 31 December"]),
    st.sampled_from(["", "in two days", "in 12 weeks", "on Monday", "yesterday"]),
)
def test_the_days_of_a_plan_are_in_order(today: dt.date, step: str, talk: str, review: str) -> None:
    calendar = Calendar.of(today, step=step, talk=talk, review=review)
    assert today <= calendar.first <= today + dt.timedelta(days=7)
    assert today < calendar.count_start <= calendar.count_end
    assert calendar.first < calendar.study < calendar.act
    assert calendar.talk >= today


@given(st.dates(dt.date(2020, 1, 1), dt.date(2050, 1, 1)))
def test_a_working_day_is_no_weekend(day: dt.date) -> None:
    assert working_day(day).weekday() < 5
    assert working_day(day) >= day


def test_nobody_decides_on_christmas_day() -> None:
    assert working_day(dt.date(2026, 12, 25)).isoformat() == "2026-12-28"
    assert working_day(dt.date(2027, 1, 1)).isoformat() == "2027-01-04"


def test_what_is_only_a_guess_is_counted_after_the_talk() -> None:
    days = {"step": "", "talk": "on Friday", "review": "in three weeks"}
    monday = dt.date(2026, 11, 23)
    assert Calendar.of(monday, **days).count_start.day == 24
    assert Calendar.of(monday, **days, ask_first=True).count_start.day == 30  # a Monday
    days["talk"] = "on 20 December"
    assert Calendar.of(monday, **days, ask_first=True).count_start.day == 24  # the study is before


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("a week from today, then", "2026-11-30"),
        ("two weeks from tomorrow", "2026-12-08"),
        ("a week from Friday", "2026-12-04"),
        ("we look again 21 days later", "2026-12-14"),
        ("Tuesday week", "2026-12-01"),
        ("today, at noon", "2026-11-23"),
        ("she is in on the first Tuesday of the month", "2026-12-01"),
        ("the last Friday of each month", "2026-11-27"),
    ],
)
def test_days_that_are_counted_from_another(said: str, day: str) -> None:
    found = named(said, dt.date(2026, 11, 23))
    assert found is not None
    assert found.isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "the fir\u017ft monday of the month",
        "next fr\u0131day",
        "\u017faturday",
        "in a wee\u212a",
        "3 June",
    ],
)
def test_letters_that_only_look_latin_are_read_or_passed_over(text: str) -> None:
    named(text, SUNDAY)
    after(text, SUNDAY)
