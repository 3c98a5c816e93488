"""The product's embedding for tests, and what stands in for one that is not there."""

from __future__ import annotations

from typing import Any

import numpy as np

from coach.errors import CoachError


class Missing:
    """Weights that are not there."""

    def embed(self, texts: list[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Fail as the product's embedding does without its weights."""
        raise CoachError("The weights are not there.")
