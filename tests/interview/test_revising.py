"""Corrections inside an answer are told from answers that only sound like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.interview.revising import Revision, revision_in


@pytest.mark.parametrize(
    ("text", "correction", "rest"),
    [
        (
            "They want it early. Earlier I said it was Tom, but it is Marta.",
            "Earlier I said it was Tom, but it is Marta.",
            "They want it early.",
        ),
        (
            "I said Tuesday before, it should be Thursday.",
            "I said Tuesday before, it should be Thursday.",
            "",
        ),
        (
            "Sorry, I was wrong. It's the day shift. They need the list at six.",
            "Sorry, I was wrong. It's the day shift.",
            "They need the list at six.",
        ),
        ("Wait, it's not Tom, it is Marta.", "Wait, it's not Tom, it is Marta.", ""),
        (
            "Correction: the list goes out on Fridays. And they call me on Mondays.",
            "Correction: the list goes out on Fridays.",
            "And they call me on Mondays.",
        ),
        (
            "I told you twenty minutes, but it's more like forty.",
            "I told you twenty minutes, but it's more like forty.",
            "",
        ),
    ],
)
def test_what_is_put_right(text: str, correction: str, rest: str) -> None:
    assert revision_in(text) == Revision(correction, rest)


@pytest.mark.parametrize(
    "text",
    [
        "She said she needs it before seven.",
        "I told them before the meeting that it is late.",
        "Actually they just want a call.",
        "It is wrong three times a week.",
        "I said to Tom that I would come, but he was out.",
        "I corrected the list before I sent it.",
        "They said it earlier.",
        "I wrote the report and sent it to Karin.",
        "No, it's not my job.",
    ],
)
def test_what_only_sounds_like_it(text: str) -> None:
    assert revision_in(text) is None


@given(st.text(max_size=300))
def test_nothing_is_lost(text: str) -> None:
    found = revision_in(text)
    assert found is None or found.correction
