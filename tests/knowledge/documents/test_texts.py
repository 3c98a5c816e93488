from __future__ import annotations

from string import Formatter

import pytest
from pydantic import ValidationError

from coach.knowledge.documents.problem import unusable
from coach.knowledge.documents.texts import DocumentTexts, texts
from tests.readability import reading_grade

GOOD = texts().model_dump()


def test_what_people_read_is_plain() -> None:
    said = [
        f"This file cannot be used: {problem.reason}. {problem.remedy}"
        for problem in texts().problems.values()
    ]
    said += texts().remarks.values()
    assert reading_grade(" ".join(said)) <= 8


@pytest.mark.parametrize("group", ["problems", "remarks", "places"])
def test_a_text_too_many_or_too_few_is_an_error(group: str) -> None:
    more = {**GOOD, group: {**GOOD[group], "surprise": "x"}}
    fewer = {**GOOD, group: dict([*GOOD[group].items()][1:])}
    for changed in (more, fewer):
        with pytest.raises(ValidationError):
            DocumentTexts.model_validate(changed)


def test_an_error_names_the_file_and_says_what_to_do() -> None:
    error = unusable("too_large", limit=100).named("a\x1b[31m\n.pdf")
    assert str(error) == (
        "The file a .pdf cannot be used: it is larger than 100 MB. Split it into smaller files."
    )
    assert error.reason == "it is larger than 100 MB"


def test_variables_are_names() -> None:
    for text in texts().remarks.values():
        assert all(field != "" for _, field, _, _ in Formatter().parse(text))
