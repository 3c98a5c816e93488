"""Under which heading a part of an answer belongs, told by meaning and a few signs.

The model copies the right words more often than it puts them under the right heading, and it
copies side remarks. A logistic regression per topic, fitted on ``prompts/reading/*.yaml`` by
``scripts/fit.py``, looks at each find again, and at the parts of the answer in which the
model found nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.errors import CoachError
from coach.interview.agenda import Slot, Topic
from coach.interview.findings import Finding, accepted, finding
from coach.interview.fitted import Embedding, Weights, features, names_inside, plain
from coach.interview.specifics import Specifics
from coach.llm.prompts import load_file
from coach.text import content_words, fold_space, sentences, words

NOWHERE = "none"
"""The class of what is to be noted under no heading of the topic."""
TIMES = 4.0
"""How many times as likely another place must be than the one where the model put a find; chosen,
like the others, on ``tests/interview/labelled/development.yaml``."""
MOVE = 0.4
"""Probability of another heading from which a find is moved there."""
DROP = 0.35
"""Probability of no heading from which a find is dropped."""
ADD = 0.75
"""Probability from which a part that the model passed over is noted under an empty heading."""
ADD_REQUIRED = 0.5
"""The same where the topic cannot do without."""
ADD_MORE = 0.9
"""The same under a heading that something was found for, where it holds several."""
LONG_FIND_WORDS = 18
"""A longer find is cut to the clauses that belong under its heading."""
TRIM_TIMES = 2.0
"""How many times as likely no heading must be for a clause at its end to be cut off."""
TERSE_WORDS = 5
TERSE_DROP = 0.95
"""Probability of no heading from which a find in a short answer is dropped."""
DOUBTFUL = 0.2
"""Probability from which a find is kept all the same where the topic cannot do without."""
MAX_PARTS = 16
"""Parts of an answer that are looked at beside the finds: a few milliseconds each."""
MAX_PART_WORDS = 25

_DAY = (
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(january|february|march|april|may|june|july|"
    r"august|september|october|november|december|today|tomorrow|yesterday|tonight|week|weeks|month|"
    r"months|year|morning|evening|afternoon|noon|night)\b"
)
_SIGNS = (
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|dozen|half|twice|once|hundred|percent)\b",
    _DAY,
    r"^(i|we)\b(?!')",
    r"^(i'll|i will|i'd|i would|i could|i can|we could|we'll|i want|i'm going)\b",
    r"^(they|he|she|it|people|nobody|somebody|no one)\b",
    r"^(the|my|our|a|an|their|his|her)\b",
    r"^(to|not to|by|with|in|on|at|from|for|of)\b",
    r"^(if|when|once|as soon as|until|after|before)\b",
    r"\bif\b",
    r"\b(because|since|so that|so)\b",
    r"\b(will|'ll|going to|gonna|shall)\b|\w'll\b",
    r"\b(could|would|might)\b|\w'd\b",
    r"\b(should|must|have to|has to|need|needs|want|wants|like|wish|please)\b",
    r"\b(was|were|had|did|went|came|got|took|stood|lost|made|gave|found|missed|sent|\w{3,}ed)\b",
    r"\b(said|says?|told|tells?|asked|asks?|wrote|writes?|mentioned|complain\w*|heard|hear|saw|see)\b",
    r"\b(not|no|never|nobody|nothing|none|without)\b|n't\b",
    r"\b(every|each|per|daily|weekly|monthly|always|usually|normally|often|sometimes)\b",
    r"\b(hours?|minutes?|mins?|days?|times|seconds?)\b",
    r"\b(count\w*|measur\w*|track\w*|log|list|figures?|numbers?|rate|share|average)\b",
    r"\b(i|my|me|myself)\b",
    r"\b(they|them|their|he|him|his|she|her)\b",
    r"\?",
)


class Places(BaseModel):
    """The fitted models by topic; ``prompts/reading/weights.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topics: dict[str, Weights]


@lru_cache(maxsize=1)
def load_places() -> Places:
    """Read the fitted models.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("reading/weights", Places)


def signs(text: str) -> list[float]:
    """Return what is seen of a part of an answer beside its meaning; numbers from 0 to 1."""
    lowered = plain(text)
    count = len(words(lowered))
    seen = [re.search(sign, lowered) is not None for sign in _SIGNS]
    sizes = (count <= 1, count <= 3, count <= 6, names_inside(text))
    return [min(count, 25) / 25, *map(float, (*sizes, *seen))]


class Placer:
    """Puts parts of an answer under the headings of its topic.

    Args:
        embedding: Tells how near two texts are in meaning.
    """

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding
        self._specifics = Specifics(embedding)

    def placed(
        self,
        topic: Topic,
        findings: Sequence[Finding],
        answer: str,
        turn: int,
        *,
        aside: bool = False,
    ) -> list[Finding]:
        """Return the finds, each under the heading where it belongs, and what was passed over.

        Args:
            topic: What was talked about.
            findings: What was found in the answer.
            answer: The employee's message.
            turn: Its number.
            aside: Whether the answer was given to a question on another topic: then only what
                most likely belongs here is noted.
        """
        fitted = load_places().topics.get(topic.id)
        if fitted is None:
            return list(findings)
        findings = [
            shorter
            for found in findings
            if (shorter := self._trimmed(topic, found, fitted, answer, turn)) is not None
        ]
        parts = _parts(answer, findings)
        texts = [*(found.fact.value for found in findings), *parts]
        if not texts:
            return []
        try:
            vectors = self._embedding.embed(texts)
        except CoachError:
            # Without the embedding the model's own headings stand.
            return list(findings)
        shares = fitted.shares(features(vectors, [signs(text) for text in texts]))
        # Where somebody says nothing specific at length, only what is plainly a fact is noted.
        rambles = len(words(answer)) > MAX_PART_WORDS and self._specifics.is_general(answer)
        times = 1.0 if rambles or aside else TIMES
        # A few words in reply to a question are its answer, however little they say by themselves.
        terse = len(words(answer)) <= TERSE_WORDS and not aside
        kept: list[Finding] = []
        for found, likely in zip(findings, shares, strict=False):
            slot = _slot_for(topic, found, likely, times, drop=TERSE_DROP if terse else DROP)
            if slot is not None:
                same = slot.id == found.slot
                kept.append(found if same else finding(slot, found.fact.value, answer, turn))
        if aside:
            return kept
        if not rambles:
            kept += _least_doubtful(topic, kept, findings, shares)
        return [*kept, *_passed_over(topic, kept, parts, shares[len(findings) :], answer, turn)]

    def _trimmed(
        self, topic: Topic, found: Finding, fitted: Weights, answer: str, turn: int
    ) -> Finding | None:
        """Cut a long find to the clauses that belong under its heading; None when none does."""
        value = found.fact.value
        clauses = [part for part in _JOINT.split(value) if content_words(part)]
        if len(words(value)) <= LONG_FIND_WORDS or len(clauses) < 2:
            return found
        try:
            vectors = self._embedding.embed(clauses)
        except CoachError:
            return found
        shares = fitted.shares(features(vectors, [signs(clause) for clause in clauses]))
        fitting = [
            n for n, share in enumerate(shares) if share[found.slot] * TRIM_TIMES >= share[NOWHERE]
        ]
        if not fitting:
            return None
        start = value.index(clauses[fitting[0]])
        last = clauses[fitting[-1]]
        cut = value[start : value.index(last, start) + len(last)].strip(" ,;:")
        return found if cut == value else finding(topic.slot(found.slot), cut, answer, turn)


def _slot_for(
    topic: Topic, found: Finding, likely: dict[str, float], times: float, *, drop: float
) -> Slot | None:
    """Return the heading of a find, or None when it belongs under none."""
    best = max(likely, key=lambda kind: likely[kind])
    if likely[found.slot] * times >= likely[best]:
        return topic.slot(found.slot)
    if best == NOWHERE:
        return None if likely[NOWHERE] >= drop else topic.slot(found.slot)
    return topic.slot(best) if likely[best] >= MOVE else topic.slot(found.slot)


def _least_doubtful(
    topic: Topic,
    kept: Sequence[Finding],
    findings: Sequence[Finding],
    shares: Sequence[dict[str, float]],
) -> list[Finding]:
    """Return the best find of each required heading for which all finds were dropped."""
    saved: list[Finding] = []
    for slot in topic.slots:
        if not slot.required or any(found.slot == slot.id for found in kept):
            continue
        dropped = [
            (share[slot.id], number)
            for number, (found, share) in enumerate(zip(findings, shares, strict=False))
            if found.slot == slot.id and share[slot.id] >= DOUBTFUL
        ]
        saved += [findings[number] for _, number in sorted(dropped, reverse=True)[:1]]
    return saved


def _enough(slot: Slot, *, empty: bool) -> float:
    """Return how likely a part that was passed over must be, to be noted."""
    if not empty:
        return ADD_MORE
    return ADD_REQUIRED if slot.required else ADD


def _passed_over(
    topic: Topic,
    kept: Sequence[Finding],
    parts: Sequence[str],
    shares: Sequence[dict[str, float]],
    answer: str,
    turn: int,
) -> list[Finding]:
    """Return for each empty heading the part that most likely belongs there."""
    added: list[Finding] = []
    for slot in topic.slots:
        empty = not any(found.slot == slot.id for found in (*kept, *added))
        if not empty and not slot.many:
            continue
        likely = [(share[slot.id], part) for share, part in zip(shares, parts, strict=True)]
        for share, part in sorted(likely, reverse=True)[:1]:
            if share >= _enough(slot, empty=empty):
                added += [
                    finding(slot, quote, answer, turn)
                    for quote in accepted([part], fold_space(answer), slot)
                ]
    return added


_JOINT = re.compile(
    r"\s*(?:[;:]\s+|,\s+|\s-\s|\s(?=(?:and|but|so|because|when|if|which|who|that is)\s))",
    re.IGNORECASE,
)
"""Where one part of a sentence ends and the next begins."""


def _parts(answer: str, findings: Sequence[Finding]) -> list[str]:
    """Return the parts of an answer, long and short, that share little with the finds."""
    taken = [content_words(found.fact.value) for found in findings]
    parts: list[str] = []
    for sentence in sentences(fold_space(answer)):
        for part in (sentence, *_JOINT.split(sentence)):
            text = part.strip(" .!?,;:\"'")
            inside = content_words(text)
            if not inside or len(words(text)) > MAX_PART_WORDS or text in parts:
                continue
            if all(len(inside & other) * 2 <= len(inside) for other in taken):
                parts.append(text)
    return parts[:MAX_PARTS]
