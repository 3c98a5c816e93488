from __future__ import annotations

import pytest
from pydantic import ValidationError

from coach.chat_texts import ChatTexts, load_texts

GOOD = load_texts().model_dump()


def test_minutes_in_words() -> None:
    assert load_texts().minutes(1) == "1 minute"
    assert load_texts().minutes(12) == "12 minutes"


@pytest.mark.parametrize(
    "change",
    [
        {"goodbye": "no variable"},
        {"goodbye": "{id} {more}"},
        {"empty": "{surprise}"},
        {"help": None},
        {"nonsense": "x"},
        {"working": {"reading": "only this"}},
    ],
)
def test_texts_are_checked(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ChatTexts.model_validate({**GOOD, **change})
