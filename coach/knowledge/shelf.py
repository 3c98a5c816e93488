"""A shelf: passages of one kind, their index, and how well each fits a query."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.knowledge import ranking
from coach.knowledge.chroma import IndexFailure
from coach.knowledge.index import Index, Progress, Row, rows_of
from coach.knowledge.passages import Passage
from coach.knowledge.sources import PassageSource
from coach.text import one_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NEAREST_ROWS = 100
_LEXICAL_PASSAGES = 20
_CENTRAL_PASSAGES = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hit:
    """A passage that was found.

    Attributes:
        passage: The passage.
        score: How well it fits, about 0.2 to 1.5; higher is better.
        relevance: How surely it is about the matter at all; see :func:`ranking.relevance`.
    """

    passage: Passage
    score: float
    relevance: float

    @classmethod
    def of(
        cls, passage: Passage, best: Mapping[str, float], coverage: ranking.Coverage | None
    ) -> Hit:
        """Return the passage with score and relevance; see :func:`ranking.score`."""
        covered = coverage or ranking.NOT_COVERED
        return cls(passage, ranking.score(best, covered), ranking.relevance(best, covered))


@dataclass(frozen=True)
class _Contents:
    """The passages as they were read, and what is worked out from them once."""

    fingerprint: str
    passages: dict[str, Passage]
    rows: dict[str, Row]
    row_ids: dict[str, list[str]]
    lexicon: ranking.Lexicon


class _Centres:
    """The mean direction of the aliases of each passage that has some.

    One alias is near to a query by chance more easily than the middle of twenty is.
    """

    def __init__(self, contents: _Contents, index: Index) -> None:
        import numpy as np

        self._topics = {p: contents.passages[p].topic for p in contents.row_ids}
        aliases = {
            passage: [row for row in rows if contents.rows[row].kind == "alias"]
            for passage, rows in contents.row_ids.items()
        }
        self._passages = [passage for passage, rows in aliases.items() if rows]
        if self._passages:
            self._vectors = np.stack([index.centre(aliases[p]) for p in self._passages])

    def similarities(
        self, vector: NDArray[np.float32], topics: Collection[str] | None
    ) -> dict[str, float]:
        """Return the cosine similarity of ``vector`` with each centre, by passage."""
        if not self._passages:
            return {}
        found = (self._vectors @ vector).tolist()
        return {
            passage: likeness
            for passage, likeness in zip(self._passages, found, strict=True)
            if topics is None or self._topics[passage] in topics
        }


class Shelf:
    """Passages and their index; everything is loaded at its first use. Not safe for threads.

    Args:
        source: Where the passages come from.
        index: Their vectors.
    """

    def __init__(self, source: PassageSource, index: Index) -> None:
        self._source = source
        self._index = index
        self._contents: _Contents | None = None
        self._centres: _Centres | None = None

    @property
    def passages(self) -> dict[str, Passage]:
        """All passages by id, in order of topic and id.

        Raises:
            CoachError: they cannot be read.
        """
        self._refresh()
        return self._load().passages

    def ready(self) -> bool:
        """Return whether a search needs no build; opens nothing."""
        mark = self._source.fingerprint()
        return not mark or self._index.current(mark)

    def search(
        self, query: str, vector: NDArray[np.float32], topics: Collection[str] | None
    ) -> list[Hit]:
        """Return the passages that are near in meaning or share words, with their scores.

        Args:
            query: What somebody says or asks.
            vector: Its embedding, shape (384,).
            topics: Only passages of these topics; None for all.

        Raises:
            CoachError: the passages or the index cannot be used.
        """
        self._refresh()
        if not self._load().passages:
            return []
        if self._centres is None:
            contents = self._load()
            self._index.open(contents.fingerprint, [*contents.rows.values()])
            self._centres = _Centres(contents, self._index)
        try:
            return self._rank(query, vector, topics)
        except IndexFailure as error:
            _log.warning("the index failed and is built anew: %s", one_line(str(error)))
            self.rebuild()
            return self._rank(query, vector, topics)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Read the passages again, build the index anew, and return the number of passages.

        Raises:
            CoachError: the passages or the index cannot be used.
        """
        self.close()
        contents = self._load()
        if contents.passages:
            self._index.rebuild(contents.fingerprint, [*contents.rows.values()], progress)
            self._centres = _Centres(contents, self._index)
        else:
            self._index.clear()
        return len(contents.passages)

    def close(self) -> None:
        """Release the index and the passages; the shelf can be used again."""
        self._index.close()
        self._centres = None
        self._contents = None

    def _refresh(self) -> None:
        """Let go of what another process of the program has replaced in the meantime."""
        contents = self._contents
        if contents is not None and (not contents.passages or self._index.replaced()):
            self.close()

    def _load(self) -> _Contents:
        """Read the passages and lay out their rows, once."""
        if self._contents is None:
            mark = self._source.fingerprint()
            passages = self._source.passages() if mark else []
            rows_by_passage = {passage.id: rows_of(passage) for passage in passages}
            self._contents = _Contents(
                fingerprint=mark,
                passages={passage.id: passage for passage in passages},
                rows={row.id: row for rows in rows_by_passage.values() for row in rows},
                row_ids={id_: [row.id for row in rows] for id_, rows in rows_by_passage.items()},
                lexicon=ranking.Lexicon(passages),
            )
        return self._contents

    def _rank(
        self, query: str, vector: NDArray[np.float32], topics: Collection[str] | None
    ) -> list[Hit]:
        contents = self._load()
        coverage = contents.lexicon.coverage(query)
        if topics is not None:
            coverage = {
                passage: covered
                for passage, covered in coverage.items()
                if contents.passages[passage].topic in topics
            }
        lexical = heapq.nlargest(
            _LEXICAL_PASSAGES, coverage, key=lambda passage: coverage[passage].share
        )
        nearest = self._index.nearest(vector, _NEAREST_ROWS, topics)
        centres = self._centres.similarities(vector, topics) if self._centres else {}
        central = heapq.nlargest(_CENTRAL_PASSAGES, centres, key=lambda passage: centres[passage])
        candidates = {*lexical, *central, *(contents.rows[row].passage for row in nearest)}
        best: dict[str, dict[str, float]] = {passage: {} for passage in candidates}
        wanted = [row for passage in candidates for row in contents.row_ids[passage]]
        for row, similarity in self._index.similarities(vector, wanted).items():
            kinds = best[contents.rows[row].passage]
            kind = contents.rows[row].kind
            kinds[kind] = max(similarity, kinds.get(kind, -1.0))
        for passage in candidates & centres.keys():
            best[passage]["centre"] = centres[passage]
        return [
            Hit.of(contents.passages[passage], kinds, coverage.get(passage))
            for passage, kinds in best.items()
        ]
