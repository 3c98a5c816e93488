from __future__ import annotations

import pytest

from coach.errors import DamagedFileError
from coach.serve.texts import fill, texts
from tests.readability import reading_grade

SHORTEST = 40


def long_texts() -> list[str]:
    words = texts()
    values = [*words.command.model_dump().values(), *words.page.model_dump().values()]
    return [text for text in values if len(text) >= SHORTEST]


@pytest.mark.parametrize("text", long_texts())
def test_texts_are_easy_to_read(text: str) -> None:
    assert reading_grade(text) <= 8


def test_what_is_filled_in_is_no_template() -> None:
    text = fill(texts().command.not_alone, host="{{ host }}")
    assert "{{ host }}" in text


def test_a_variable_that_is_missing_is_an_error() -> None:
    with pytest.raises(DamagedFileError):
        fill(texts().command.port_taken)
