"""Vectors that come with the passages, so that a new library is ready in seconds.

To compute the vectors of all shipped texts takes about a quarter of a minute on two cores. They are
kept in ``knowledge/vectors.npz``, made by ``scripts/vectors.py``: each number as one of 49 steps,
which turns a vector by about three degrees (cosine 0.9985). What the file does not hold, because a
passage was changed, is computed; what it holds is compared with some that are computed anew.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coach.knowledge.embedding import DIMENSIONS, EMBEDDING_SHA256
from coach.knowledge.vectors import text_mark
from coach.text import one_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = "vectors.npz"
_STEPS = 24
"""Steps on each side of zero; few enough that the file compresses to less than a megabyte."""

_log = logging.getLogger(__name__)


def write_shipped(folder: Path, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
    """Write the vectors of ``texts`` into ``folder``.

    Args:
        folder: The folder of the passages.
        texts: What was embedded.
        vectors: Unit vectors, shape (texts, 384).

    Raises:
        OSError: the file cannot be written.
    """
    import numpy as np

    largest = np.abs(vectors).max(axis=1, keepdims=True)
    np.savez_compressed(
        folder / FILE,
        embedding=np.array(EMBEDDING_SHA256),
        marks=np.frombuffer(b"".join(text_mark(text) for text in texts), dtype=np.uint8),
        steps=np.rint(vectors / largest * _STEPS).astype(np.int8),
    )


def read_shipped(file: Path | None) -> dict[bytes, NDArray[np.float32]]:
    """Return unit vectors by the mark of their text; none when they cannot be used.

    Args:
        file: What ``write_shipped`` wrote; None for nothing.
    """
    import numpy as np

    if file is None or not file.is_file():
        return {}
    try:
        with np.load(file, allow_pickle=False) as content:
            if str(content["embedding"]) != EMBEDDING_SHA256:
                return {}
            vectors = content["steps"].astype(np.float32).reshape(-1, DIMENSIONS)
            marks = content["marks"].reshape(len(vectors), -1)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        _log.warning("the vectors of the passages are not used: %s", one_line(str(error)))
        return {}
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return {mark.tobytes(): vector for mark, vector in zip(marks, vectors, strict=True)}
