"""How well the shipped library is searched, on queries by other hands than its aliases.

The weights of ``coach/knowledge/ranking.py`` were chosen on ``lay``, ``jargon``, ``later_lay``,
``later_jargon`` and ``off_topic``; the ``fresh`` queries were written after the program stood,
by somebody who had seen neither aliases nor keywords, and are for reporting only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from coach.knowledge.library import Library
from coach.knowledge.sources import OWN_TOPIC
from tests.knowledge.crowd import CrowdEmbedder, add_crowd
from tests.knowledge.shelves import shipped_settings_at

QUERIES: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8")
)
LAY = ("lay", "later_lay", "fresh_lay")
JARGON = ("jargon", "later_jargon", "fresh_jargon")
CROWD = 10_000


class Figures(NamedTuple):
    """Recall among the first three, and the mean reciprocal rank among the first ten."""

    recall: float
    mrr: float


def _figures(library: Library, *kinds: str) -> Figures:
    ranks = []
    for entry in [entry for kind in kinds for entry in QUERIES[kind]]:
        found = [hit.passage.id for hit in library.search(entry["query"], limit=10)]
        right = [rank for rank, name in enumerate(found, 1) if name in entry["passages"]]
        ranks.append(min(right, default=1000))
    return Figures(
        sum(rank <= 3 for rank in ranks) / len(ranks),
        sum(1 / rank for rank in ranks if rank <= 10) / len(ranks),
    )


@pytest.mark.parametrize("kinds", [LAY[:2], LAY[2:]], ids=["tuned", "fresh"])
def test_lay_words_find_what_they_mean(shipped: Library, kinds: tuple[str, ...]) -> None:
    figures = _figures(shipped, *kinds)
    assert figures.recall >= 0.80, figures
    assert figures.mrr >= 0.72, figures


def test_terms_of_the_field_find_what_they_mean(shipped: Library) -> None:
    figures = _figures(shipped, *JARGON)
    assert figures.mrr >= 0.95, figures


def test_queries_name_passages_that_exist(shipped: Library) -> None:
    known = {passage.id for passage in shipped.list()}
    named = {name for kind in LAY + JARGON for e in QUERIES[kind] for name in e["passages"]}
    assert named <= known


@pytest.mark.parametrize(("kind", "most"), [("off_topic", 0.08), ("fresh_off_topic", 0.28)])
def test_other_matters_find_nothing_as_a_rule(shipped: Library, kind: str, most: float) -> None:
    found = [query for query in QUERIES[kind] if shipped.search(query)]
    assert len(found) <= len(QUERIES[kind]) * most, found


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The shipped library beside thousands of own passages about something else."""
    settings = shipped_settings_at(tmp_path_factory.mktemp("crowded"))
    sentences = add_crowd(settings, CROWD)
    library = Library(settings, embedder=CrowdEmbedder(settings, sentences))
    library.rebuild_own()
    yield library
    library.close()


def test_a_crowd_of_other_matters_hides_little(shipped: Library, crowded: Library) -> None:
    alone, among = _figures(shipped, *LAY), _figures(crowded, *LAY)
    assert among.recall >= alone.recall - 0.05, (alone, among)
    own = [hit for q in ("codec error handler", "abstract base class") for hit in crowded.search(q)]
    assert any(hit.passage.topic == OWN_TOPIC for hit in own), "the crowd is in the search"
