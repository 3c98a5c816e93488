"""Vectors of texts, of which those that an earlier build holds are not computed again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coach.knowledge.chroma import IndexFailure
from coach.knowledge.embedding import DIMENSIONS, Embedder
from coach.knowledge.manifest import Manifest
from coach.knowledge.shipped import read_shipped
from coach.knowledge.vectors import text_mark, vectors_by_mark
from coach.text import one_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAME = 0.01
"""Largest cosine distance between two vectors of the same text that rounding explains."""
_KNOWN = 8

_log = logging.getLogger(__name__)


def spread(count: int) -> slice:
    """Return a slice of about eight of ``count`` things, spread over all of them."""
    return slice(None, None, max(1, count // _KNOWN))


class TextVectors:
    """The vectors of texts; each different text is computed at most once.

    Args:
        embedder: Computes what is not known.
        known: Vectors of texts, by their marks.
    """

    def __init__(self, embedder: Embedder, known: dict[bytes, NDArray[np.float32]]) -> None:
        self._embedder = embedder
        self._known = known

    def of(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one vector of unit length per text, shape (n, 384).

        Args:
            texts: Any texts.
            progress: Called with the number of texts done so far, known ones included.

        Raises:
            CoachError: the embedding cannot be used.
        """
        import numpy as np

        marks = [text_mark(text) for text in texts]
        new = {m: t for m, t in zip(marks, texts, strict=True) if m not in self._known}
        rest = len(texts) - len(new)
        if progress and rest:
            progress(rest)
        if new:
            report = (lambda done: progress(rest + done)) if progress else None
            computed = self._embedder.embed([*new.values()], report)
            self._known.update(zip(new, computed, strict=True))
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for place, mark in enumerate(marks):
            vectors[place] = self._known[mark]
        return vectors


def known_vectors(
    root: Path,
    manifest: Manifest | None,
    shipped: Path | None,
    texts: Sequence[str],
    embedder: Embedder,
) -> TextVectors:
    """Return vectors that know those of a build and those that came along, as far as sound.

    Args:
        root: The folder of the index.
        manifest: Of the build; None for none.
        shipped: Vectors that came with the passages; None for none.
        texts: What vectors are wanted of; some of them are computed anew and compared.
        embedder: Computes what is not known.
    """
    known = _sound(read_shipped(shipped), texts, embedder)
    if manifest is not None and manifest.source.same_vectors():
        try:
            earlier = vectors_by_mark(root / manifest.folder, manifest.exact)
        except (IndexFailure, OSError) as error:
            _log.warning("earlier vectors are not used again: %s", one_line(str(error)))
        else:
            known.update(_sound(earlier, texts, embedder))
    return TextVectors(embedder, known)


def _sound(
    known: dict[bytes, NDArray[np.float32]], texts: Sequence[str], embedder: Embedder
) -> dict[bytes, NDArray[np.float32]]:
    """Return the vectors when those that are computed anew agree with them, else none."""
    try:
        _compare(known, texts, embedder)
    except IndexFailure as error:
        _log.warning("earlier vectors are not used again: %s", one_line(str(error)))
        return {}
    return known


def _compare(
    known: dict[bytes, NDArray[np.float32]], texts: Sequence[str], embedder: Embedder
) -> None:
    """Compute some of the known vectors anew: checksums say nothing about how they were made.

    Raises:
        IndexFailure: they are others now.
    """
    shared = [text for text in texts if text_mark(text) in known]
    if not shared:
        return
    some = shared[spread(len(shared))]
    computed = embedder.embed(some)
    for text, vector in zip(some, computed, strict=True):
        if not vector @ known[text_mark(text)] > 1 - SAME:
            raise IndexFailure("a known text has another vector now")
