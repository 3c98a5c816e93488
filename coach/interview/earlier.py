"""What was said earlier that belongs to a topic which is only now opened.

An answer may tell more than it was asked for. Its sentences that are not noted yet are compared
with the examples of the topic; the nearest are read like an answer to the topic itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coach.interview.agenda import Topic
from coach.interview.notes import Notes
from coach.interview.signals import signal_of
from coach.store.messages import Message
from coach.text import content_words, fold_space, sentences, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR = 0.45
"""Cosine from which a sentence may speak of a topic; measured, see docs/interview.md."""
MIN_WORDS = 5
"""Shorter sentences say too little apart from the question that they answer."""
COVERED = 0.6
"""Share of a sentence's words in one fact from which the sentence counts as noted."""
NEVER = frozenset({"work", "focus", "commit", "missed"})
"""Topics that are always asked: the first, the last, and the two that need a decision."""


class Embedding(Protocol):
    """What is used of ``coach.knowledge.library.Library``."""

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        """Return a vector of unit length for each text."""
        ...


@dataclass(frozen=True)
class Passage:
    """Sentences of one earlier message that may speak of a topic.

    Attributes:
        turn: Number of the message.
        message: The whole message.
        text: The sentences, in order.
    """

    turn: int
    message: str
    text: str


class Earlier:
    """Finds sentences about a topic in earlier answers.

    Args:
        embedding: Tells how near two texts are in meaning.
    """

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def about(self, topic: Topic, messages: Sequence[Message], notes: Notes) -> list[Passage]:
        """Return what earlier answers may say on a topic; empty for topics that are always asked.

        Raises:
            CoachError: the embedding cannot be used.
        """
        if topic.id in NEVER:
            return []
        said = [(m, s) for m in messages if _is_answer(m, topic) for s in _open(m, notes)]
        if not said:
            return []
        likeness = self._likeness(topic, [sentence for _, sentence in said])
        near = [pair for pair, value in zip(said, likeness, strict=True) if value >= NEAR]
        return list(_joined(near))

    def _likeness(self, topic: Topic, texts: Sequence[str]) -> list[float]:
        """Return how near each text is to the nearest example of the topic."""
        examples = [s for e in topic.read if any(e.notes.values()) for s in sentences(e.answer)]
        self._embed([*texts, *examples])
        best = []
        for text in texts:
            best.append(max(float(self._vectors[e] @ self._vectors[text]) for e in examples))
        return best

    def _embed(self, texts: Sequence[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._embedding.embed(new), strict=True))


def _is_answer(message: Message, topic: Topic) -> bool:
    if message.speaker != "employee" or message.kind != "answer" or message.topic == topic.id:
        return False
    return signal_of(message.text) == "answer"


def _open(message: Message, notes: Notes) -> Iterator[str]:
    """Yield the sentences of a message that no fact holds yet."""
    quotes = [f.quote for _, _, f in notes.everything() if f.turn == message.turn]
    for sentence in sentences(message.text):
        plain = fold_space(sentence)
        if len(words(plain)) < MIN_WORDS or plain.endswith("?"):
            continue
        if not any(_covers(quote, plain) for quote in quotes):
            yield plain


def _covers(quote: str, sentence: str) -> bool:
    said = content_words(sentence)
    return len(said & content_words(quote)) >= COVERED * len(said)


def _joined(near: Sequence[tuple[Message, str]]) -> Iterator[Passage]:
    by_turn: dict[int, tuple[Message, list[str]]] = {}
    for message, sentence in near:
        by_turn.setdefault(message.turn, (message, []))[1].append(sentence)
    for turn, (message, parts) in by_turn.items():
        yield Passage(turn, message.text, " ".join(parts))
