"""The vectors of a build once more, as one array in a file, for exact similarities.

Chroma finds the nearest of all rows in about a millisecond, but to ask it for the similarity of
rows that are known by name it looks each of them up in its database (docs/knowledge.md). The array
is mapped into memory, so that only the rows that are asked for are read.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from coach.knowledge.chroma import IndexFailure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FILE = "vectors.npy"
_BLOCK = 1 << 20


def write_vectors(folder: Path, vectors: NDArray[np.float32]) -> str:
    """Write vectors of shape (rows, 384) into ``folder`` and return the file's checksum.

    Raises:
        OSError: the file cannot be written.
    """
    import numpy as np

    np.save(folder / _FILE, vectors, allow_pickle=False)
    return _sha256(folder / _FILE)


def open_vectors(folder: Path, sha256: str, rows: int) -> NDArray[np.float32]:
    """Map the vectors of ``folder`` into memory.

    Raises:
        IndexFailure: they are not those that were written.
        OSError: the file cannot be read.
    """
    import numpy as np

    if _sha256(folder / _FILE) != sha256:
        raise IndexFailure("its vectors are not those that were written")
    vectors: NDArray[np.float32] = np.load(folder / _FILE, mmap_mode="r", allow_pickle=False)
    if len(vectors) != rows:
        raise IndexFailure(f"{len(vectors)} vectors instead of {rows}")
    return vectors


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
