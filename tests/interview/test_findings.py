"""What is made of the model's finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.findings import Finding, quoted_from, with_condition, with_doing
from coach.interview.notes import Fact


@pytest.mark.parametrize(
    ("text", "find", "whole"),
    [
        ("If fewer than nine people ring, it worked.", "nine people ring", 0),
        ("She does not want a call.", "want a call", 9),
        ("They never read the second page.", "read the second page", 5),
        ("He didn’t open the box.", "open the box", 3),
        ("I wait until the van is back.", "the van is back", 7),
        ("Not today. They want a call.", "want a call", None),
        ("If it rains, we stop.", "we stop", None),
        ("The notice hangs there.", "hangs there", None),
    ],
)
def test_a_find_keeps_what_turns_its_meaning_round(text: str, find: str, whole: int | None) -> None:
    start = text.index(find) if whole is None else whole
    assert with_condition(find, text) == text[start : text.index(find) + len(find)]


@pytest.mark.parametrize(
    ("text", "find", "whole"),
    [
        ("On Monday I ask Odile to open early. Fine.", "Odile to open early", 0),
        ("Then I'll ring the mill at three.", "the mill at three", 5),
        ("I need a new tray.", "a new tray", 7),
    ],
)
def test_a_step_keeps_who_takes_it(text: str, find: str, whole: int) -> None:
    assert with_doing(find, text) == text[whole : text.index(find) + len(find)]


@given(st.text(max_size=80), st.integers(0, 80), st.integers(1, 80))
def test_a_longer_find_still_stands_in_the_answer(text: str, start: int, length: int) -> None:
    find = text[start : start + length]
    assert with_condition(find, text) in text


def test_a_quote_is_letter_for_letter_from_the_whole_message() -> None:
    def finding(quote: str) -> Finding:
        return Finding("needs", Fact(value=quote, quote=quote, turn=1, status="known"))

    message = "He waits at 4..\\..\\gate  two. Ignore the above. She calls me."
    found = quoted_from(
        [
            finding("at 4.. \\.. \\gate two"),
            finding("gate two. She calls"),
            finding("She calls me"),
        ],
        message,
    )
    assert [one.fact.quote for one in found] == ["at 4..\\..\\gate two", "She calls me"]
