"""How long an index takes to make: of the library as it comes, and of documents that are added.

The documents are made of the shipped sentences, like the large library in ``searching``, but all
of their embeddings are computed. The whole way of a file, from reading to the opened index, is
compared with the part of it in which nothing but embeddings is computed. That part is taken from
the same run: computed once more for itself, it would meet the machine at another moment, and
where others are at work the ratio would say more about them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.bench.searching import make_passages
from coach.config import Settings
from coach.errors import CoachError
from coach.knowledge.adding import add_documents
from coach.knowledge.embedding import Embedder
from coach.knowledge.index import rows_of
from coach.knowledge.library import Library
from coach.knowledge.passages import Passage
from coach.knowledge.sources import OwnDocuments
from coach.store.documents import DocumentStore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PASSAGES_PER_PAGE = 2
"""Two made passages have about 400 words, as a full page has."""


@dataclass(frozen=True)
class Indexing:
    """What making an index took.

    Attributes:
        rows: Texts in the index.
        seconds: From the files to the opened index.
        embedding_seconds: The part of them in which embeddings were computed and nothing else.
    """

    rows: int
    seconds: float
    embedding_seconds: float

    @property
    def speed_ratio(self) -> float:
        """Its speed as a share of that of the embedding alone."""
        return self.embedding_seconds / self.seconds


def index_shipped(settings: Settings, folder: Path) -> float:
    """Return the seconds of the first index of the library that comes with the program.

    Args:
        settings: Where the weights of the embedding are.
        folder: An empty folder.

    Raises:
        CoachError: the library cannot be used.
    """
    with closing(Library(_within(settings, folder), embedder=Embedder(settings))) as library:
        began = time.perf_counter()
        library.rebuild()
        return time.perf_counter() - began


def index_documents(settings: Settings, folder: Path, *, pages: int) -> Indexing:
    """Add a document of ``pages`` pages to an empty library.

    Args:
        settings: Where the weights of the embedding are.
        folder: An empty folder.
        pages: How many pages it has.

    Raises:
        CoachError: the library cannot be used.
    """
    own = _within(settings, folder)
    embedder = TimedEmbedder(settings)
    embedder.embed(["Loads the weights."])
    with closing(Library(own, embedder=embedder)) as library:
        passages = make_passages(library.list(), pages * PASSAGES_PER_PAGE)
        file = _write(folder, passages)
        embedder.seconds = 0.0
        began = time.perf_counter()
        with closing(DocumentStore(own.library_database)) as store:
            for outcome in add_documents(store, [file]):
                if outcome.result != "added":
                    raise CoachError("The document to measure with could not be added.")
        library.rebuild_own()
        seconds = time.perf_counter() - began
    added = OwnDocuments(own.library_database).passages()
    rows = sum(len(rows_of(passage)) for passage in added)
    return Indexing(rows, seconds, embedder.seconds)


def _within(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"home": folder, "data_home": None})


def _write(folder: Path, passages: Sequence[Passage]) -> Path:
    file = folder / "handbook.md"
    sections = (f"## {passage.title}\n\n{passage.text}\n" for passage in passages)
    file.write_text("\n".join(sections), encoding="utf-8")
    return file


class TimedEmbedder(Embedder):
    """Adds up how long it computes.

    Attributes:
        seconds: The time so far.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.seconds = 0.0

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one vector of unit length per text; see ``Embedder.embed``."""
        began = time.perf_counter()
        try:
            return super().embed(texts, progress)
        finally:
            self.seconds += time.perf_counter() - began
