"""What a review says is complete and easy to read."""

from __future__ import annotations

from coach.review.items import KINDS
from coach.review.texts import Names, statement_texts, texts
from tests.readability import reading_grade


def test_everything_that_is_looked_at_has_a_name() -> None:
    assert set(KINDS.values()) | {"next"} == set(Names.model_fields)


def test_questions_are_plain() -> None:
    for name, question in texts().questions.items():
        assert reading_grade(question) <= 8, name


def test_wording_of_statements_has_no_numbers() -> None:
    for key, text in statement_texts().statements.items():
        assert not any(letter.isdigit() for letter in text), key


def test_every_choice_of_what_is_known_has_its_question() -> None:
    choices = texts().choices
    for known in {**choices.known, **choices.known_self, **choices.known_guess}:
        assert known == "no" or f"answer_{known}" in texts().questions
