"""Sensitive messages found by meaning: near to examples of their kind, farther from ordinary ones.

Rules know the plain ways to say something; on messages that were written after them they found a
third of the roundabout ones ("I stood on the bridge for an hour and almost did it"). The nearest
examples by the product's embedding find more of them. Misconduct is left to the rules: by meaning
it cannot be told from ordinary talk about money and suppliers.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from coach.errors import CoachError
from coach.interview.fitted import Embedding
from coach.llm.prompts import load_file
from coach.text import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SensitiveKind = Literal["crisis", "harassment", "misconduct", "health"]

NEAREST = 3
"""Mean cosine over so many examples; a single one can be near by a word they share."""
FLOORS: dict[SensitiveKind, float] = {"crisis": 0.40, "harassment": 0.45, "health": 0.45}
"""Mean cosine from which a message can count; lower for a crisis, which must not be missed."""
MARGINS: dict[SensitiveKind, float] = {"crisis": 0.05, "harassment": 0.07, "health": 0.07}
"""By how much it must be nearer to a kind than to ordinary messages."""
SENTENCE_FLOOR = 0.05
"""Added to the floor for one sentence of several, which says less than a whole message."""
MIN_WORDS = 4
MAX_SENTENCES = 12
"""Sentences looked at: a few milliseconds each. The rules read the whole message."""


class Examples(BaseModel):
    """Messages of each kind, and ordinary ones that look alike; none stands in the tests."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crisis: list[str] = Field(min_length=NEAREST)
    harassment: list[str] = Field(min_length=NEAREST)
    health: list[str] = Field(min_length=NEAREST)
    ordinary: list[str] = Field(min_length=NEAREST)


class Meanings:
    """Compares messages with the examples, which are embedded once. Safe for threads.

    Args:
        embedding: Turns texts into vectors.
    """

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding
        self._lock = threading.Lock()
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def warm_up(self) -> None:
        """Embed the examples now, a second of work, and not with the first answer.

        Raises:
            CoachError: the weights are not there.
        """
        with self._lock:
            if self._vectors:
                return
            examples = load_file("interview/sensitive", Examples).model_dump()
            vectors = self._embedding.embed([text for texts in examples.values() for text in texts])
            start = 0
            for kind, texts in examples.items():
                self._vectors[kind] = vectors[start : start + len(texts)]
                start += len(texts)

    def kind_of(self, said: Sequence[str]) -> SensitiveKind | None:
        """Return the kind that any sentence of a message is near to, a crisis first, or None.

        Args:
            said: Sentences of a message, from ``plain_sentences``.
        """
        parts = [s for s in said if len(words(s)) >= MIN_WORDS][:MAX_SENTENCES]
        if not parts:
            return None
        whole = " ".join(said)
        texts = [whole, *parts] if len(said) > 1 else [whole]
        try:
            self.warm_up()
            found = self._kinds(self._embedding.embed(texts))
        except CoachError:
            # Without the embedding the rules still hold.
            return None
        return "crisis" if "crisis" in found else next(iter(found), None)

    def _kinds(self, vectors: NDArray[np.float32]) -> list[SensitiveKind]:
        import numpy as np

        near = {
            kind: np.sort(vectors @ examples.T, axis=1)[:, -NEAREST:].mean(axis=1)
            for kind, examples in self._vectors.items()
        }
        found: list[SensitiveKind] = []
        for place, ordinary in enumerate(near["ordinary"]):
            best = max(FLOORS, key=lambda kind: float(near[kind][place]))
            floor = FLOORS[best] + (SENTENCE_FLOOR if place else 0)
            if near[best][place] > max(floor, ordinary + MARGINS[best]):
                found.append(best)
        return found
