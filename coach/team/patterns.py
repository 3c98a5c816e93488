"""What many plans have in common, counted so that no figure points at one person.

A count is told exactly only when at least ``SAFE`` plans are in it and at least ``SAFE`` are not,
and only over ``LEAST`` plans or more. Where one count is a part of another one, their difference is
told as little. Words of plans, names of people and names of files are never part of the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.checking.words import base
from coach.errors import CoachError
from coach.knowledge.passages import Passage
from coach.llm.prompts import load_file
from coach.plan.material_texts import questions
from coach.team.model import View
from coach.text import words

LEAST, SAFE = 5, 3
MOST_TOPICS, MOST_TITLES = 4, 4
"""How many gaps are named, and how many passages for each."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(_Strict):
    """A kind of waste or request, with words in small letters that tell of it."""

    text: str
    words: tuple[str, ...]


class PatternTexts(_Strict):
    """Every text and list of ``prompts/team/patterns.yaml``."""

    title: str
    intro: str
    rule: str
    few: str
    few_remedy: str
    exactly: str
    below: str
    above: str
    line: str
    counts: str
    measures: dict[str, str]
    wastes: str
    requests: str
    unknown: str
    none: str
    topics: str
    topics_line: str
    topics_none: str
    reviews: str
    reviews_line: str
    reviews_same: str
    reviews_few: str
    format_unknown: str
    format_remedy: str
    teach: dict[str, tuple[str, ...]]
    waste_kinds: dict[str, Kind]
    request_kinds: dict[str, Kind]


@lru_cache(maxsize=1)
def pattern_texts() -> PatternTexts:
    """Return the texts.

    Raises:
        DamagedFileError: the file is missing or does not have exactly the texts it should.
    """
    return load_file("team/patterns", PatternTexts)


@dataclass(frozen=True)
class Figure:
    """A count as far as it may be told: it is between two numbers, both included.

    Attributes:
        low: Least that it may be.
        high: Most that it may be.
        of: Number of plans that could be counted.
    """

    low: int
    high: int
    of: int

    @property
    def text(self) -> str:
        """The count in words."""
        told = pattern_texts()
        if self.low == self.high:
            return told.exactly.format(count=self.low, of=self.of)
        if self.low == 0:
            return told.below.format(least=self.high + 1, of=self.of)
        return told.above.format(most=self.low - 1, of=self.of)

    @property
    def missing(self) -> float:
        """Which part of the plans is not in it, as far as that may be told."""
        return 1 - (self.low + self.high) / 2 / self.of


@dataclass(frozen=True)
class Count:
    """Something that plans have, and how many have it."""

    id: str
    text: str
    figure: Figure


@dataclass(frozen=True)
class Change:
    """A count before and after a review; ``same`` when the change may not be told."""

    id: str
    text: str
    before: Figure
    after: Figure
    same: bool


@dataclass(frozen=True)
class Lesson:
    """A gap, with passages of the library that help."""

    id: str
    text: str
    topics: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Patterns:
    """All that is told over some plans.

    Attributes:
        plans: How many there are.
        counts: How many have what a plan can have.
        wastes: Kinds of what they would stop.
        requests: Kinds of what they ask of suppliers.
        unknown: Questions that were not answered.
        lessons: What to teach next.
        changes: Before and after a review; None when too few plans are there in both versions.
    """

    plans: int
    counts: tuple[Count, ...]
    wastes: tuple[Count, ...]
    requests: tuple[Count, ...]
    unknown: tuple[Count, ...]
    lessons: tuple[Lesson, ...]
    changes: tuple[Change, ...] | None


def figure(count: int, of: int) -> Figure | None:
    """Return a count as far as it may be told; None when nothing may be.

    Args:
        count: How many plans have something.
        of: How many plans say whether they have it.
    """
    if of < LEAST:
        return None
    if count < SAFE:
        return Figure(0, SAFE - 1, of)
    if of - count < SAFE:
        return Figure(of - SAFE + 1, of, of)
    return Figure(count, count, of)


def patterns_of(versions: Sequence[View], passages: Sequence[Passage]) -> Patterns:
    """Return what plans have in common.

    Args:
        versions: Views of plans; of one plan there may be several versions.
        passages: Passages of the library.

    Raises:
        CoachError: there are fewer than ``LEAST`` plans.
    """
    by_plan: dict[str, list[View]] = {}
    for view in versions:
        by_plan.setdefault(view.plan, []).append(view)
    for views in by_plan.values():
        views.sort(key=lambda view: view.version)
    newest = [views[-1] for views in by_plan.values()]
    told = pattern_texts()
    if len(newest) < LEAST:
        raise CoachError(told.few.format(plans=len(newest), least=LEAST), told.few_remedy)
    counts = tuple(_counts(newest))
    return Patterns(
        plans=len(newest),
        counts=counts,
        wastes=tuple(_kinds(newest, "stop", ("stop.what",), told.waste_kinds)),
        requests=tuple(_kinds(newest, "suppliers", _REQUESTS, told.request_kinds)),
        unknown=tuple(_unknown(newest)),
        lessons=tuple(_lessons(counts, passages)),
        changes=_changes(list(by_plan.values())),
    )


_REQUESTS = ("suppliers.request", "suppliers.quoted")
_SECTIONS = {
    "named": "work",
    "heard": "needs",
    "measure": "requirements",
    "stop": "stop",
    "request": "suppliers",
    "end": "customer",
    "reviewed": "learned",
}
"""Which part of a plan tells it: whoever left that part out is not counted."""


def _has(view: View, measure: str) -> bool:
    kinds = {line.kind for line in view.lines}
    relations = {mention.relation for mention in view.mentions}
    return {
        "named": bool(relations & {"focus", "customer"}),
        "heard": "needs.heard" in kinds,
        "measure": bool(kinds & {"requirements.baseline", "learned.count"}),
        "stop": "stop.what" in kinds,
        "request": bool(kinds & {*_REQUESTS}),
        "end": "end" in relations,
        "reviewed": _reviewed(view),
    }[measure]


def _reviewed(view: View) -> bool:
    return any(line.kind.startswith("learned.") for line in view.lines)


def _sharing(views: Iterable[View], section: str) -> list[View]:
    return [view for view in views if section not in view.left_out]


_PART_OF = {"heard": "named"}
"""Whoever has the one has the other too."""


def _counts(views: Sequence[View]) -> Iterator[Count]:
    counted: dict[str, int] = {}
    for id, text in pattern_texts().measures.items():
        able = _sharing(views, _SECTIONS[id])
        counted[id] = sum(_has(view, id) for view in able)
        found = figure(counted[id], len(able))
        whole = counted.get(_PART_OF.get(id, ""), 0)
        if found is not None and found.low == found.high and 0 < whole - counted[id] < SAFE:
            found = Figure(max(whole - SAFE + 1, 1), min(whole, len(able)), len(able))
        if found is not None:
            yield Count(id, text, found)


def _kinds(
    views: Sequence[View], section: str, lines: Sequence[str], kinds: Mapping[str, Kind]
) -> Iterator[Count]:
    """Yield the kinds that at least ``SAFE`` plans tell of, the most told of first."""
    able = _sharing(views, section)
    known = {id: {base(word) for word in kind.words} for id, kind in kinds.items()}
    found: Counter[str] = Counter()
    for view in able:
        # What leads to the words ("What I would stop: …") is the same in every plan.
        said = {
            base(word)
            for line in view.lines
            if line.kind in lines
            for word in words(line.text.partition(": ")[2])
        }
        found.update(id for id, telling in known.items() if said & telling)
    yield from _told_of(found, {id: kind.text for id, kind in kinds.items()}, len(able))


def _unknown(views: Sequence[View]) -> Iterator[Count]:
    """Yield questions that were not answered, by the fixed words that such a line begins with."""
    able = _sharing(views, "unknown")
    asked = {f"{one.topic}.{one.slot}": one.question for one in questions().unknown}
    found: Counter[str] = Counter()
    for view in able:
        begins = {
            line.text.partition(": ")[0]
            for line in view.lines
            if line.kind in ("unknown.ask", "unknown.look")
        }
        found.update(id for id, question in asked.items() if question in begins)
    yield from _told_of(found, asked, len(able))


def _told_of(found: Counter[str], texts: Mapping[str, str], of: int) -> Iterator[Count]:
    for id, count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        told = figure(count, of)
        if told is not None and count >= SAFE:
            yield Count(id, texts[id], told)


def _lessons(counts: Sequence[Count], passages: Sequence[Passage]) -> Iterator[Lesson]:
    teach = pattern_texts().teach
    gaps = [c for c in counts if c.id in teach and c.figure.of - c.figure.high >= SAFE]
    for count in sorted(gaps, key=lambda c: -c.figure.missing)[:MOST_TOPICS]:
        topics = teach[count.id]
        titles = [[p.title for p in passages if p.topic == topic] for topic in topics]
        shown = [title for some in titles for title in some[: MOST_TITLES // len(topics)]]
        yield Lesson(count.id, count.text, topics, tuple(shown))


def _changes(by_plan: Sequence[Sequence[View]]) -> tuple[Change, ...] | None:
    """Return counts over the plans that are there before and after a review."""
    both = [
        (views[0], views[-1])
        for views in by_plan
        if not _reviewed(views[0]) and _reviewed(views[-1])
    ]
    if len(both) < LEAST:
        return None
    found = []
    for id, text in pattern_texts().measures.items():
        able = [pair for pair in both if all(_SECTIONS[id] not in view.left_out for view in pair)]
        before, after = (sum(_has(pair[n], id) for pair in able) for n in (0, 1))
        first, last = figure(before, len(able)), figure(after, len(able))
        if id != "reviewed" and first is not None and last is not None:
            found.append(Change(id, text, first, last, same=abs(after - before) < SAFE))
    return tuple(found)
