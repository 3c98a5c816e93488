"""What other answers say on a topic: an answer may tell more than it was asked for.

Its sentences that are not noted yet and show signs of the topic are read like an answer to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.interview.agenda import Topic
from coach.interview.cues import speaks_of
from coach.interview.notes import Notes
from coach.interview.signals import signal_of
from coach.store.messages import Message
from coach.text import content_words, fold_space, sentences, words

MIN_WORDS = 5
"""Shorter sentences say too little apart from the question that they answer."""
COVERED = 0.6
"""Share of a sentence's words in one fact from which the sentence counts as noted."""


@dataclass(frozen=True)
class Passage:
    """Sentences of one message that may speak of a topic.

    Attributes:
        turn: Number of the message.
        message: The whole message.
        text: The sentences, in order.
    """

    turn: int
    message: str
    text: str


def said_about(topic: Topic, messages: Sequence[Message], notes: Notes) -> list[Passage]:
    """Return what answers to other questions may say on a topic.

    Args:
        topic: The topic.
        messages: The transcript so far.
        notes: What is noted already.
    """
    passages = []
    for message in messages:
        if not _is_answer(message) or message.topic == topic.id:
            continue
        found = list(_speaking(topic, list(_open(message, notes))))
        if found:
            passages.append(Passage(message.turn, message.text, " ".join(found)))
    return passages


def _speaking(topic: Topic, said: Sequence[str]) -> Iterator[str]:
    """Yield the sentences that speak of a topic; of a moment also what came of it."""
    follows = False
    for sentence in said:
        speaks = speaks_of(topic.id, sentence)
        if speaks or (follows and topic.id == "moment"):
            yield sentence
        follows = speaks


def _is_answer(message: Message) -> bool:
    employee = message.speaker == "employee" and message.kind == "answer"
    return employee and signal_of(message.text) == "answer"


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
