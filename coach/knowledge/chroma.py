"""The border to Chroma: how it is opened, how it fails, and which files it keeps."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coach.errors import CoachError

DATABASE = "chroma.sqlite3"
SILENT: dict[str, Any] = {
    "anonymized_telemetry": False,
    # Without it ``CHROMA_OTEL_GRANULARITY`` in the environment would have every call told to
    # whichever collector the environment names.
    "chroma_otel_granularity": "none",
    "chroma_otel_collection_endpoint": "",
}
"""Settings of Chroma under which it tells nobody anything."""


class IndexFailure(Exception):
    """Chroma failed, or its content is not what was written."""


def connect(folder: Path) -> Any:  # noqa: ANN401 - Chroma's client is an untyped border
    """Open Chroma's database in ``folder``; settings from the environment are not used.

    Raises:
        IndexFailure: it cannot be opened.
    """
    import chromadb
    from chromadb.config import Settings

    with failures():
        settings = Settings(
            _env_file=None,
            **SILENT,
            chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
            migrations="apply",
            allow_reset=False,
        )
        return chromadb.PersistentClient(str(folder), settings=settings)


def new_collection(client: Any, name: str) -> Any:  # noqa: ANN401
    """Make a collection for vectors that are compared by their direction.

    Raises:
        IndexFailure: it cannot be made.
    """
    with failures():
        return client.create_collection(
            name,
            embedding_function=None,
            # Every batch goes to the vector files at once. What stayed in the log would be added by
            # each reader at its first query, who would then change these files.
            configuration={
                "hnsw": {"space": "cosine", "ef_search": 200, "batch_size": 2, "sync_threshold": 2}
            },
        )


@contextlib.contextmanager
def failures() -> Iterator[None]:
    """Turn everything that Chroma can raise into :class:`IndexFailure`.

    A panic in its native part is raised as a direct child of ``BaseException``.
    """
    try:
        yield
    except (IndexFailure, CoachError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        raise IndexFailure(f"{type(error).__name__}: {error}") from error


def vector_files(folder: Path) -> dict[str, str]:
    """Return the checksums of the vector files of a build, by path inside ``folder``.

    Chroma keeps them in folders below, and changes them only while rows are written.
    """
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.glob("*/*")
    }
