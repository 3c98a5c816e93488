"""Whether an answer gives a coach something to work with, or only general words.

A logistic regression over the product's embedding and a few signs, fitted on
``prompts/interview/vague.yaml`` by ``scripts/fit.py``, beside the rules of ``gaps.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.errors import CoachError
from coach.interview.fitted import Embedding, features, load_weights, names_inside, plain
from coach.interview.gaps import GENERAL_WORDS, is_general
from coach.interview.signals import is_vague
from coach.text import STOP_WORDS, words

KINDS = ("general", "specific")
"""The classes."""
GENERAL = 0.7
"""Probability from which an answer says nothing specific although something was noted of it."""
GENERAL_UNNOTED = 0.2
"""The same where nothing was noted. Both were chosen on
``tests/interview/labelled/development.yaml``."""

_SIGNS = (
    r"\d",
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|twice|hundred)\b",
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(january|february|april|june|july|august|"
    r"september|october|november|december|yesterday|tomorrow|tonight|noon|christmas|easter)\b",
    r"\b(he|she|him|her|his|hers)\b",
    r"\b(everyone|everybody|anyone|all|whole|overall|general|generally|basically|always|usual)\b",
    r"\b(depends|somehow|something|things|stuff|whatever|you know|kind of|sort of|in a way)\b",
    r"\b(quality|service|communication|cooperation|support|efficient|flexible|professional)\b",
    r"\b(said|told|asked|wrote|rang|phoned|called|complained)\b",
    r"\b(hours?|minutes?|mins?|euros?|dollars?|percent|metres|km|kilos?|pages?)\b",
    r"\b(should|would|could|try|hope|maybe|guess|suppose)\b",
    r"\b(the|my|our|their) \w+",
    r"\b(better|good|best|well|right|proper|properly|nice|happy|satisfied|smooth|smoothly)\b",
    r"\b(if|when)\b",
    r"\b(not|never|nobody|nothing)\b|n't\b",
)


def signs(text: str) -> list[float]:
    """Return what is seen of an answer beside its meaning; numbers from 0 to 1."""
    lowered = plain(text)
    all_words = words(lowered)
    count = len(all_words)
    content = [word for word in all_words if word not in STOP_WORDS]
    general = sum(word in GENERAL_WORDS for word in content) / max(1, len(content))
    named = names_inside(text)
    seen = [re.search(sign, lowered) is not None for sign in _SIGNS]
    return [
        min(count, 60) / 60,
        min(len(content), 20) / 20,
        general,
        *map(float, (count <= 2, count <= 5, general == 1, named, *seen)),
    ]


class Specifics:
    """Tells general words from specific ones.

    Args:
        embedding: Tells how near two texts are in meaning.
    """

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    def says_nothing(self, answer: str, values: Sequence[str]) -> bool:
        """Return whether a coach has nothing to work with.

        Args:
            answer: The employee's message.
            values: All that was noted of it.
        """
        if values and is_vague(answer) and all(is_general(value) for value in values):
            return True
        return self.is_general(answer, GENERAL if values else GENERAL_UNNOTED)

    def is_general(self, answer: str, limit: float = GENERAL) -> bool:
        """Return whether an answer is only general words, as far as its meaning tells.

        Args:
            answer: The employee's message.
            limit: Probability from which it is.
        """
        try:
            vectors = self._embedding.embed([answer])
        except CoachError:
            # Without the embedding the rules still hold.
            return False
        likely = load_weights("interview/vague_weights").shares(features(vectors, [signs(answer)]))[
            0
        ]
        return likely["general"] > limit
