"""The library: all passages, found by what a person says in their own words."""

from __future__ import annotations

import heapq
import logging
import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings, shipped_folder
from coach.errors import CoachError, NotFoundError
from coach.knowledge import ranking
from coach.knowledge.chroma import IndexFailure
from coach.knowledge.embedding import Embedder
from coach.knowledge.index import Index, Progress, Row, rows_of
from coach.knowledge.passages import Passage, fingerprint, load_passages
from coach.text import clean, fold_space, one_line

if TYPE_CHECKING:
    import builtins

    import numpy as np
    from numpy.typing import NDArray

MAX_QUERY_CHARACTERS = 2_000
"""The embedding looks at 256 tokens, so a longer query would not find anything else."""

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


class Library:
    """The passages of a folder and their index; everything is loaded at its first use.

    Safe for threads. Any number of processes may use one index.

    Args:
        settings: Where index and weights are.
        folder: The passages, when they are not those that come with the program.
        embedder: The embedding to use instead of one of its own.
    """

    def __init__(
        self, settings: Settings, *, folder: Path | None = None, embedder: Embedder | None = None
    ) -> None:
        self._folder = folder or shipped_folder("knowledge")
        self._embedder = embedder or Embedder(settings)
        self._index = Index(settings.index_folder, self._embedder)
        self._lock = threading.RLock()
        self._contents: _Contents | None = None
        self._open = False
        self._warming: threading.Thread | None = None

    def warm_up(self) -> None:
        """Load what a search needs in the background, so that the first one is quick."""
        if self._warming is None:
            self._warming = threading.Thread(target=self._warm, name="library", daemon=True)
            self._warming.start()

    def _warm(self) -> None:
        # Whoever searches is told what is wrong; a library that was not built yet is left alone.
        with suppress(CoachError):
            if self.ready():
                self.search("customer", limit=1)

    def search(
        self, query: str, *, limit: int = 5, topics: Collection[str] | None = None
    ) -> builtins.list[Hit]:
        """Return the passages that fit ``query``, best first; none when nothing is relevant.

        Args:
            query: What somebody says or asks, in any words.
            limit: Most passages to return.
            topics: Only passages of these topics; None for all.

        Raises:
            CoachError: the passages, the search model or the index cannot be used.
        """
        query = fold_space(clean(query, limit=MAX_QUERY_CHARACTERS))
        if not query or limit < 1 or (topics is not None and not topics):
            return []
        vector = self._embedder.embed([query])[0]
        with self._lock:
            self._ensure_open()
            try:
                hits = self._rank(query, vector, topics)
            except IndexFailure as error:
                _log.warning("the index failed and is built anew: %s", one_line(str(error)))
                self.rebuild()
                hits = self._rank(query, vector, topics)
        return [hit for hit in hits if hit.score >= ranking.RELEVANCE_FLOOR][:limit]

    def get(self, passage_id: str) -> Passage:
        """Return the passage of that id.

        Raises:
            NotFoundError: there is none.
        """
        passage = self._load().passages.get(passage_id)
        if passage is None:
            raise NotFoundError(
                f"There is no passage '{one_line(passage_id, limit=60)}'.",
                "See their names with 'coach knowledge list'.",
            )
        return passage

    def list(self) -> builtins.list[Passage]:
        """Return all passages, in order of topic and id."""
        return [*self._load().passages.values()]

    def rebuild(self, progress: Progress | None = None) -> int:
        """Read the passages again, build the index anew, and return the number of passages.

        Args:
            progress: Told how many rows of the index are done, and of how many.

        Raises:
            CoachError: the passages, the search model or the index cannot be used.
        """
        with self._lock:
            self.close()
            contents = self._load()
            self._index.rebuild(contents.fingerprint, [*contents.rows.values()], progress)
            self._open = True
            return len(contents.passages)

    def ready(self) -> bool:
        """Return whether a search needs no build and no download; opens nothing."""
        return self._embedder.installed() and self._index.current(fingerprint(self._folder))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors of unit length, shape (n, 384); near in meaning is near in angle.

        Raises:
            CoachError: the search model cannot be used.
        """
        return self._embedder.embed(texts)

    def close(self) -> None:
        """Release the index and the passages; the library can be used again."""
        if self._warming is not None:
            self._warming.join()
            self._warming = None
        with self._lock:
            self._index.close()
            self._open = False
            self._contents = None

    def _load(self) -> _Contents:
        """Read the passages and lay out their rows, once."""
        with self._lock:
            if self._contents is None:
                mark = fingerprint(self._folder)
                passages = load_passages(self._folder)
                rows_by_passage = {passage.id: rows_of(passage) for passage in passages}
                self._contents = _Contents(
                    fingerprint=mark,
                    passages={passage.id: passage for passage in passages},
                    rows={row.id: row for rows in rows_by_passage.values() for row in rows},
                    row_ids={
                        id_: [row.id for row in rows] for id_, rows in rows_by_passage.items()
                    },
                    lexicon=ranking.Lexicon(passages),
                )
            return self._contents

    def _ensure_open(self) -> None:
        if not self._open:
            contents = self._load()
            self._index.open(contents.fingerprint, [*contents.rows.values()])
            self._open = True

    def _rank(
        self, query: str, vector: NDArray[np.float32], topics: Collection[str] | None
    ) -> builtins.list[Hit]:
        """Score the passages that are near in meaning or share words, best first."""
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
        hits = [
            Hit(
                contents.passages[passage],
                ranking.score(kinds, coverage.get(passage, ranking.NOT_COVERED)),
            )
            for passage, kinds in best.items()
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
