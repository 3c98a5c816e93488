"""The team's shelf: the passages on the team's server, ranked like all others."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from coach.config import Settings
from coach.knowledge import ranking
from coach.knowledge.passages import Passage
from coach.knowledge.shelf import Hit
from coach.knowledge.team.asking import Asked, Asking
from coach.knowledge.team.rows import (
    WHOLE,
    exact_similarity,
    kind_of,
    read_passage,
    similarity,
    whole_row,
)
from coach.knowledge.team.texts import texts
from coach.text import one_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NEAREST_ROWS = 100
_CANDIDATES = 12
"""How many passages are fetched for a search: more than anybody reads."""
_KEPT = 500
"""How many passages that were found are kept, so that a citation can show them."""

_log = logging.getLogger(__name__)


class _Kept(NamedTuple):
    """A passage, and a checksum of the row that it was read from."""

    mark: bytes
    passage: Passage


class TeamShelf:
    """The passages on the team's server. Safe for threads.

    Args:
        settings: Address, key and names of the server; ``library_server`` is set.
        clock: Tells seconds; another one in tests.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._asking = Asking(settings, clock)
        self._timeout = settings.library_timeout
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._malformed: set[str] = set()

    @property
    def remark(self) -> str:
        """Why the team's passages are missing, in plain words; empty when all is well."""
        reason = self._asking.reason
        return texts().failure(reason).remark if reason else ""

    def ask(self, query: str, vector: NDArray[np.float32]) -> Asked[list[Hit]] | None:
        """Begin a search and return at once; None when the server is not asked now.

        Args:
            query: What somebody says or asks; it stays on this computer.
            vector: Its embedding, shape (384,), which is sent.
        """
        return self._asking.begin(lambda rows: self._search(rows, query, vector), [])

    def get(self, passage_id: str) -> Passage | None:
        """Return a passage that was found before or that the server has, or None.

        Waits for the server no longer than the settings say.
        """
        with self._lock:
            if passage_id in self._kept:
                return self._kept[passage_id].passage
        nothing: list[Passage] = []
        asked = self._asking.begin(lambda rows: self._fetch(rows, [passage_id]), nothing)
        found = asked.take(self._timeout, last=True) if asked else nothing
        return found[0] if found else None

    def close(self) -> None:
        """End the connection; the shelf can be used again, and keeps what was found."""
        self._asking.close()

    def _search(self, rows: Any, query: str, vector: NDArray[np.float32]) -> list[Hit]:  # noqa: ANN401
        """Return the passages near in meaning, with their scores."""
        likeness, farthest = self._nearest(rows, vector)
        best = sorted(likeness, key=lambda passage: -max(likeness[passage].values()))
        passages = self._fetch(rows, best[:_CANDIDATES], vector, likeness)
        coverage = ranking.Lexicon(passages).coverage(query)
        hits: list[Hit] = []
        for passage in passages:
            kinds = likeness[passage.id]
            if farthest is not None:
                # Its sentences are farther than all rows that were returned, but hardly by much.
                kinds.setdefault("sentence", min(farthest, kinds[WHOLE]))
            hits.append(Hit.of(passage, kinds, coverage.get(passage.id)))
        return hits

    def _nearest(
        self,
        rows: Any,  # noqa: ANN401 - Chroma's untyped collection
        vector: NDArray[np.float32],
    ) -> tuple[dict[str, dict[str, float]], float | None]:
        """Return the best similarity by passage and kind, and that of the farthest row.

        The latter is None when the server has no more rows than were returned.
        """
        found = rows.query(
            query_embeddings=[vector], n_results=_NEAREST_ROWS, include=["distances"]
        )
        best: dict[str, dict[str, float]] = {}
        lowest = 1.0
        for row, distance in zip(found["ids"][0], found["distances"][0], strict=True):
            known = kind_of(row)
            if known is None:
                self._leave_out(row)
                continue
            passage, kind = known
            near = similarity(distance)
            lowest = min(lowest, near)
            kinds = best.setdefault(passage, {})
            kinds[kind] = max(near, kinds.get(kind, -1.0))
        return best, lowest if len(found["ids"][0]) >= _NEAREST_ROWS else None

    def _fetch(
        self,
        rows: Any,  # noqa: ANN401 - Chroma's untyped collection
        wanted: list[str],
        vector: NDArray[np.float32] | None = None,
        likeness: dict[str, dict[str, float]] | None = None,
    ) -> list[Passage]:
        """Return passages by id, leaving out malformed ones; note how near each whole one is."""
        if not wanted:
            return []
        include = ["documents", "metadatas", "embeddings"]
        found = rows.get(ids=[whole_row(passage) for passage in wanted], include=include)
        passages: list[Passage] = []
        for row, text, fields, numbers in zip(
            found["ids"], found["documents"], found["metadatas"], found["embeddings"], strict=True
        ):
            try:
                passage = self._read(row, text, fields)
                if passage.id not in wanted:
                    raise ValueError("nobody asked for it")
                if vector is not None and likeness is not None:
                    likeness[passage.id][WHOLE] = exact_similarity(vector, numbers)
            except (ValueError, TypeError):
                self._leave_out(row)
                continue
            passages.append(passage)
        return passages

    def _read(self, row: object, text: object, fields: object) -> Passage:
        """Return the passage of a row, checked and cleaned unless that was done before.

        Raises:
            ValueError: the row is malformed.
        """
        known = kind_of(row)
        mark = hashlib.sha256(repr((text, fields)).encode("utf-8", "replace")).digest()
        with self._lock:
            kept = self._kept.get(known[0]) if known and known[1] == WHOLE else None
        if kept is None or kept.mark != mark:
            kept = _Kept(mark, read_passage(row, text, fields))
        with self._lock:
            self._kept[kept.passage.id] = kept
            self._kept.move_to_end(kept.passage.id)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return kept.passage

    def _leave_out(self, row: object) -> None:
        """Say once in the log that a row is malformed; nothing but its name is repeated."""
        name = one_line(str(row), limit=60)
        with self._lock:
            if name in self._malformed or len(self._malformed) >= _KEPT:
                return
            self._malformed.add(name)
        _log.warning("a malformed row of the team's library is left out: %s", name)
