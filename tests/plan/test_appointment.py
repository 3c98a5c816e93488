"""Hour, place and length of a talk as the employee named them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.plan.appointment import Appointment


@pytest.mark.parametrize(
    ("words", "hour", "place", "length"),
    [
        (
            "on Monday at half past nine, in her workshop",
            "at half past nine",
            "in your workshop",
            "",
        ),
        ("Thursday, at two o'clock at the back gate", "at two o'clock", "at the back gate", ""),
        ("at 6:45 in the depot, when he loads", "at 6:45", "in the depot", ""),
        (
            "Friday at 3 in the afternoon, twenty minutes",
            "at 3 in the afternoon",
            "",
            "twenty minutes",
        ),
        ("I could sit in Norin's office for half an hour", "", "in your office", "half an hour"),
        ("over to fitting room 2, about ten minutes", "", "at fitting room 2", "ten minutes"),
        ("In their bay, while the hose runs", "", "in your bay", ""),
        (
            "at 9:30 in the back room at her shop. Next Monday at 9:30",
            "at 9:30",
            "in the back room at your shop",
            "",
        ),
        # What is named twice, or is no place or length, stays open.
        ("he leaves at two and I am free at half two", "", "", ""),
        ("in the morning, at the end of the shift", "", "", ""),
        (
            "She's in the office then, so in the small meeting room",
            "",
            "in the small meeting room",
            "",
        ),
        ("in the hall or in the yard", "", "", ""),
        ("a quarter of an hour earlier than usual", "", "", ""),
        ("he comes at three minutes' notice", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_what_is_named_once_is_taken(words: str, hour: str, place: str, length: str) -> None:
    assert Appointment.of(words, "Norin") == Appointment(hour, False, place, length)


def test_an_hour_in_the_night_may_be_on_the_day_after() -> None:
    found = Appointment.of("tomorrow at 1:30 in the night, in their break room", "Norin")
    assert found == Appointment("at 1:30", True, "in your break room", "")


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_words_are_read(words: str, customer: str) -> None:
    found = Appointment.of(words, customer)
    assert len(found.hour) + len(found.place) + len(found.length) <= len(words) + 12
