"""The interview with the model in charge: it asks what it likes, and says when it is over."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from coach.evaluate.baseline.room import fitting
from coach.evaluate.baseline.texts import BaselineTexts
from coach.evaluate.baseline.topics import TopicFinder
from coach.interview.agenda import Topic
from coach.interview.events import CoachKind, Event, Finished, Said
from coach.llm.engine import Engine, Request
from coach.llm.engine import Message as Line
from coach.llm.prompts import render
from coach.store.messages import Message
from coach.text import clean, fold_space

TURN_LIMIT = 40
"""Answers after which the interview is broken off; ours takes 18 to 30."""
SAME_MESSAGES = 3
"""So many times the same message, and the interview is broken off."""


class OnePromptInterview:
    """An interview that one system prompt leads.

    It has the shape of ``coach.evaluate.simulator.Interviewing``.

    Args:
        engine: The model.
        texts: What it is told.
        topics: Parts of the outline.
        finder: Finds what a question is about, for the simulated employee and the metrics.
        asks: Messages of the employee that ask back.
        context_tokens: Size of the model's context.

    Attributes:
        messages: The transcript so far.
        repeated: Whether the model said the same ``SAME_MESSAGES`` times.
    """

    def __init__(
        self,
        engine: Engine,
        texts: BaselineTexts,
        topics: Sequence[Topic],
        finder: TopicFinder,
        *,
        asks: Collection[str],
        context_tokens: int,
    ) -> None:
        self._engine = engine
        self._texts = texts
        self._finder = finder
        self._asks = asks
        self._context_tokens = context_tokens
        outline = [
            {
                "aim": texts.topics[topic.id].aim,
                "ask": render(texts.topics[topic.id].ask, {"who": texts.customer}),
                "most": texts.topics[topic.id].most,
            }
            for topic in topics
        ]
        system = render(texts.system, {"topics": outline, "code": texts.code}).strip()
        self._system = Line("system", system)
        self._chat = [Line("user", texts.begin)]
        self._topic = topics[0].id
        self._said: Counter[str] = Counter()
        # A small model may write the code with a blank in place of the hyphen.
        words = re.split(r"\W+", texts.code)
        self._code = re.compile(r"\W+".join(words), re.IGNORECASE)
        self.messages: list[Message] = []
        self.repeated = False

    def start(self) -> Iterator[Event]:
        """Say the fixed opening."""
        yield self._say(self._texts.opening, "opening", "stock")

    def answer(self, text: str) -> Iterator[Event]:
        """Take an answer; the model's reply comes as it is, unless it says the closing code.

        Raises:
            EngineError: the model stopped answering.
        """
        asks_back = text in self._asks
        self._keep("employee", "clarification" if asks_back else "answer", "stock", text)
        self._chat.append(Line("user", text))
        reply, ttft_ms, total_ms = self._reply()
        words, codes = self._code.subn("", reply)
        if codes:
            yield self._say(words.strip() or reply, "closing", "model", ttft_ms, total_ms)
            yield Finished("complete")
            return
        if not reply:
            return
        kind = self._kind(reply, asks_back)
        said = self._say(reply, kind, "model", ttft_ms, total_ms)
        self._said[fold_space(reply).casefold()] += 1
        self.repeated = SAME_MESSAGES in self._said.values()
        if not self.repeated:
            yield said

    def finish(self) -> Iterator[Event]:
        """End it; there is nothing left to do."""
        return iter(())

    def readback_topics(self) -> Sequence[str]:
        """Return nothing: the model is not asked to read back."""
        return ()

    def _reply(self) -> tuple[str, float, float]:
        """Return the model's next message, and the milliseconds to its first words and its end."""
        speaking = self._texts.question
        request = Request(
            messages=fitting(self._system, self._chat, self._context_tokens - speaking.max_tokens),
            fixed=1,
            max_tokens=speaking.max_tokens,
            temperature=speaking.temperature,
            seed=len(self._chat),
        )
        began, first = time.perf_counter(), 0.0
        pieces = []
        for piece in self._engine.stream(request):
            first = first or time.perf_counter() - began
            pieces.append(piece)
        return clean("".join(pieces)).strip(), first * 1000, (time.perf_counter() - began) * 1000

    def _kind(self, reply: str, asked_back: bool) -> CoachKind:
        """Move to the topic of a reply and say what it is: a first question on it, or a probe."""
        self._topic = self._finder.find(reply, self._topic)
        if asked_back:
            return "clarification"
        return "probe" if any(m.topic == self._topic for m in self.messages) else "question"

    def _say(
        self,
        text: str,
        kind: CoachKind,
        origin: Literal["stock", "model"],
        ttft_ms: float | None = None,
        total_ms: float | None = None,
    ) -> Said:
        turn = self._keep("coach", kind, origin, text, ttft_ms, total_ms)
        self._chat.append(Line("assistant", text))
        return Said(turn, self._topic, kind, origin, text)

    def _keep(
        self,
        speaker: Literal["coach", "employee"],
        kind: CoachKind | Literal["answer"],
        origin: Literal["stock", "model"],
        text: str,
        ttft_ms: float | None = None,
        total_ms: float | None = None,
    ) -> int:
        turn = len(self.messages)
        self.messages.append(
            Message(
                turn=turn,
                speaker=speaker,
                topic=self._topic,
                kind=kind,
                origin=origin,
                text=text,
                ttft_ms=None if ttft_ms is None else round(ttft_ms, 1),
                total_ms=None if total_ms is None else round(total_ms, 1),
            )
        )
        return turn
