"""Ranking: how well a passage fits a query, from meaning and from shared words."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from coach.knowledge.passages import Passage
from coach.text import STOP_WORDS, words

COVERAGE_WEIGHT = 0.3
"""Weight of shared words beside the mean similarity; measured in docs/knowledge.md."""

KIND_WEIGHTS = {"passage": 1.0, "sentence": 1.0, "alias": 1.3}
"""How much the best row of each kind counts in the mean; measured in docs/knowledge.md."""
RELEVANCE_FLOOR = 0.35
"""Lowest score that is shown; measured on queries about other matters in docs/knowledge.md."""

_SPLIT = re.compile(r"[-']")


def stems(text: str) -> list[str]:
    """Return the stems of the words of ``text`` that carry meaning, in order.

    Words with hyphens or apostrophes count as their parts; single letters are left out.
    """
    parts = (part for word in words(text) for part in _SPLIT.split(word))
    return [_stem(part) for part in parts if len(part) > 1 and part not in STOP_WORDS]


class Coverage(NamedTuple):
    """How much of a query's words a passage contains.

    Attributes:
        share: Share of the query's word stems, weighted by rarity (inverse document frequency),
            above 0 to 1.
        rarity: Rarity of the rarest of these stems, from 0 (in every passage) to 1 (in one only).
    """

    share: float
    rarity: float


NOT_COVERED = Coverage(0.0, 0.0)


class Lexicon:
    """Which passage contains which word stems, and how rare each stem is.

    A passage contains the words of its title, method, keywords, aliases and text.
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._passages_of: defaultdict[str, set[str]] = defaultdict(set)
        self._count = 0
        for passage in passages:
            self._count += 1
            parts = [passage.title, passage.method, passage.text]
            for stem in stems("\n".join([*parts, *passage.keywords, *passage.aliases])):
                self._passages_of[stem].add(passage.id)

    def coverage(self, query: str) -> dict[str, Coverage]:
        """Return how much of ``query`` each passage contains; those with nothing are left out.

        A stem that no passage contains counts as the rarest.
        """
        shares: defaultdict[str, float] = defaultdict(float)
        rarest: defaultdict[str, float] = defaultdict(float)
        total = 0.0
        for stem in set(stems(query)):
            containing = self._passages_of.get(stem, set())
            rarity = math.log((1 + self._count) / (1 + len(containing)))
            total += 1 + rarity
            for passage in containing:
                shares[passage] += 1 + rarity
                rarest[passage] = max(rarest[passage], rarity)
        greatest = max(math.log((1 + self._count) / 2), 1e-9)
        return {
            passage: Coverage(share / total, min(1.0, rarest[passage] / greatest))
            for passage, share in shares.items()
        }


def score(best: Mapping[str, float], coverage: Coverage) -> float:
    """Return the score of one passage for one query, about -0.2 to 1.3.

    The weighted mean of the cosine similarities of the query with the whole passage, its best
    sentence and its best alias, plus a bonus for shared words. The square makes one word of several say
    little and all of them say much; rarity keeps everyday words ("good job") from deciding.

    Args:
        best: The best similarity for each kind of row that the passage has; not empty.
        coverage: The query's words in the passage.
    """
    bonus = COVERAGE_WEIGHT * coverage.share**2 * coverage.rarity
    weight = sum(KIND_WEIGHTS[kind] for kind in best)
    return sum(KIND_WEIGHTS[kind] * likeness for kind, likeness in best.items()) / weight + bonus


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - the library has no types
    import snowballstemmer

    return snowballstemmer.stemmer("english")
