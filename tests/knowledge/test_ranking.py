from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.knowledge.passages import Passage
from coach.knowledge.ranking import (
    COVERAGE_WEIGHT,
    KIND_WEIGHTS,
    NOT_COVERED,
    RELEVANCE_FLOOR,
    Coverage,
    Lexicon,
    relevance,
    score,
    stems,
)


def passage(
    name: str,
    text: str,
    *,
    aliases: list[str] | None = None,
    method: str = "method",
    source: str = "source",
) -> Passage:
    return Passage(
        id=name,
        title="Title",
        topic="topic",
        keywords=["keyword"],
        aliases=aliases or [],
        method=method,
        source=source,
        text=text,
    )


SHELF = [
    passage("sipoc", "A SIPOC is a table with suppliers, a job and good outputs."),
    passage("report", "A good job.", aliases=["nobody reads the reports that I write"]),
    passage("target", "A good job needs the next-process target."),
    passage("form", "The form does a good job."),
]


def test_stems_join_forms_of_a_word_and_split_hyphens() -> None:
    assert stems("The customers' next-process reports") == stems("customer next process reporting")
    assert stems("we do it for the A3") == ["a3"]


def test_words_of_aliases_count() -> None:
    assert Lexicon(SHELF).coverage("reading my report")["report"].share == pytest.approx(1.0)


def test_everyday_words_say_less_than_rare_ones() -> None:
    lexicon = Lexicon(SHELF)
    everyday = lexicon.coverage("good job")["form"]
    rare = lexicon.coverage("SIPOC")["sipoc"]
    assert everyday.share == rare.share == pytest.approx(1.0)
    assert everyday.rarity == pytest.approx(0.0)
    assert rare.rarity == pytest.approx(1.0)
    assert score({"passage": 0.2}, rare) > score({"passage": 0.2}, everyday)


def test_unknown_words_lower_the_share() -> None:
    lexicon = Lexicon(SHELF)
    assert lexicon.coverage("sipoc zebra")["sipoc"].share < 0.6
    assert lexicon.coverage("zebra") == {}
    assert lexicon.coverage("the of and") == {}


def test_score_is_the_mean_over_the_kinds_there_are_and_a_bonus() -> None:
    kinds = {"passage": 0.2, "sentence": 0.4, "alias": 0.6, "centre": 0.3}
    weighted = sum(KIND_WEIGHTS[kind] * likeness for kind, likeness in kinds.items())
    assert score(kinds, NOT_COVERED) == pytest.approx(weighted / sum(KIND_WEIGHTS.values()))
    assert score({"passage": 0.2, "sentence": 0.4}, NOT_COVERED) == pytest.approx(0.3)
    full = score({"passage": 0.2}, Coverage(1.0, 1.0))
    half = score({"passage": 0.2}, Coverage(0.5, 1.0))
    assert full == pytest.approx(0.2 + COVERAGE_WEIGHT)
    assert half == pytest.approx(0.2 + COVERAGE_WEIGHT / 4)
    assert score({"passage": 0.2}, Coverage(1.0, 1.0, 1.0, 1.0)) > full


def test_one_near_alias_is_less_relevant_than_many() -> None:
    one = {"passage": 0.2, "alias": 0.6, "centre": 0.2}
    many = {"passage": 0.2, "alias": 0.5, "centre": 0.45}
    assert relevance(one, NOT_COVERED) < RELEVANCE_FLOOR < relevance(many, NOT_COVERED)


def test_a_sentence_alone_must_be_near_to_be_relevant() -> None:
    kinds = {"passage": 0.2, "alias": 0.2, "centre": 0.2}
    assert relevance({**kinds, "sentence": 0.5}, NOT_COVERED) < RELEVANCE_FLOOR
    assert relevance({**kinds, "sentence": 0.7}, NOT_COVERED) > RELEVANCE_FLOOR
    assert relevance({"passage": 0.4, "sentence": 0.4}, NOT_COVERED) > RELEVANCE_FLOOR


def test_the_name_of_a_method_or_author_is_relevant() -> None:
    lexicon = Lexicon(
        [*SHELF, passage("juran", "Somebody.", method="trilogy", source="Joseph Juran, 1986")]
    )
    found = lexicon.coverage("juran trilogy")
    assert [*found] == ["juran"]
    assert relevance({"passage": 0.1}, found["juran"]) > RELEVANCE_FLOOR


@given(st.text(), st.integers(min_value=0, max_value=len(SHELF)))
def test_coverage_is_a_share(query: str, size: int) -> None:
    for covered in Lexicon(SHELF[:size]).coverage(query).values():
        assert 0 < covered.share <= 1.0000001
        assert 0 <= covered.rarity <= 1
