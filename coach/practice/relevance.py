"""Which facts a question of the employee asks for.

Two comparisons by meaning: the question with the facts, and the question with reviewed ways to ask
for each kind of fact (``prompts/practice/asking.yaml``), because "What would help you most?" shares
no word with "Freeze the list at six".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError
from coach.practice.facts import Known
from coach.practice.texts import asking
from coach.text import content_words, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]

MOST_FACTS = 2
"""More than two facts in a reply make it a report."""
SURE_KIND = 0.50
"""Cosine from which a question asks for a kind of fact; tests/practice/asked.yaml."""
SURE_FACT = 0.42
"""Cosine from which a question is about a fact itself."""
SURE_OTHER = 0.55
"""Cosine from which a fact of another kind than the one asked for is about the question too."""
NOTHING = "nothing"
"""The kind of questions that notes do not answer."""

_REAL_CASE = re.compile(
    r"\b(?:last time|an? (?:real |recent )?(?:example|case|time (?:when|that))|recent(?:ly)?|"
    r"when did you last|a day (?:when|on which)|what happened\b(?! (?:then|next|after)))",
    re.IGNORECASE,
)
_NEEDS = re.compile(
    r"\bwhat (?:do you (?:\w+ )?(?:care about|need|want|expect|wish)|"
    r"(?:matters|is (?:most )?important|counts)(?: most| more)? (?:to|for) you|matters most)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^(?:(?:and|so|ok|okay|yes|hm+|i see)[ ,.]+)*(?:what else|anything else|"
    r"(?:can you |could you |please )?(?:tell me more|say more|go on)|"
    r"what do you mean|how do you mean|how so|and then|"
    r"what happened (?:then|next|after)|in what way|what did you do then|what then)\b",
    re.IGNORECASE,
)
_NEAR = {
    "moment.event": ("moment.effect",),
    "moment.effect": ("customers.if_late",),
    "customers.if_late": ("moment.effect", "focus.why"),
    "needs.needs": (),
    "helpful.help": ("needs.needs",),
    "helpful.obstacle": (),
    "stop.stop": ("stop.time",),
    "stop.time": (),
    "focus.why": ("customers.if_late",),
    "conversation.today": (),
    "end_customer.end_customer": ("end_customer.value",),
    "end_customer.value": ("end_customer.end_customer",),
}
"""Where to look on when a kind of fact is not in the notes, or all of it is said."""


class Relevance:
    """Finds facts for questions; each text is embedded once.

    Args:
        facts: What the customer can speak of.
        embed: The product's embedding: one vector of unit length a text.
    """

    def __init__(self, facts: Sequence[Known], embed: Embed) -> None:
        self._facts = facts
        self._embed = embed
        self._kinds = [(kind, way) for kind, ways in asking().items() for way in ways]
        self._vectors: Any = None

    def prepare(self) -> None:
        """Embed facts and ways to ask ahead of the first question."""
        if self._vectors is None:
            texts = [_text(fact) for fact in self._facts] + [way for _, way in self._kinds]
            try:
                self._vectors = self._embed(texts)
            except CoachError:
                self._vectors = False  # without the embedding, shared words have to do

    def find(self, question: str, *, before: str | None = None) -> list[Known]:
        """Return the facts that a question asks for, most fitting first; not more than a few.

        Args:
            question: A question of the employee.
            before: The kind of fact that was spoken of before, for "What else?".
        """
        likeness, by_kind = self._compare(question)
        if before is not None and _goes_on(question):
            return self._of_kinds([before, *_NEAR.get(before, ())], likeness)
        kind = max(by_kind, key=lambda name: by_kind[name])
        if _REAL_CASE.search(question):
            kind = "moment.event"
        elif _NEEDS.search(question) and kind not in ("helpful.help", "stop.stop"):
            kind = "needs.needs"
        elif by_kind[kind] < SURE_KIND:
            kind = NOTHING
        about = sorted(
            (n for n, value in enumerate(likeness) if value >= SURE_FACT),
            key=lambda n: -likeness[n],
        )
        found = [self._facts[n] for n in about]
        if kind != NOTHING:
            asked = self._of_kinds([kind], likeness) or self._of_kinds(_NEAR[kind], likeness)
            same = [fact for fact in found if fact.slot == kind]
            rest = [self._facts[n] for n in about if likeness[n] >= SURE_OTHER]
            found = [*same, *asked, *rest] if asked else found
        return list(dict.fromkeys(found))

    def _of_kinds(self, kinds: Sequence[str], likeness: Sequence[float]) -> list[Known]:
        """Return the facts of some kinds: what was heard first, then what is most like.

        A story is told in its order.
        """
        found = [
            (fact, value)
            for fact, value in zip(self._facts, likeness, strict=True)
            if fact.slot in kinds
        ]

        def order(entry: tuple[Known, float]) -> tuple[int, bool, float]:
            fact, value = entry
            story = fact.slot.startswith("moment")
            return kinds.index(fact.slot), fact.guess, 0.0 if story else -value

        return [fact for fact, _ in sorted(found, key=order)]

    def _compare(self, question: str) -> tuple[list[float], dict[str, float]]:
        """Return how like a question is to each fact, and to each kind of fact."""
        self.prepare()
        texts = [*(_text(fact) for fact in self._facts), *(way for _, way in self._kinds)]
        values: list[float] = []
        if self._vectors is not False:
            try:
                values = (self._vectors @ self._embed([question])[0]).tolist()
            except CoachError:
                self._vectors = False
        if not values:
            values = [_shared(question, text) for text in texts]
        split = len(self._facts)
        by_kind: dict[str, float] = {}
        for (kind, _), value in zip(self._kinds, values[split:], strict=True):
            by_kind[kind] = max(value, by_kind.get(kind, -1.0))
        return values[:split], by_kind


def _goes_on(question: str) -> bool:
    """Return whether a question goes on from what was said and has no subject of its own."""
    return bool(_GOES_ON.match(question)) and len(content_words(question)) <= 2


def _text(fact: Known) -> str:
    return fact.voiced or fact.quote


def _shared(one: str, other: str) -> float:
    a, b = set(words(one)), set(words(other))
    return len(a & b) / max(1, len(a | b))
