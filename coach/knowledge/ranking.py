"""Ranking: how well a passage fits a query, from meaning and from shared words."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from coach.knowledge.passages import Passage
from coach.text import STOP_WORDS, words

KIND_WEIGHTS = {"passage": 1.0, "sentence": 1.0, "alias": 3.0, "centre": 6.0}
"""How much the best row of each kind, and the centre of the aliases, count in the mean."""
COVERAGE_WEIGHT = 0.15
"""Weight of shared words beside the mean similarity."""
NAME_WEIGHT = 0.4
"""Weight of words shared with title, method and source beside the mean similarity."""
NAME_RELEVANCE = 0.8
"""Weight of words shared with title, method and source in relevance."""
COVERAGE_RELEVANCE = 0.2
"""Weight of shared words in relevance."""
SENTENCE_DOUBT = 0.2
"""What is taken from a sentence's similarity in relevance: one of many may be near by chance."""
RELEVANCE_FLOOR = 0.36
"""Lowest relevance that is shown; like the weights measured in docs/knowledge.md."""

_SPLIT = re.compile(r"[-']")


def stems(text: str) -> list[str]:
    """Return the stems of the words of ``text`` that carry meaning, in order.

    Words with hyphens or apostrophes count as their parts; single letters are left out.
    """
    parts = (part for word in words(text) for part in _SPLIT.split(word))
    return [_stem(part) for part in parts if len(part) > 1 and part not in STOP_WORDS]


class Coverage(NamedTuple):
    """How much of a query's words a passage contains, and how much of them its name.

    Attributes:
        share: Share of the query's word stems, weighted by rarity (inverse document frequency),
            above 0 to 1.
        rarity: Rarity of the rarest of these stems, from 0 (in every passage) to 1 (in one only).
        name_share: The same share of title, method and source alone, 0 to 1.
        name_rarity: The same rarity among titles, methods and sources alone, 0 to 1.
    """

    share: float
    rarity: float
    name_share: float = 0.0
    name_rarity: float = 0.0

    @property
    def words(self) -> float:
        """Shared words, 0 to 1.

        The square makes one word of several say little and all of them say much; rarity keeps
        everyday words ("good job") from deciding.
        """
        return self.share**2 * self.rarity

    @property
    def name(self) -> float:
        """Words shared with title, method and source, 0 to 1."""
        return self.name_share**2 * self.name_rarity


NOT_COVERED = Coverage(0.0, 0.0)


class Lexicon:
    """Which passage contains which word stems, and how rare each stem is.

    A passage contains the words of its title, method, source, keywords, aliases and text.
    """

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._words, self._names = _Table(), _Table()
        for passage in passages:
            name = "\n".join([passage.title, passage.method, passage.source])
            self._names.add(passage.id, name)
            lines = [name, passage.text, *passage.keywords, *passage.aliases]
            self._words.add(passage.id, "\n".join(lines))

    def coverage(self, query: str) -> dict[str, Coverage]:
        """Return how much of ``query`` each passage contains; those with nothing are left out.

        A stem that no passage contains counts as the rarest.
        """
        wanted = set(stems(query))
        names = self._names.shares(wanted)
        nothing = (0.0, 0.0)
        return {
            passage: Coverage(*found, *names.get(passage, nothing))
            for passage, found in self._words.shares(wanted).items()
        }


class _Table:
    """Word stems and the passages that contain them."""

    def __init__(self) -> None:
        self._passages_of: defaultdict[str, set[str]] = defaultdict(set)
        self._count = 0

    def add(self, passage: str, text: str) -> None:
        self._count += 1
        for stem in stems(text):
            self._passages_of[stem].add(passage)

    def shares(self, wanted: Collection[str]) -> dict[str, tuple[float, float]]:
        """Return share and rarity for each passage that contains any of the stems."""
        shares: defaultdict[str, float] = defaultdict(float)
        rarest: defaultdict[str, float] = defaultdict(float)
        total = 0.0
        for stem in wanted:
            containing = self._passages_of.get(stem, set())
            rarity = math.log((1 + self._count) / (1 + len(containing)))
            total += 1 + rarity
            for passage in containing:
                shares[passage] += 1 + rarity
                rarest[passage] = max(rarest[passage], rarity)
        greatest = max(math.log((1 + self._count) / 2), 1e-9)
        return {
            passage: (share / total, min(1.0, rarest[passage] / greatest))
            for passage, share in shares.items()
        }


def score(best: Mapping[str, float], coverage: Coverage) -> float:
    """Return the score of one passage for one query, about -0.2 to 1.5; passages are ranked by it.

    The weighted mean of the cosine similarities of the query with the whole passage, its best
    sentence, its best alias and the centre of its aliases, plus a bonus for shared words.

    Args:
        best: The best similarity for each kind of row that the passage has; not empty.
        coverage: The query's words in the passage.
    """
    weight = sum(KIND_WEIGHTS[kind] for kind in best)
    mean = sum(KIND_WEIGHTS[kind] * likeness for kind, likeness in best.items()) / weight
    return mean + COVERAGE_WEIGHT * coverage.words + NAME_WEIGHT * coverage.name


def relevance(best: Mapping[str, float], coverage: Coverage) -> float:
    """Return how surely a passage is about the matter of a query, about -0.2 to 1.7.

    The centre of the aliases tells other matters apart best: a single alias or sentence can be
    near to anything (docs/knowledge.md), so a sentence must be nearer. A passage without aliases
    is judged by its whole.

    Args:
        best: The best similarity for each kind of row that the passage has; not empty.
        coverage: The query's words in the passage.
    """
    whole = best.get("centre", best.get("passage", -1.0))
    likeness = max(whole, best.get("sentence", -1.0) - SENTENCE_DOUBT)
    return likeness + COVERAGE_RELEVANCE * coverage.words + NAME_RELEVANCE * coverage.name


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - the library has no types
    import snowballstemmer

    return snowballstemmer.stemmer("english")
