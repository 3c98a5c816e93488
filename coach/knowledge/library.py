"""The library: all passages, found by what a person says in their own words."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from coach.config import Settings, shipped_folder
from coach.errors import CoachError, NotFoundError
from coach.knowledge import ranking, shipped
from coach.knowledge.embedding import Embedder
from coach.knowledge.index import Index, Progress
from coach.knowledge.passages import Passage
from coach.knowledge.shelf import Hit, Shelf
from coach.knowledge.sources import Folder, OwnDocuments
from coach.knowledge.team.rows import TEAM_TOPIC, is_passage
from coach.knowledge.team.shelf import TeamShelf
from coach.knowledge.team.texts import texts
from coach.text import clean, fold_space, one_line

if TYPE_CHECKING:
    import builtins

    import numpy as np
    from numpy.typing import NDArray

MAX_QUERY_CHARACTERS = 2_000
"""The embedding looks at 256 tokens, so a longer query would not find anything else."""
TEAM_SECONDS = 0.03
"""How long a whole search may take when it waits for the team's server: nobody notices that."""


class Library:
    """The passages of a folder, of one's own documents, and of a team's server where one is set.

    All is loaded at its first use. Safe for threads. Any number of processes may use one index.

    Args:
        settings: Where index and weights are.
        folder: The passages, when they are not those that come with the program.
        embedder: The embedding to use instead of one of its own.
    """

    def __init__(
        self, settings: Settings, *, folder: Path | None = None, embedder: Embedder | None = None
    ) -> None:
        self._embedder = embedder or Embedder(settings)
        passages = folder or shipped_folder("knowledge")
        self._shipped = Shelf(
            Folder(passages),
            Index(settings.index_folder, self._embedder, passages / shipped.FILE),
        )
        self._own = Shelf(
            OwnDocuments(settings.library_database),
            Index(settings.index_folder / "own", self._embedder),
        )
        self._team = TeamShelf(settings) if settings.library_server else None
        self._timeout = settings.library_timeout
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

    @property
    def remark(self) -> str:
        """What people should know about the last searches, in plain words; empty as a rule."""
        return self._team.remark if self._team is not None else ""

    def search(
        self,
        query: str,
        *,
        limit: int = 5,
        topics: Collection[str] | None = None,
        patient: bool = False,
    ) -> builtins.list[Hit]:
        """Return the passages that fit ``query``, best first; none when nothing is relevant.

        A passage that several have is there once, one's own before the team's.

        Args:
            query: What somebody says or asks, in any words.
            limit: Most passages to return.
            topics: Only passages of these topics; None for all.
            patient: Wait for the team's server as long as the settings allow, not only as long as
                nobody notices; for somebody who looks something up.

        Raises:
            CoachError: the passages, the search model or the index cannot be used.
        """
        query = fold_space(clean(query, limit=MAX_QUERY_CHARACTERS))
        if not query or limit < 1 or (topics is not None and not topics):
            return []
        began = time.monotonic()
        vector = self._embedder.embed([query])[0]
        asked = None
        if self._team is not None and (topics is None or TEAM_TOPIC in topics):
            asked = self._team.ask(query, vector)
        with self._lock:
            hits = [
                hit
                for shelf in (self._shipped, self._own)
                for hit in shelf.search(query, vector, topics)
            ]
        if asked is not None:
            rest = TEAM_SECONDS - (time.monotonic() - began)
            hits += asked.take(self._timeout if patient else rest, last=patient)
        hits = [hit for hit in hits if hit.relevance >= ranking.RELEVANCE_FLOOR]
        if asked is not None:
            hits = _once(hits)
        return sorted(hits, key=_order)[:limit]

    def get(self, passage_id: str) -> Passage:
        """Return the passage of that id; for a team's passage its server may be asked.

        Raises:
            NotFoundError: there is none, or the team's server cannot be asked.
        """
        with self._lock:
            found = (shelf.passages.get(passage_id) for shelf in (self._shipped, self._own))
            passage = next((p for p in found if p is not None), None)
        if passage is None and self._team is not None and is_passage(passage_id):
            passage = self._team.get(passage_id)
            if passage is None and self._team.remark:
                raise texts().away.not_found(id=passage_id)
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
        if self._team is not None:
            self._team.close()


def _order(hit: Hit) -> tuple[float, str]:
    return -hit.score, hit.passage.id


def _once(hits: builtins.list[Hit]) -> builtins.list[Hit]:
    """Return the hits without those that repeat another's text: one's own stay, or the best."""
    kept: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (hit.passage.topic == TEAM_TOPIC, _order(hit))):
        kept.setdefault(fold_space(hit.passage.text), hit)
    return [*kept.values()]
