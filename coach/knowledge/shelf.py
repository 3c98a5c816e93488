"""A shelf: passages of one kind, their index, and how well each fits a query."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Collection
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

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hit:
    """A passage that was found, and how well it fits (about 0.3 to 1.3, higher is better)."""

    passage: Passage
    score: float


@dataclass(frozen=True)
class _Contents:
    """The passages as they were read, and what is worked out from them once."""

    fingerprint: str
    passages: dict[str, Passage]
    rows: dict[str, Row]
    row_ids: dict[str, list[str]]
    lexicon: ranking.Lexicon


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
        self._open = False

    @property
    def passages(self) -> dict[str, Passage]:
        """All passages by id, in order of topic and id.

        Raises:
            CoachError: they cannot be read.
        """
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
        if not self._load().passages:
            return []
        if not self._open:
            contents = self._load()
            self._index.open(contents.fingerprint, [*contents.rows.values()])
            self._open = True
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
            self._open = True
        else:
            self._index.clear()
        return len(contents.passages)

    def close(self) -> None:
        """Release the index and the passages; the shelf can be used again."""
        self._index.close()
        self._open = False
        self._contents = None

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
        candidates = {*lexical, *(contents.rows[row].passage for row in nearest)}
        best: dict[str, dict[str, float]] = {passage: {} for passage in candidates}
        wanted = [row for passage in candidates for row in contents.row_ids[passage]]
        for row, similarity in self._index.similarities(vector, wanted).items():
            kinds = best[contents.rows[row].passage]
            kind = contents.rows[row].kind
            kinds[kind] = max(similarity, kinds.get(kind, -1.0))
        return [
            Hit(
                contents.passages[passage],
                ranking.score(kinds, coverage.get(passage, ranking.NOT_COVERED)),
            )
            for passage, kinds in best.items()
        ]
