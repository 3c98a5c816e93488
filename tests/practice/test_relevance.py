from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from coach.errors import CoachError
from coach.knowledge.library import Library
from coach.practice.customer import Customer
from coach.practice.facts import SLOTS, known_facts
from coach.practice.relevance import NOTHING, Relevance
from coach.practice.texts import asking, texts
from tests.models import settings_with_models
from tests.practice.dave import dave
from tests.practice.people import answers

ASKED: list[dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("asked.yaml").read_text(encoding="utf-8")
)
FACTS = known_facts(dave().notes, answers(dave()), Customer("Dave", "he"))


@pytest.fixture(scope="module")
def relevance(tmp_path_factory: pytest.TempPathFactory) -> Relevance:
    library = Library(settings_with_models(tmp_path_factory.mktemp("relevance")))
    return Relevance(FACTS, library.embed)


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case["question"])
def test_the_fact_that_answers_comes_first(relevance: Relevance, case: dict[str, str]) -> None:
    found = [fact.voiced or "" for fact in relevance.find(case["question"])]
    if case["fact"] == NOTHING:
        assert found == []
    else:
        assert any(case["fact"] in text for text in found[:2]), found


def test_what_else_goes_on_from_what_was_said(relevance: Relevance) -> None:
    found = relevance.find("What else?", before="needs.needs")
    assert found
    assert {fact.slot for fact in found} == {"needs.needs"}


def test_without_the_embedding_shared_words_have_to_do() -> None:
    def broken(texts: Any) -> Any:
        raise CoachError("The search model is not installed.")

    found = Relevance(FACTS, broken).find("What would help you most?")
    assert found[0].slot == "helpful.help"


def test_every_kind_of_fact_has_ways_to_ask_and_a_frame() -> None:
    assert set(asking()) == {*SLOTS, NOTHING} - {"focus.why"}
    assert set(texts().fallback) == set(SLOTS)
