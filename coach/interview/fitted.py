"""Small fitted models: logistic regressions over the product's embedding and a few signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EMBEDDING_SCALE = 4.0
SIGN_SCALE = 0.7
"""How much the two parts of the features count; chosen by cross-validation."""


class Embedding(Protocol):
    """What is used of ``coach.knowledge.library.Library``."""

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        """Return a vector of unit length for each text.

        Raises:
            CoachError: the weights are not there.
        """
        ...


class Weights(BaseModel):
    """A fitted model.

    Attributes:
        kinds: Names of the classes.
        intercepts: One of each class.
        weights: One row of each class, as long as the features.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[str, ...]
    intercepts: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]

    def shares(self, rows: NDArray[np.float32]) -> list[dict[str, float]]:
        """Return the probability of each class for rows of features."""
        import numpy as np

        scores = rows @ np.array(self.weights).T + np.array(self.intercepts)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return [dict(zip(self.kinds, row, strict=True)) for row in shares.tolist()]


@lru_cache
def load_weights(name: str) -> Weights:
    """Read a fitted model.

    Args:
        name: Its file in ``prompts/``, without ``.yaml``.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file(name, Weights)


def features(vectors: NDArray[np.float32], signs: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    """Return the features of texts, shape (texts, dimensions + signs).

    Args:
        vectors: Embedding of each text, shape (texts, dimensions).
        signs: What is seen of each text beside its meaning; numbers from 0 to 1.
    """
    import numpy as np

    seen = np.array(signs, dtype=np.float32) * SIGN_SCALE
    return np.hstack([vectors * EMBEDDING_SCALE, seen]).astype(np.float32)


def plain(text: str) -> str:
    """Return a text as the signs are looked for in it: lower case, plain spaces and apostrophes."""
    return " ".join(text.lower().replace("’", "'").split())


def names_inside(text: str) -> bool:
    """Return whether a word inside a sentence begins with a capital letter."""
    return re.search(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+", text) is not None
