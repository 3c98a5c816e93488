"""General words are told from what a coach can work with."""

from __future__ import annotations

import pytest

from coach.interview.specifics import Specifics
from coach.knowledge.embedding import Embedder
from tests.interview.embeddings import Missing
from tests.knowledge.shelves import settings_at


@pytest.fixture(scope="module")
def specifics(tmp_path_factory: pytest.TempPathFactory) -> Specifics:
    return Specifics(Embedder(settings_at(tmp_path_factory.mktemp("specifics"))))


@pytest.mark.parametrize(
    "answer",
    [
        "All our stakeholders, one way or another.",
        "They expect a good standard and a friendly tone, like all people.",
        "We try to be flexible and to add value wherever that is possible, and in general I would "
        "say that works out, because everybody does their part and in the end it is a team thing.",
    ],
)
def test_general_words(specifics: Specifics, answer: str) -> None:
    assert specifics.says_nothing(answer, [answer])


@pytest.mark.parametrize(
    "answer",
    [
        "The porter.",
        "He wants the keys labelled.",
        "she rings twice before lunch to ask where the van is",
        "Last March the freezer failed and Odile threw away forty trays of dough before she could "
        "open the shop, and since then she asks me each evening whether the alarm is on.",
    ],
)
def test_what_one_can_work_with(specifics: Specifics, answer: str) -> None:
    assert not specifics.says_nothing(answer, [answer])


def test_without_the_embedding_the_rules_still_hold() -> None:
    specifics = Specifics(Missing())
    assert specifics.says_nothing("Good quality.", ["Good quality"])
    assert not specifics.says_nothing("A call from Odile.", ["A call from Odile"])
