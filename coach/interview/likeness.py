"""How alike a question is to earlier ones, by the product's embedding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.knowledge.library import Library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Likeness:
    """Compares questions; each is embedded once.

    Args:
        library: Has the embedding.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def __call__(self, question: str, earlier: Sequence[str]) -> float:
        """Return the highest cosine between a question and earlier ones, from -1 to 1."""
        if not earlier:
            return -1.0
        new = [text for text in {question, *earlier} if text not in self._vectors]
        if new:
            try:
                self._vectors.update(zip(new, self._library.embed(new), strict=True))
            except CoachError:
                # Without the embedding the comparison by words still holds.
                return -1.0
        return max(float(self._vectors[text] @ self._vectors[question]) for text in earlier)
