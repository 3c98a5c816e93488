"""Answering when the employee asks back: reviewed answers, else a sentence from the library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, ConfigDict

from coach.errors import CoachError
from coach.interview.signals import not_understood
from coach.knowledge.shelf import Hit
from coach.llm.prompts import load_file, render
from coach.text import content_words, fold_space, words

if TYPE_CHECKING:
    import numpy as np

SURE = 0.55
"""Cosine from which a question counts as one of the reviewed ones."""
LIKELY = 0.5
"""The same for one that shares a word which carries meaning."""
FITS = 0.45
"""Score from which a passage answers a question; a sentence beside the point is worse than none."""
FIRST_SENTENCES = 3
"""Sentences of a passage that say its idea by themselves (docs/knowledge.md)."""
MIN_PART_WORDS = 3
"""Shortest part of a long message that is compared by itself."""
_MEANS = re.compile(
    r"\b(?:do|did) you mean\b|\bmean(?:ing)? (?:by|with)\b|\bwhich (?:one )?do you\b"
)
"""Asks what a question means."""
_DEICTIC = re.compile(r"\b(?:you|your|this|that|we|us|here)\b")
"""Speaks of the interview itself, on which no passage says anything."""
_PRIVACY = re.compile(
    r"\bwho(?:'s|'ll| is| will| can| else)? (?:\w+ ){0,3}?(?:see|sees|read|reads|get|gets|know|"
    r"knows)\b[^.!?]{0,20}\b(?:this|that|it|these|what i|my)\b"
    r"|\b(?:see|read|get|find out|told|tell|know)\b[^.!?]{0,25}\b(?:boss|manager|hr|colleagues?|"
    r"supervisor|chief|works council|management)\b[^.!]*\?"
    r"|\b(?:boss|manager|hr|supervisor|chief|management|anybody|anyone|somebody)\b[^.!?]{0,20}"
    r"\b(?:see|sees|read|reads|find|finds|listening|listens)\b[^.!]*\?"
    r"|\b(?:attributed|anonym\w*|confidential\w*|by name|in my name|with my name|"
    r"on record)\b[^.!]*\?"
)
"""Asks who gets to see what is said; the answer matters too much to depend on likeness."""
_PARTS = re.compile(r"[.!?;,:]+\s+|\s(?=because\b|but\b)")
MAX_SENTENCE_WORDS = 45


_ORDER = re.compile(
    r"(?:(?:when|if|after|before|once|while|where|until|as soon as)\b[^,]{3,80}, )?(?:then )?"
    r"[\"“]?(then |now |so |and |first,? |next,? )?"
    r"(ask|list|write|name|pick|choose|take|go|tell|count|look|find|draw|"
    r"set|keep|start|let|put|use|show|make|try|say|do|send|read|watch|check|bring|call|stop|agree|"
    r"plan|note|give|think|describe|book|walk|offer|invite|mark|follow|thank|end|begin|avoid|wait|"
    r"test|share|learn|decide|leave|get|compare|see|sit|you (should|could|can|need|must))\b",
    re.IGNORECASE,
)
"""A sentence of a passage that tells somebody what to do: advice has its place in the plan."""


class Knowing(Protocol):
    """What is used of ``coach.knowledge.library.Library``."""

    def search(self, query: str, *, limit: int = ...) -> list[Hit]:
        """Return passages that answer a query, best first."""
        ...

    def embed(self, texts: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """Return a vector of unit length for each text."""
        ...


class _Known(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    asked: list[str]
    answer: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    answers: list[_Known]
    unknown: str
    from_library: str
    back: str


@dataclass(frozen=True)
class Clarification:
    """One or two true sentences, and the passage that they come from, if any."""

    text: str
    hit: Hit | None = None


class Clarifier:
    """Answers questions of the employee.

    Args:
        library: Where passages are found.
    """

    def __init__(self, library: Knowing) -> None:
        self._library = library
        self._file = load_file("interview/clarify", _File)
        self._asked = [(text, known) for known in self._file.answers for text in known.asked]

    def answer(self, question: str) -> Clarification:
        """Return what the coach answers; never invented, and never empty."""
        wanted = words(question)
        for known in self._file.answers:
            if any(words(asked) == wanted for asked in known.asked):
                return Clarification(known.answer)
        if not_understood(question):
            return Clarification(self._answer_for("not_understood"))
        if _PRIVACY.search(question.lower().replace("’", "'")):
            return Clarification(self._answer_for("who_sees"))
        try:
            return self._by_meaning(question)
        except CoachError:
            return Clarification(self._file.unknown)

    def lead_back(self, clarification: Clarification, question: str) -> str:
        """Return the whole reply: the clarification, then the interview's question."""
        variables = {"answer": clarification.text, "question": question}
        return render(self._file.back, variables).strip()

    def _answer_for(self, known_id: str) -> str:
        return next(known.answer for known in self._file.answers if known.id == known_id)

    def _by_meaning(self, question: str) -> Clarification:
        parts = [question, *(p for p in _PARTS.split(question) if len(words(p)) >= MIN_PART_WORDS)]
        likeness = (self._vectors @ self._library.embed(parts).T).max(axis=1)
        best = int(likeness.argmax())
        asked, known = self._asked[best]
        shared = content_words(asked) & content_words(question)
        if likeness[best] >= (LIKELY if shared else SURE):
            return Clarification(known.answer)
        if _MEANS.search(question.lower()):
            return Clarification(self._answer_for("not_understood"))
        if _DEICTIC.search(question.lower()):
            return Clarification(self._file.unknown)
        hits = self._library.search(question, limit=1)
        if not hits or hits[0].score < FITS:
            return Clarification(self._file.unknown)
        return self._quote(question, hits[0])

    @cached_property
    def _vectors(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """Vectors of the reviewed questions; embedded once, they are many."""
        return self._library.embed([text for text, _ in self._asked])

    def _quote(self, question: str, hit: Hit) -> Clarification:
        """Return the first sentence of a passage that is near to the question, with its source."""
        passage = hit.passage
        sentences = [
            s.strip() for s in re.findall(r"[^.!?]+[.!?]+", fold_space(passage.text)) if s.strip()
        ]
        sentences = [
            s
            for s in sentences[:FIRST_SENTENCES]
            if 5 <= len(words(s)) <= MAX_SENTENCE_WORDS and "?" not in s and not _ORDER.match(s)
        ]
        if not sentences:
            return Clarification(self._file.unknown)
        vectors = self._library.embed([question, *sentences])
        best = sentences[int((vectors[1:] @ vectors[0]).argmax())]
        variables = {"sentence": best, "title": passage.title, "source": passage.source}
        return Clarification(render(self._file.from_library, variables), hit)
