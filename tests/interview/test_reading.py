"""Notes of the model that are still in the writing."""

from __future__ import annotations

import pytest

from coach.interview.reading import begun_quote, quotes_in


@pytest.mark.parametrize(
    ("notes", "whole", "begun"),
    [
        ('{"a": [', [], ""),
        ('{"a": ["the co', [], "the co"),
        ('{"a": ["the cooks"', [], ""),
        ('{"a": ["the cooks", "Ro', ["the cooks"], "Ro"),
        ('{"a": ["the cooks"], "b', ["the cooks"], ""),
        ('{"a": [], "b": ["say \\"hi\\" n', [], 'say "hi" n'),
        ('{"a": ["x\\', [], ""),
    ],
)
def test_quotes_are_seen_while_they_are_written(notes: str, whole: list[str], begun: str) -> None:
    assert quotes_in(notes) == whole
    assert begun_quote(notes) == begun
