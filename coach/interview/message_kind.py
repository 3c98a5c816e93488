"""What kind of message an employee sent, by rules and, where they are not sure, by meaning.

The rules (``signals.py``) know phrases. What they take for an answer although it looks like a
refusal or a question is given to a logistic regression over the product's embedding and a few
signs, fitted on ``prompts/interview/messages.yaml`` by ``scripts/fit_messages.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, ConfigDict

from coach.errors import CoachError
from coach.interview.signals import Signal, signal_of
from coach.llm.prompts import load_file
from coach.text import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KINDS = ("answer", "asks_back", "refuses")
"""The classes, in the order of the weights."""
SURE = 0.7
"""Probability from which a message with a word of a refusal or a question is one."""
VERY_SURE = 0.93
"""The same without such a word. Both were chosen by cross-validation (docs/interview.md)."""
MAX_WORDS = 30
"""A longer message is an answer unless the rules say otherwise."""
EMBEDDING_SCALE = 4.0
SIGN_SCALE = 0.7
"""How much the two parts of the features count; chosen by cross-validation."""

_ASK = (
    r"(?:what|why|who|whom|whose|how|where|when|which|can|could|do|does|did|is|are|will|would|should|"
    r"may|must|isn't|don't|am|was)"
)
_MAY_REFUSE = re.compile(
    r"\b(no|not|none|nothing|nobody|never|skip\w*|pass|next|rather|refuse|private|personal|idea|clue|"
    r"whatever|stupid|silly|pointless|boring|tired|same|already|leave|move on|blank|forget|above|"
    r"enough|stop|dunno|idk|unsure|cannot|confidential|business|uncomfortable|hard|difficult|later|"
    r"let'?s|mind|energy|care|nope|nah|nada|\w+n'?t|dont|cant|wont|too|impossible|nonsense|fine|"
    r"without)\b"
)
_MAY_ASK = re.compile(
    rf"\?|^(?:and |so |but |ok |hm+,? |well,? |sorry,? |wait,? |hang on,? )*{_ASK}\b"
    r"|\b(?:you|u|question|mean|meant|explain|example|understand|unclear|confus\w+|asking|rephrase|"
    r"clarify|wording|translate)\b"
)
_REPORTS = re.compile(
    r"(they|she|he|nobody|no ?one|none of them|people|customers?|clients?|i never (ask|talk|check|"
    r"count|measure|heard|saw|met)\w*)\b"
)
"""Says what somebody does or does not do, which is an answer whatever it sounds like."""
_SIGNS = (
    r"\?$",
    r"\?",
    rf"^{_ASK}\b",
    r"\d",
    r"\b(?:you|your|u)\b",
    r"\b(?:skip|pass|next)\b",
    r"\b(?:no idea|don'?t know|not sure|can'?t|cannot|won'?t|rather not|nothing|none|no)\b",
    r"^(?:i|we|my|our)\b",
    r"^(?:they|she|he|the|it)\b",
    r"\b(?:but|maybe|i guess|about|probably|though)\b",
    rf"{_ASK}\b[^.!]*\?$",
    r"\b(?:question|answer|mean|example|ask|asking)\b",
)


class Embedding(Protocol):
    """What is used of ``coach.knowledge.library.Library``."""

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        """Return a vector of unit length for each text."""
        ...


class Weights(BaseModel):
    """The fitted model; ``prompts/interview/message_weights.yaml``.

    Attributes:
        kinds: Names of the classes.
        intercepts: One of each class.
        weights: One row of each class, as long as the features.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[str, ...]
    intercepts: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Read the fitted model.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("interview/message_weights", Weights)


def signs(text: str) -> list[float]:
    """Return what is seen of a message beside its meaning; numbers from 0 to 1."""
    plain = _plain(text)
    count = len(words(plain))
    named = re.search(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]+", text) is not None
    seen = [re.search(sign, plain) is not None for sign in _SIGNS]
    return [min(count, 40) / 40, *map(float, (count <= 2, count <= 5, named, *seen))]


def features(texts: Sequence[str], embedding: Embedding) -> NDArray[np.float32]:
    """Return the features of messages, shape (messages, dimensions + signs).

    Raises:
        CoachError: the embedding cannot be used.
    """
    import numpy as np

    vectors = embedding.embed(list(texts)) * EMBEDDING_SCALE
    seen = np.array([signs(text) for text in texts], dtype=np.float32) * SIGN_SCALE
    return np.hstack([vectors, seen]).astype(np.float32)


class Listener:
    """Tells what kind of message an employee sent.

    Args:
        embedding: Tells how near two texts are in meaning.
    """

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    def signal_of(self, text: str) -> Signal:
        """Return what kind of message ``text`` is."""
        signal = signal_of(text)
        plain = _plain(text)
        if signal != "answer" or len(words(plain)) > MAX_WORDS or _REPORTS.match(plain):
            return signal
        try:
            likely = self._likely(text)
        except CoachError:
            # Without the embedding the rules still hold.
            return signal
        if likely["refuses"] >= (SURE if _MAY_REFUSE.search(plain) else VERY_SURE):
            return "declines"
        if likely["asks_back"] >= (SURE if _MAY_ASK.search(plain) else VERY_SURE):
            return "asks_back"
        return signal

    def _likely(self, text: str) -> dict[str, float]:
        import numpy as np

        fitted = load_weights()
        row = features([text], self._embedding)[0]
        scores = np.array(fitted.weights) @ row + np.array(fitted.intercepts)
        shares = np.exp(scores - scores.max())
        return dict(zip(fitted.kinds, (shares / shares.sum()).tolist(), strict=True))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
