"""Which topic a free question is about, by its likeness to known questions on each topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coach.checking.phrasing import core, questions
from coach.evaluate.baseline.texts import Aim
from coach.evaluate.conversation import Embed
from coach.interview.agenda import Topic
from coach.llm.prompts import render

LEAST_LIKENESS = 0.48
"""Cosine below which a question ("Can you tell me more?") says nothing about its topic."""
LEAST_LIKENESS_UNASKED = 0.75
"""The same for a message without a question, which may still name a topic ("Your first step.")."""


class TopicFinder:
    """Finds the topic of a question.

    Args:
        topics: The topics to choose from, each with its reviewed questions.
        aims: Further questions on each topic, by its id.
        whom: Names for the customer, put into the questions.
        embed: The product's embedding.
    """

    def __init__(
        self, topics: Sequence[Topic], aims: Mapping[str, Aim], whom: Sequence[str], embed: Embed
    ) -> None:
        self._embed = embed
        known: list[tuple[str, str]] = []
        for topic in topics:
            wordings = [
                *(aims[topic.id].ask, *aims[topic.id].like),
                *(*topic.opening, *topic.again),
                *(wording for probe in topic.probes for wording in probe.ask),
            ]
            for wording in wordings:
                filled = dict.fromkeys(core(render(wording, {"who": who})) for who in whom)
                known += [(text, topic.id) for text in filled]
        self._owners = [owner for _, owner in known]
        self._vectors = embed([text for text, _ in known])

    def find(self, text: str, current: str) -> str:
        """Return the id of the topic that a message asks about.

        Any topic may come at any time. Of several questions the one that is clearest counts.

        Args:
            text: The message.
            current: The topic that is kept where the message is like no known question.
        """
        asked = [core(question) for question in questions(text)]
        likeness = (self._embed(asked or [text]) @ self._vectors.T).max(axis=0)
        best = int(likeness.argmax())
        least = LEAST_LIKENESS if asked else LEAST_LIKENESS_UNASKED
        return self._owners[best] if float(likeness[best]) >= least else current
