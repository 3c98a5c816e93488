"""The vectors of a build once more, as one array in a file, for exact similarities.

Chroma finds the nearest of all rows in about a millisecond, but to ask it for the similarity of
rows that are known by name it looks each of them up in its database (docs/knowledge.md). The array
is mapped into memory, so that only the rows that are asked for are read.

Beside it stands a mark of each row's text. So the next build finds the vectors of texts that did
not change, and computes only the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coach.knowledge.chroma import IndexFailure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_VECTORS = "vectors.npy"
_MARKS = "texts.bin"
_MARK_BYTES = 16
_BLOCK = 1 << 20


def text_mark(text: str) -> bytes:
    """Return 16 bytes that stand for a text: the start of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_MARK_BYTES]


def write_vectors(
    folder: Path, texts: Sequence[str], vectors: NDArray[np.float32]
) -> dict[str, str]:
    """Write the vectors of texts into ``folder`` and return the checksums of the files by name.

    Args:
        folder: The folder of a build.
        texts: The text of each row.
        vectors: The vector of each, shape (rows, 384).

    Raises:
        OSError: a file cannot be written.
    """
    import numpy as np

    np.save(folder / _VECTORS, vectors, allow_pickle=False)
    (folder / _MARKS).write_bytes(b"".join(text_mark(text) for text in texts))
    return {name: _sha256(folder / name) for name in (_VECTORS, _MARKS)}


def open_vectors(folder: Path, sums: dict[str, str], rows: int) -> NDArray[np.float32]:
    """Map the vectors of ``folder`` into memory.

    Raises:
        IndexFailure: they are not those that were written.
        OSError: the file cannot be read.
    """
    vectors = _mapped(folder, sums)
    if len(vectors) != rows:
        raise IndexFailure(f"{len(vectors)} vectors instead of {rows}")
    return vectors


def vectors_by_mark(folder: Path, sums: dict[str, str]) -> dict[bytes, NDArray[np.float32]]:
    """Return the vectors of ``folder``, each shape (384,), by the mark of its text.

    Raises:
        IndexFailure: they are not those that were written.
        OSError: a file cannot be read.
    """
    vectors = _mapped(folder, sums)
    marks = (folder / _MARKS).read_bytes()
    if hashlib.sha256(marks).hexdigest() != sums.get(_MARKS):
        raise IndexFailure("the marks of its texts are not those that were written")
    starts = range(0, len(marks), _MARK_BYTES)
    return {marks[s : s + _MARK_BYTES]: vectors[s // _MARK_BYTES] for s in starts}


def _mapped(folder: Path, sums: dict[str, str]) -> NDArray[np.float32]:
    import numpy as np

    if _sha256(folder / _VECTORS) != sums.get(_VECTORS):
        raise IndexFailure("its vectors are not those that were written")
    vectors: NDArray[np.float32] = np.load(folder / _VECTORS, mmap_mode="r", allow_pickle=False)
    return vectors


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
