"""Where two people's views of the same link differ.

What the supplier believes that the customer needs is laid beside what the customer asks of the
supplier. Two texts are about the same when their words or their meanings are near; they say
different things when they are about the same and a number, a "not", or a word and its opposite
stands against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coach.checking.wording import quantities
from coach.checking.words import base, bases, synonyms
from coach.plan.dates import DAYS
from coach.team.model import Item, Link, TeamMap
from coach.team.words import all_opposites, view_words
from coach.text import STOP_WORDS, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
Sort = Literal["agreed", "unknown", "assumed", "contradicting", "heard"]
"""``unknown``: the customer asks for it, and the supplier does not know; ``assumed``: the supplier
only guesses it; ``heard``: the supplier heard it, and the customer's plan does not ask for it. That
is no difference: a plan holds one request."""
Relation = Literal["same", "against", "other"]

SAME = 0.45
"""Least likeness of two texts about the same; set on the half of tests/team/pairs.yaml that was
looked at."""
WORDS_WEIGHT = 0.35
"""How much the words count beside the meaning."""
SHARED_DENIED = 0.5
"""How much of the words must be shared where only one of two texts says "not"."""

_DAY_NAMES = frozenset(day.lower() for day in DAYS)


@dataclass(frozen=True)
class Compared:
    """One need of a link beside one request.

    Attributes:
        sort: How they stand to each other.
        believed: What the supplier thinks; None when they know nothing of it.
        asked: What the customer asks for; None when they ask for nothing like it.
    """

    sort: Sort
    believed: Item | None
    asked: Item | None


@dataclass(frozen=True)
class Difference:
    """A link that is seen from both sides.

    Attributes:
        link: The link.
        compared: Every need and request of it, once.
    """

    link: Link
    compared: tuple[Compared, ...]

    @property
    def differs(self) -> bool:
        """Whether the two views are not the same."""
        return any(c.sort in ("unknown", "assumed", "contradicting") for c in self.compared)


@dataclass(frozen=True)
class Question:
    """What to ask about a link that is seen from one side.

    Attributes:
        link: The link.
        item: What it is about; None when nothing is known.
        of_customer: Whether the customer is to be asked, and not the supplier.
    """

    link: Link
    item: Item | None
    of_customer: bool


def compare_views(team_map: TeamMap, embed: Embed | None = None) -> list[Difference]:
    """Return all links that are seen from both sides, with each need beside its request."""
    both = [link for link in team_map.links if link.seen_from_both_sides]
    texts = [i.text for link in both for i in (*link.needs, *link.asks) if i.text]
    near = likeness(texts, embed)
    return [Difference(link, tuple(_compared(link, near))) for link in both]


def questions(team_map: TeamMap) -> list[Question]:
    """Return what to ask about links of which one side wrote no plan, or says nothing of it."""
    found = []
    for link in team_map.links:
        if link.kind == "reaches" or link.seen_from_both_sides:
            continue
        if link.by_supplier:
            needs = [item for item in link.needs if item.text]
            items: Sequence[Item | None] = needs or [None]
            found += [Question(link, item, True) for item in items]
        else:
            found += [Question(link, item, False) for item in link.asks if item.text]
    return found


def relation(one: str, other: str, embed: Embed | None = None) -> Relation:
    """Return how two texts stand to each other."""
    return _relation(one, other, likeness([one, other], embed)(one, other))


def likeness(texts: Sequence[str], embed: Embed | None) -> Callable[[str, str], float]:
    """Return a measure of how near two of some texts are, from 0 to 1.

    The cosine of their vectors and the part of the shorter one's words that the other has too,
    weighed against each other; without the embedding the words alone.
    """
    distinct = list(dict.fromkeys(texts))
    place = {text: number for number, text in enumerate(distinct)}
    vectors = embed([bare(text) for text in distinct]) if embed is not None and distinct else None

    def near(one: str, other: str) -> float:
        shared = _shared(one, other)
        if vectors is None:
            return shared
        cosine = float(vectors[place[one]] @ vectors[place[other]])
        return (1 - WORDS_WEIGHT) * max(0.0, cosine) + WORDS_WEIGHT * shared

    return near


_FRAMES = re.compile(
    r"^(?:(?:could|can|would|will) you (?:please )?|please |i(?:['’]d| would) (?:ask|want|like)"
    r"(?: them| you)?(?: to)? |(?:s?he|they)(?: also)? (?:wants?|needs?|would like|asked)"
    r"(?: me| us)?(?: to)? |i want |i need |we need |that they )",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """Return a wish without the words that only say that it is one: "could you please"."""
    rest = _FRAMES.sub("", text.strip()).strip(" ?.!")
    return rest or text


def _compared(link: Link, near: Callable[[str, str], float]) -> Iterator[Compared]:
    """Yield each need beside the request that is nearest to it, and what has no other side."""
    needs, asks = list(link.needs), list(link.asks)
    pairs = sorted(
        (
            (near(need.text, ask.text), i, j)
            for i, need in enumerate(needs)
            for j, ask in enumerate(asks)
            if need.text and ask.text
        ),
        reverse=True,
    )
    met: dict[int, list[tuple[int, Relation]]] = {}
    answered: set[int] = set()
    for score, i, j in pairs:
        found = _relation(needs[i].text, asks[j].text, score)
        if found != "other":
            met.setdefault(i, []).append((j, found))
            answered.add(j)
    for i, need in enumerate(needs):
        for j, found in met.get(i, [])[:1]:
            sort: Sort = "agreed" if need.known == "heard" else "assumed"
            yield Compared("contradicting" if found == "against" else sort, need, asks[j])
        if i not in met and need.text:
            yield Compared("assumed" if need.known == "assumed" else "heard", need, None)
    for j, ask in enumerate(asks):
        if j not in answered and ask.text:
            yield Compared("unknown", None, ask)


def _relation(one: str, other: str, score: float) -> Relation:
    if score < SAME:
        return "other"
    return "against" if _against(one, other) else "same"


def _against(one: str, other: str) -> bool:
    """Return whether two texts about the same say different things."""
    figures, others = _figures(one), _figures(other)
    if figures and others and not figures & others:
        return True
    days, other_days = _days(one), _days(other)
    if days and other_days and not days & other_days:
        return True
    mine, theirs = _forms(one), _forms(other)
    if any(all_opposites().get(word, frozenset()) & (theirs - mine) for word in mine - theirs):
        return True
    return _is_denied(one) != _is_denied(other) and _shared(one, other) >= SHARED_DENIED


def _figures(text: str) -> set[str]:
    ordinals = view_words().ordinals
    return quantities(text) | {ordinals[word] for word in words(text) if word in ordinals}


def _days(text: str) -> set[str]:
    return {word for word in words(text) if word in _DAY_NAMES}


def _is_denied(text: str) -> bool:
    have = words(text)
    if any(base(word) in bases("negations") for word in have):
        return True
    written = f" {' '.join(have)} "
    apart = {tuple(denial.split()) for denial in view_words().denials}
    return any(
        f" {' '.join(denial)} " in written
        or (len(denial) == 2 and f" {denial[0]} " in written.partition(f" {denial[1]} ")[0] + " ")
        for denial in apart
        if denial[-1] in have
    )


def _shared(one: str, other: str) -> float:
    """Return which part of the shorter text's words of weight the other one has too."""
    mine, theirs = _content(one), _content(other)
    if not mine or not theirs:
        return 0.0
    short, long = sorted((mine, theirs), key=len)
    known = long.union(*(synonyms().get(word, frozenset()) for word in long))
    return len(short & known) / len(short)


def _content(text: str) -> set[str]:
    return {base(w) for w in words(bare(text)) if w not in STOP_WORDS and len(w) > 2}


def _forms(text: str) -> set[str]:
    return {base(word) for word in words(text)}
