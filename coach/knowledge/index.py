"""The index: passages, their sentences and aliases as vectors in Chroma.

The index is a cache of the passage files and can be rebuilt from them at any time. Each build is
a folder of its own; a manifest, replaced in one step, names the one in force. So nobody reads a
half-written index, and a process that still reads an old one is not disturbed. Chroma allows one
process to write a folder: a folder is written once, by the process that holds the lock, and after
that only read.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.config import make_private_folder
from coach.errors import CoachError
from coach.knowledge import chroma
from coach.knowledge.embedding import DIMENSIONS, EMBEDDING_SHA256, Embedder
from coach.knowledge.manifest import (
    Manifest,
    Source,
    manifest_stamp,
    read_manifest,
    remove_manifest,
    write_manifest,
)
from coach.knowledge.passages import Passage, sentences
from coach.knowledge.reuse import SAME, known_vectors, spread
from coach.knowledge.use import in_use, mark_in_use, release
from coach.knowledge.vectors import open_vectors, write_vectors
from coach.text import one_line

if TYPE_CHECKING:
    import numpy as np
    from filelock import BaseFileLock
    from numpy.typing import NDArray

_LOCK = "index.lock"
_BUILD_PREFIX = "build-"
_COLLECTION = f"passages-{EMBEDDING_SHA256[:16]}"
# A call of Chroma's cannot be broken off; so many rows take it about a quarter of a second. But
# each call writes all vectors again, and Chroma takes at most 5,461 rows in one.
_BATCH = 500
_MOST_CALLS = 30
_LARGEST_BATCH = 5_000
_LOCK_SECONDS = 120.0

Progress = Callable[[int, int], None]
"""Called with the number of rows done and the number of all rows."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One text of a passage in the index.

    Attributes:
        id: Unique name of the row.
        passage: Id of the passage that it belongs to.
        topic: Topic of that passage.
        kind: ``passage``, ``sentence`` or ``alias``.
        text: What is embedded.
    """

    id: str
    passage: str
    topic: str
    kind: str
    text: str


MANY_ALIASES = 20
"""From so many aliases on a passage needs no rows for its sentences."""


def rows_of(passage: Passage) -> list[Row]:
    """Return the rows of one passage: itself with title and method, each sentence, each alias.

    With many aliases the sentences find nothing more, and would be a third of all rows
    (docs/knowledge.md).
    """
    lines = sentences(passage.text) if len(passage.aliases) < MANY_ALIASES else []
    texts = [
        ("passage", [f"{passage.title}. {passage.method}. {passage.text}"]),
        ("sentence", lines),
        ("alias", passage.aliases),
    ]
    return [
        Row(f"{passage.id}/{kind}/{number}", passage.id, passage.topic, kind, text)
        for kind, lines in texts
        for number, text in enumerate(lines)
    ]


class Index:
    """The rows of a set of passages in Chroma. Reading is safe for threads.

    Args:
        root: The folder of the index.
        embedder: Computes vectors.
        shipped: A file of vectors that came with the passages; see ``coach.knowledge.shipped``.
    """

    def __init__(self, root: Path, embedder: Embedder, shipped: Path | None = None) -> None:
        self._root = root
        self._shipped = shipped
        self._embedder = embedder
        self._client: Any = None
        self._collection: Any = None
        self._vectors: NDArray[np.float32] | None = None
        self._places: dict[str, int] = {}
        self._use: BaseFileLock | None = None
        self._damaged = ""
        self._stamp: tuple[int, int, int] | None = None

    def current(self, fingerprint: str) -> bool:
        """Return whether an index of the passages with ``fingerprint`` is there, unopened."""
        return self._manifest(fingerprint) is not None

    def replaced(self) -> bool:
        """Return whether another build is in force than the one that is open."""
        return self._client is not None and manifest_stamp(self._root) != self._stamp

    def open(self, fingerprint: str, rows: Sequence[Row], progress: Progress | None = None) -> None:
        """Open the index; build it when it is missing, out of date or damaged.

        Args:
            fingerprint: Checksum of the passages that ``rows`` come from.
            rows: All rows that the index must hold.
            progress: Told how far a build is.

        Raises:
            CoachError: the index cannot be built.
        """
        if self._attach(fingerprint, rows):
            self._sweep()
            return
        with self._locked():
            # Another process may have built it while this one waited for the lock.
            if not self._attach(fingerprint, rows):
                self._build(fingerprint, rows, progress)

    def rebuild(
        self, fingerprint: str, rows: Sequence[Row], progress: Progress | None = None
    ) -> None:
        """Build the index anew, whatever is there, and open it.

        Raises:
            CoachError: the index cannot be built.
        """
        with self._locked():
            self._build(fingerprint, rows, progress)

    def clear(self) -> None:
        """Forget the index; what no process reads is deleted."""
        self.close()
        if self._root.exists():
            with self._locked():
                remove_manifest(self._root)
                self._remove_old("")

    def nearest(
        self, vector: NDArray[np.float32], count: int, topics: Collection[str] | None = None
    ) -> list[str]:
        """Return the ids of the ``count`` rows nearest to ``vector``, nearest first.

        Args:
            vector: A vector of unit length, shape (384,).
            count: Most rows to return.
            topics: Only rows of these topics; None for all.

        Raises:
            chroma.IndexFailure: Chroma failed.
        """
        where = None if topics is None else {"topic": {"$in": sorted(topics)}}
        with chroma.failures():
            found = self._collection.query(
                query_embeddings=[vector], n_results=count, where=where, include=[]
            )
        ids: list[str] = found["ids"][0]
        return ids

    def similarities(self, vector: NDArray[np.float32], ids: Collection[str]) -> dict[str, float]:
        """Return the cosine similarity of ``vector`` with each of the rows ``ids``, -1 to 1.

        Args:
            vector: A vector of unit length, shape (384,).
            ids: Rows of this index.
        """
        if not ids or self._vectors is None:
            return {}
        found = self._vectors[[self._places[row] for row in ids]] @ vector
        return dict(zip(ids, found.tolist(), strict=True))

    def centre(self, ids: Collection[str]) -> NDArray[np.float32]:
        """Return the mean direction of the rows ``ids`` of this index, shape (384,), unit length.

        Args:
            ids: Rows of this index; at least one.
        """
        import numpy as np

        if self._vectors is None:
            raise chroma.IndexFailure("the index is not open")
        mean = self._vectors[[self._places[row] for row in ids]].mean(axis=0)
        centre: NDArray[np.float32] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return centre

    def close(self) -> None:
        """Release the files of the index; it can be opened again."""
        client, self._client, self._collection = self._client, None, None
        self._vectors, self._places = None, {}
        if client is not None:
            with contextlib.suppress(chroma.IndexFailure), chroma.failures():
                client.close()
        if self._use is not None:
            release(self._use)
            self._use = None

    def _manifest(self, fingerprint: str) -> Manifest | None:
        """Return the manifest when it and the build that it names fit ``fingerprint``."""
        manifest = read_manifest(self._root)
        if manifest is None or manifest.source != Source(fingerprint=fingerprint):
            return None
        database = self._root / manifest.folder / chroma.DATABASE
        return manifest if database.is_file() else None

    def _attach(self, fingerprint: str, rows: Sequence[Row]) -> bool:
        """Open the build in force; return False when there is none or it is not sound."""
        self.close()
        self._stamp = manifest_stamp(self._root)
        manifest = self._manifest(fingerprint)
        if manifest is None or manifest.folder == self._damaged:
            return False
        folder = self._root / manifest.folder
        try:
            self._use = mark_in_use(folder)
            # Before Chroma sees them: a damaged vector file can end the whole process.
            if chroma.vector_files(folder) != manifest.chroma:
                raise chroma.IndexFailure("its vector files are not those that were written")
            self._vectors = open_vectors(folder, manifest.exact, len(rows))
            self._places = {row.id: place for place, row in enumerate(rows)}
            self._client = chroma.connect(folder)
            with chroma.failures():
                self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            self._check(rows)
        except (chroma.IndexFailure, OSError) as error:
            _log.warning("the index is damaged and is built anew: %s", one_line(str(error)))
            self.close()
            self._damaged = manifest.folder
            return False
        return True

    def _check(self, rows: Sequence[Row]) -> None:
        """Compare what the index holds with what it must hold.

        A lost vector folder leaves the row count as it was, and a lost database can look like an
        empty one; so the rows are counted, and some spread over all of them are asked for.

        Raises:
            chroma.IndexFailure: rows are missing, or cannot be found by their own text.
        """
        known = rows[spread(len(rows))]
        vectors = self._embedder.embed([row.text for row in known])
        exact = self._vectors[spread(len(rows))] if self._vectors is not None else vectors
        if not all(a @ b > 1 - SAME for a, b in zip(exact, vectors, strict=True)):
            raise chroma.IndexFailure("a known text has another vector")
        with chroma.failures():
            count = self._collection.count()
            if count != len(rows):
                raise chroma.IndexFailure(f"{count} rows instead of {len(rows)}")
            if known:
                found = self._collection.query(
                    query_embeddings=vectors, n_results=1, include=["distances"]
                )
                if not all(near and near[0] < SAME for near in found["distances"]):
                    raise chroma.IndexFailure("a known text is not found")

    def _build(self, fingerprint: str, rows: Sequence[Row], progress: Progress | None) -> None:
        """Write a new build beside the others, put it in force, open it, remove old ones.

        The caller holds the lock.
        """
        folder = self._root / f"{_BUILD_PREFIX}{secrets.token_hex(6)}"
        try:
            make_private_folder(folder)
            exact = self._write(folder, rows, progress)
            manifest = Manifest(
                folder=folder.name,
                chroma=chroma.vector_files(folder),
                exact=exact,
                source=Source(fingerprint=fingerprint),
            )
            write_manifest(self._root, manifest)
        except (chroma.IndexFailure, OSError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise _unusable(error) from error
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if not self._attach(fingerprint, rows):
            raise _unusable(chroma.IndexFailure("what was written is not found again"))
        self._remove_old(folder.name)
        _log.info("index built with %d rows", len(rows))

    def _write(
        self, folder: Path, rows: Sequence[Row], progress: Progress | None
    ) -> dict[str, str]:
        """Write all rows, and return the checksums of the files of the exact vectors."""
        import numpy as np

        texts = [row.text for row in rows]
        before = read_manifest(self._root)
        source = known_vectors(self._root, before, self._shipped, texts, self._embedder)
        vectors = np.empty((len(rows), DIMENSIONS), dtype=np.float32)
        client = chroma.connect(folder)
        try:
            collection = chroma.new_collection(client, _COLLECTION)
            size = min(_LARGEST_BATCH, max(_BATCH, len(rows) // _MOST_CALLS))
            for start in range(0, len(rows), size):
                batch = rows[start : start + size]
                report = _from(progress, start, len(rows))
                vectors[start : start + size] = source.of([row.text for row in batch], report)
                _upsert(collection, batch, vectors[start : start + size])
        finally:
            with contextlib.suppress(chroma.IndexFailure), chroma.failures():
                client.close()
        return write_vectors(folder, texts, vectors)

    def _sweep(self) -> None:
        """Remove what a process left that ended in the middle of a build; it may be busy."""
        import filelock

        if len([*self._root.glob(f"{_BUILD_PREFIX}*")]) < 2:
            return
        with (
            contextlib.suppress(OSError, filelock.Timeout),
            filelock.FileLock(self._root / _LOCK, timeout=0),
        ):
            manifest = read_manifest(self._root)
            self._remove_old(manifest.folder if manifest else "")

    def _remove_old(self, current: str) -> None:
        """Remove builds that no process reads; what cannot be removed stays for next time."""
        for folder in self._root.glob(f"{_BUILD_PREFIX}*"):
            if folder.name != current and not in_use(folder):
                shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock of those who write; released by the system if this process dies."""
        import filelock

        make_private_folder(self._root)
        try:
            with filelock.FileLock(self._root / _LOCK, timeout=_LOCK_SECONDS):
                yield
        except filelock.Timeout as error:
            raise CoachError(
                "Another Coach on this computer is building the library.",
                "Wait until it has finished, or close it, and try again.",
            ) from error


def _upsert(collection: Any, rows: Sequence[Row], vectors: NDArray[np.float32]) -> None:  # noqa: ANN401
    with chroma.failures():
        collection.upsert(
            ids=[row.id for row in rows],
            embeddings=vectors,
            documents=[row.text for row in rows],
            metadatas=[{"passage": r.passage, "topic": r.topic, "kind": r.kind} for r in rows],
        )


def _from(progress: Progress | None, start: int, total: int) -> Callable[[int], None] | None:
    """Return what is told of rows after ``start``, and tells how many of ``total`` are done."""
    return (lambda done: progress(start + done, total)) if progress else None


def _unusable(error: Exception) -> CoachError:
    return CoachError(
        f"The index of the library cannot be written: {one_line(str(error))}.",
        "See that the disk has free space and that the data folder can be written to.",
    )
