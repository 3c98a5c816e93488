"""The library: all passages, found by what a person says in their own words."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings, shipped_folder
from coach.errors import CoachError, NotFoundError
from coach.knowledge import ranking
from coach.knowledge.embedding import Embedder
from coach.knowledge.index import Index, Progress
from coach.knowledge.passages import Passage
from coach.knowledge.shelf import Hit, Shelf
from coach.knowledge.sources import Folder, OwnDocuments
from coach.text import clean, fold_space, one_line

if TYPE_CHECKING:
    import builtins

    import numpy as np
    from numpy.typing import NDArray

MAX_QUERY_CHARACTERS = 2_000
"""The embedding looks at 256 tokens, so a longer query would not find anything else."""


class Library:
    """The passages of a folder and of one's own documents; all is loaded at its first use.

    Safe for threads. Any number of processes may use one index.

    Args:
        settings: Where index and weights are.
        folder: The passages, when they are not those that come with the program.
        embedder: The embedding to use instead of one of its own.
    """

    def __init__(
        self, settings: Settings, *, folder: Path | None = None, embedder: Embedder | None = None
    ) -> None:
        self._embedder = embedder or Embedder(settings)
        self._shipped = Shelf(
            Folder(folder or shipped_folder("knowledge")),
            Index(settings.index_folder, self._embedder),
        )
        self._own = Shelf(
            OwnDocuments(settings.library_database),
            Index(settings.index_folder / "own", self._embedder),
        )
        self._lock = threading.RLock()
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
            hits = [
                hit
                for shelf in (self._shipped, self._own)
                for hit in shelf.search(query, vector, topics)
            ]
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        return [hit for hit in hits if hit.score >= ranking.RELEVANCE_FLOOR][:limit]

    def get(self, passage_id: str) -> Passage:
        """Return the passage of that id.

        Raises:
            NotFoundError: there is none.
        """
        with self._lock:
            found = (shelf.passages.get(passage_id) for shelf in (self._shipped, self._own))
            passage = next((p for p in found if p is not None), None)
        if passage is None:
            raise NotFoundError(
                f"There is no passage '{one_line(passage_id, limit=60)}'.",
                "See their names with 'coach knowledge list'.",
            )
        return passage

    def list(self) -> builtins.list[Passage]:
        """Return all passages that come with the program, in order of topic and id."""
        with self._lock:
            return [*self._shipped.passages.values()]

    def rebuild(self, progress: Progress | None = None) -> int:
        """Read the passages again, build the index anew, and return the number of passages.

        Args:
            progress: Told how many rows of the index are done, and of how many.

        Raises:
            CoachError: the passages, the search model or the index cannot be used.
        """
        with self._lock:
            return self._shipped.rebuild(progress) + self._own.rebuild(progress)

    def rebuild_own(self, progress: Progress | None = None) -> int:
        """Build the index of one's own documents, and return the number of their passages.

        Args:
            progress: Told how many rows of the index are done, and of how many.

        Raises:
            CoachError: the documents, the search model or the index cannot be used.
        """
        with self._lock:
            return self._own.rebuild(progress)

    def ready(self) -> bool:
        """Return whether a search needs no build and no download; opens nothing."""
        return self._embedder.installed() and self._shipped.ready() and self._own.ready()

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
            self._shipped.close()
            self._own.close()
