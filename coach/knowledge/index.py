"""The index: passages, their sentences and aliases as vectors in Chroma.

The index is a cache of the passage files and can be rebuilt from them at any time. Each build is
a folder of its own; a manifest, replaced in one step, names the one in force. So nobody reads a
half-written index, and a process that still reads an old one is not disturbed. Chroma allows one
process to write a folder: a folder is written once, by the process that holds the lock, and after
that only read.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.config import make_private_folder
from coach.errors import CoachError
from coach.knowledge import chroma
from coach.knowledge.embedding import EMBEDDING_SHA256, Embedder
from coach.knowledge.passages import Passage, sentences
from coach.knowledge.vectors import open_vectors, write_vectors
from coach.text import one_line

if TYPE_CHECKING:
    import numpy as np
    from filelock import BaseFileLock
    from numpy.typing import NDArray

FORMAT = 2
"""Raised when the rows or the collection change in a way that old indexes do not fit."""

_MANIFEST = "manifest.json"
_LOCK = "index.lock"
_BUILD_PREFIX = "build-"
_COLLECTION = f"passages-{EMBEDDING_SHA256[:16]}"
# Chroma takes at most 5,461 rows in one call.
_BATCH = 5_000
_LOCK_SECONDS = 120.0
_KNOWN_QUERIES = 8
# Largest cosine distance of a text to itself that rounding explains.
_SAME = 0.01

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


def rows_of(passage: Passage) -> list[Row]:
    """Return the rows of one passage: itself with title and method, each sentence, each alias."""
    texts = [
        ("passage", [f"{passage.title}. {passage.method}. {passage.text}"]),
        ("sentence", sentences(passage.text)),
        ("alias", passage.aliases),
    ]
    return [
        Row(f"{passage.id}/{kind}/{number}", passage.id, passage.topic, kind, text)
        for kind, lines in texts
        for number, text in enumerate(lines)
    ]


class Source(BaseModel):
    """Everything that an index depends on; Chroma's version too, for it can panic on newer data."""

    model_config = ConfigDict(extra="forbid")

    fingerprint: str
    format: int = FORMAT
    embedding: str = EMBEDDING_SHA256
    chroma: str = Field(default_factory=lambda: importlib.metadata.version("chromadb"))


class Manifest(BaseModel):
    """Which build is in force and what it was made from.

    Attributes:
        folder: Name of the build's folder.
        vectors: Checksum of each of Chroma's vector files, by path inside the folder.
        exact: Checksum of the vectors for exact similarities.
        source: What it was made from; an index made from anything else is out of date.
    """

    model_config = ConfigDict(extra="forbid")

    folder: str
    vectors: dict[str, str]
    exact: str
    source: Source


class Index:
    """The rows of a set of passages in Chroma, under ``root``. Reading is safe for threads."""

    def __init__(self, root: Path, embedder: Embedder) -> None:
        self._root = root
        self._embedder = embedder
        self._client: Any = None
        self._collection: Any = None
        self._vectors: NDArray[np.float32] | None = None
        self._places: dict[str, int] = {}
        self._use: BaseFileLock | None = None
        self._damaged = ""

    def current(self, fingerprint: str) -> bool:
        """Return whether an index of the passages with ``fingerprint`` is there, unopened."""
        return self._manifest(fingerprint) is not None

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
                (self._root / _MANIFEST).unlink(missing_ok=True)
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

    def close(self) -> None:
        """Release the files of the index; it can be opened again."""
        client, self._client, self._collection = self._client, None, None
        self._vectors, self._places = None, {}
        if client is not None:
            with contextlib.suppress(chroma.IndexFailure), chroma.failures():
                client.close()
        if self._use is not None:
            # Removed first, so that no mark is left behind; Windows may refuse, which is harmless.
            with contextlib.suppress(OSError):
                Path(self._use.lock_file).unlink()
            self._use.release()
            self._use = None

    def _manifest(self, fingerprint: str) -> Manifest | None:
        """Return the manifest when it and the build that it names fit ``fingerprint``."""
        try:
            manifest = Manifest.model_validate_json((self._root / _MANIFEST).read_bytes())
        except (OSError, ValidationError):
            return None
        # The name is checked too: a file from outside must not lead out of the index folder.
        plain = Path(manifest.folder).name == manifest.folder
        database = self._root / manifest.folder / chroma.DATABASE
        wanted = manifest.source == Source(fingerprint=fingerprint)
        return manifest if wanted and plain and database.is_file() else None

    def _attach(self, fingerprint: str, rows: Sequence[Row]) -> bool:
        """Open the build in force; return False when there is none or it is not sound."""
        self.close()
        manifest = self._manifest(fingerprint)
        if manifest is None or manifest.folder == self._damaged:
            return False
        folder = self._root / manifest.folder
        try:
            self._use = _mark_in_use(folder)
            # Before Chroma sees them: a damaged vector file can end the whole process.
            if chroma.vector_files(folder) != manifest.vectors:
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
        known = rows[:: max(1, len(rows) // _KNOWN_QUERIES)]
        vectors = self._embedder.embed([row.text for row in known])
        with chroma.failures():
            count = self._collection.count()
            if count != len(rows):
                raise chroma.IndexFailure(f"{count} rows instead of {len(rows)}")
            if known:
                found = self._collection.query(
                    query_embeddings=vectors, n_results=1, include=["distances"]
                )
                if not all(near and near[0] < _SAME for near in found["distances"]):
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
                vectors=chroma.vector_files(folder),
                exact=exact,
                source=Source(fingerprint=fingerprint),
            )
            draft = self._root / f"{_MANIFEST}.new"
            draft.write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
            os.replace(draft, self._root / _MANIFEST)
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

    def _write(self, folder: Path, rows: Sequence[Row], progress: Progress | None) -> str:
        """Write all rows, and return the checksum of the vectors for exact similarities."""
        report = (lambda done: progress(done, len(rows))) if progress else None
        vectors = self._embedder.embed([row.text for row in rows], report)
        client = chroma.connect(folder)
        try:
            with chroma.failures():
                collection = client.create_collection(
                    _COLLECTION,
                    embedding_function=None,
                    # Every batch goes to the vector files at once. What stayed in the log would be
                    # added by each reader at its first query, who would then change these files.
                    configuration={
                        "hnsw": {
                            "space": "cosine",
                            "ef_search": 200,
                            "batch_size": 2,
                            "sync_threshold": 2,
                        }
                    },
                )
                for start in range(0, len(rows), _BATCH):
                    batch = rows[start : start + _BATCH]
                    collection.upsert(
                        ids=[row.id for row in batch],
                        embeddings=vectors[start : start + _BATCH],
                        documents=[row.text for row in batch],
                        metadatas=[
                            {"passage": row.passage, "topic": row.topic, "kind": row.kind}
                            for row in batch
                        ],
                    )
        finally:
            with contextlib.suppress(chroma.IndexFailure), chroma.failures():
                client.close()
        return write_vectors(folder, vectors)

    def _remove_old(self, current: str) -> None:
        """Remove builds that no process reads; what cannot be removed stays for next time."""
        for folder in self._root.glob(f"{_BUILD_PREFIX}*"):
            if folder.name != current and not _in_use(folder):
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


def _mark_in_use(folder: Path) -> BaseFileLock:
    """Hold a lock file in ``folder`` that tells others that this process reads it."""
    import filelock

    mark = filelock.FileLock(folder / f"use-{os.getpid()}-{secrets.token_hex(4)}.lock")
    mark.acquire(timeout=0)
    return mark


def _in_use(folder: Path) -> bool:
    """Return whether a living process holds one of the marks in ``folder``."""
    import filelock

    for mark in folder.glob("use-*.lock"):
        try:
            with filelock.FileLock(mark, timeout=0):
                pass
        except filelock.Timeout:
            return True
    return False


def _unusable(error: Exception) -> CoachError:
    return CoachError(
        f"The index of the library cannot be written: {one_line(str(error))}.",
        "See that the disk has free space and that the data folder can be written to.",
    )
