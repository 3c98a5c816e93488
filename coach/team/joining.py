"""Which names may mean the same party: proposed here, joined only when the facilitator confirms.

A name is compared by its words, by its spelling, and by its meaning as the embedding of the
library sees it. Numbers and words such as "night" and "day" keep names apart whatever the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from coach.team.decisions import Decisions
from coach.team.model import Node, TeamMap
from coach.team.names import Core, core, head, is_person, is_relative, normal
from coach.team.words import name_words, same_words
from coach.text import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Texts to vectors of unit length, as ``coach.knowledge.embedding.Embedder.embed``."""
Reason = Literal["same_name", "same_words", "part", "spelling", "meaning", "writer"]

MEANING = 0.78
"""Least cosine of two names whose words differ; set on the half of tests/team/names.yaml that was
looked at."""
MEANING_BESIDE = 0.9
"""The same where both share a word and each has one more: "retail customers", "new customers"."""
SPELLING = 88.0
"""Least likeness of two spellings, of 100 (rapidfuzz ``ratio``)."""
LEAST_LETTERS = 5
"""Shorter names differ by one letter and mean something else: "HR", "PR"."""
FEW_PLANS = 60
"""In a map of more plans a first name alone says too little."""
_BLOCK = 1024
"""Rows of vectors that are compared at once."""

_SCORES: dict[Reason, float] = {
    "same_name": 1.0,
    "same_words": 0.98,
    "writer": 0.97,
    "spelling": 0.95,
    "part": 0.9,
}


@dataclass(frozen=True)
class Proposal:
    """Nodes that may be the same.

    Attributes:
        nodes: Two or more.
        reason: Why, as the weakest of the likenesses that hold them together.
        score: How sure, up to 1.
    """

    nodes: tuple[Node, ...]
    reason: Reason
    score: float

    @property
    def keys(self) -> tuple[str, ...]:
        """What decisions call all mentions of the nodes."""
        return tuple(key for node in self.nodes for key in node.keys)


@dataclass(frozen=True)
class _Called:
    """One name of a node."""

    node: int
    name: str
    team: str
    person: bool
    by_team: bool
    core: Core


def proposals(
    team_map: TeamMap, decisions: Decisions | None = None, embed: Embed | None = None
) -> list[Proposal]:
    """Return which nodes of a map may be the same, the surest first.

    Args:
        team_map: The map, made with these decisions.
        decisions: What was decided before; a no is not asked again.
        embed: The embedding; without it names are compared by words and spelling only.
    """
    called = list(_called(team_map))
    few = len(team_map.views) <= FEW_PLANS
    edges: dict[tuple[int, int], tuple[float, Reason]] = {}
    for one, other, score, reason in _edges(called, few=few, embed=embed):
        pair = (min(one.node, other.node), max(one.node, other.node))
        if one.node != other.node and score > edges.get(pair, (0.0, reason))[0]:
            edges[pair] = (score, reason)
    refused = _refused(team_map, decisions or Decisions())
    allowed = {
        (one, other): edge
        for (one, other), edge in edges.items()
        if not refused[one] & refused[other]
    }
    return sorted(_grouped(team_map, allowed, called), key=lambda p: -p.score)


def _called(team_map: TeamMap) -> Iterator[_Called]:
    for index, node in enumerate(team_map.nodes):
        if node.chosen:
            yield _Called(index, node.name, "", is_person(node.name), False, core(node.name))
        for party in node.parties:
            if party.name and not party.described and words(party.name):
                person = is_person(party.name, placed=bool(party.team))
                yield _Called(index, party.name, party.team, person, False, core(party.name))
            if party.team and node.writers:
                yield _Called(index, party.team, "", False, True, core(party.team))


def _edges(
    called: Sequence[_Called], *, few: bool, embed: Embed | None
) -> Iterator[tuple[_Called, _Called, float, Reason]]:
    """Yield likenesses; each name stands for all that are written the same."""
    people = [c for c in called if c.person]
    teams = [c for c in called if not c.person and not _says_nothing(c.name)]
    for same in _by(people, lambda c: _person(c.name)[-1:]).values():
        for one, other in combinations(same, 2):
            if _same_person(one, other, few=few):
                yield one, other, *_scored("same_name")
    by_name = _by(teams, lambda c: normal(c.name))
    for same in by_name.values():
        for other in same[1:]:
            yield same[0], other, *_scored("writer" if other.by_team else "same_name")
    firsts = [same[0] for same in by_name.values()]
    yield from _by_words(firsts)
    yield from _by_spelling(firsts)
    if embed is not None and firsts:
        yield from _by_meaning(firsts, embed)


def _by_words(names: Sequence[_Called]) -> Iterator[tuple[_Called, _Called, float, Reason]]:
    """Yield names of the same words, and those that say more than one other."""
    alike = _by(names, lambda c: (c.core.content, c.core.numbers))
    for same in alike.values():
        for one, other in combinations(same if same[0].core.content else (), 2):
            if _compatible(one.core, other.core) and _same_workers(one.core, other.core):
                yield one, other, *_scored("same_words")
    by_word: dict[str, list[_Called]] = defaultdict(list)
    distinct = [same[0] for same in _by(names, lambda c: (c.core, head(c.name))).values()]
    for one in distinct:
        for word in one.core.content:
            by_word[word].append(one)
    for one in distinct:
        longer = _only_longer(one, by_word)
        if longer is not None:
            yield one, longer, *_scored("part")


def _only_longer(one: _Called, by_word: dict[str, list[_Called]]) -> _Called | None:
    """Return the name that says more than one, or None when there is none, or several."""
    if not one.core.content:
        return None
    rarest = min(sorted(one.core.content), key=lambda word: len(by_word[word]))
    found: _Called | None = None
    for other in by_word[rarest]:
        if other is one or not _compatible(one.core, other.core) or not _is_part(one, other):
            continue
        if found is None:
            found = other
        elif (found.core.content, found.core.numbers) != (other.core.content, other.core.numbers):
            return None
    return found


def _by_spelling(names: Sequence[_Called]) -> Iterator[tuple[_Called, _Called, float, Reason]]:
    """Yield names that differ by a slip of the pen: those that begin alike are compared."""
    from rapidfuzz import fuzz, process

    blocks = _by([c for c in names if len(_letters(c)) >= LEAST_LETTERS], lambda c: _letters(c)[:2])
    for block in blocks.values():
        written = [_letters(c) for c in block]
        for i, text in enumerate(written):
            found = process.extract(
                text, written[i + 1 :], scorer=fuzz.ratio, score_cutoff=SPELLING, limit=None
            )
            for _, _, offset in found:
                other = block[i + 1 + offset]
                if _compatible(block[i].core, other.core) and _one_slip(block[i], other):
                    yield block[i], other, *_scored("spelling")


def _by_meaning(
    names: Sequence[_Called], embed: Embed
) -> Iterator[tuple[_Called, _Called, float, Reason]]:
    vectors = embed([normal(one.name) for one in names])
    for start in range(0, len(names), _BLOCK):
        near = vectors[start : start + _BLOCK] @ vectors.T
        for row, column in zip(*(near >= MEANING).nonzero(), strict=True):
            one, other = names[start + int(row)], names[int(column)]
            if start + int(row) < int(column) and _compatible(one.core, other.core):
                score = float(near[row, column])
                if one.core.numbers == other.core.numbers and score >= _needed(
                    one.core, other.core
                ):
                    yield one, other, score * 0.9, "meaning"


def _needed(one: Core, other: Core) -> float:
    """Return the least cosine of two names: more where a shared word makes them alike."""
    shared = one.content & other.content
    both_say_more = one.content - shared and other.content - shared
    return MEANING_BESIDE if shared and both_say_more else MEANING


def _compatible(one: Core, other: Core) -> bool:
    """Return whether nothing keeps two names apart."""
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return False
    if one.leaders != other.leaders or bool(one.ends) != bool(other.ends):
        return False
    lines = {line for line, _ in one.apart} & {line for line, _ in other.apart}
    return all(_of_line(one, line) == _of_line(other, line) for line in lines)


def _of_line(name: Core, line: int) -> set[str]:
    return {word for at, word in name.apart if at == line}


def _same_workers(one: Core, other: Core) -> bool:
    return not one.workers or not other.workers or one.workers == other.workers


def _is_part(short: _Called, long: _Called) -> bool:
    """Return whether a name says more than another of the same head: "ward", "ward 4 nurses"."""
    one, other = short.core, long.core
    less = one.content < other.content or (
        one.content == other.content and not one.numbers and bool(other.numbers)
    )
    alike = one.numbers <= other.numbers and _same_workers(one, other)
    return less and alike and head(short.name) == head(long.name) and _as_many(short, long)


def _as_many(short: _Called, long: _Called) -> bool:
    """Return whether a longer name may be all of a shorter one.

    What follows ("an electrician on building sites") tells where, and not which. A word before
    tells which: people may be called shorter ("class teachers"), but "the dental clinic" is one
    clinic of several, and "packaging purchasing" a part of purchasing.
    """
    mine, theirs = (_before_joint(one.name) for one in (short, long))
    if core(" ".join(mine)).content == core(" ".join(theirs)).content:
        return True
    people = mine[-1].endswith("s") and theirs[-1].endswith("s")
    return people and mine[-1] not in same_words()


def _before_joint(name: str) -> list[str]:
    have = normal(name).split()
    stop = next((i for i, w in enumerate(have) if i and w in name_words().joints), len(have))
    return have[:stop]


def _one_slip(one: _Called, other: _Called) -> bool:
    """Return whether the words of two spellings belong together one by one."""
    from rapidfuzz import fuzz

    mine, theirs = normal(one.name).split(), normal(other.name).split()
    if len(mine) != len(theirs):
        return normal(one.name).replace(" ", "") == normal(other.name).replace(" ", "")
    pairs = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    return all(
        len(a) >= LEAST_LETTERS and a[0] == b[0] and fuzz.ratio(a, b) >= SPELLING for a, b in pairs
    )


def _letters(one: _Called) -> str:
    return "".join(normal(one.name).replace("-", "").split())


def _says_nothing(name: str) -> bool:
    found = core(name)
    said = found.content | found.workers | found.leaders
    weak = all(word in _weak() for word in found.content) and not found.numbers
    return is_relative(name) or not said or (weak and not found.workers | found.leaders)


def _weak() -> frozenset[str]:
    return name_words().weak


def _person(name: str) -> tuple[str, ...]:
    """Return the words of a person's name without titles, in small letters."""
    have = tuple(words(name))
    return tuple(word for word in have if word not in name_words().titles) or have


def _same_person(one: _Called, other: _Called, *, few: bool) -> bool:
    mine, theirs = _person(one.name), _person(other.name)
    if one.team and other.team:
        teams = core(one.team).content, core(other.team).content
        if not teams[0] & teams[1]:
            return False
    shorter, longer = sorted((mine, theirs), key=len)
    if longer[-len(shorter) :] != shorter and longer[: len(shorter)] != shorter:
        return False
    return few or len(shorter) > 1 or bool(one.team and other.team)


def _scored(reason: Reason) -> tuple[float, Reason]:
    return _SCORES[reason], reason


def _by(names: Iterable[_Called], key: Callable[[_Called], object]) -> dict[object, list[_Called]]:
    found: dict[object, list[_Called]] = defaultdict(list)
    for one in names:
        found[key(one)].append(one)
    return found


def _refused(team_map: TeamMap, decisions: Decisions) -> list[set[int]]:
    """Return for each node the numbers of the refusals that name it."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for number, names in enumerate(decisions.apart()):
        for key in names:
            numbers[key].add(number)
    return [set().union(*(numbers.get(key, set()) for key in n.keys)) for n in team_map.nodes]


@dataclass
class _Group:
    """Nodes that belong together, what their names have, and the weakest likeness among them."""

    nodes: list[int]
    cores: set[Core]
    weakest: tuple[float, Reason] = (1.0, "same_name")


def _grouped(
    team_map: TeamMap,
    edges: dict[tuple[int, int], tuple[float, Reason]],
    called: Sequence[_Called],
) -> Iterator[Proposal]:
    """Put nodes together, the surest first, as long as nothing keeps any two of them apart."""
    groups: dict[int, _Group] = {}
    for name in called:
        groups.setdefault(name.node, _Group([name.node], set())).cores.add(name.core)
    for (one, other), edge in sorted(edges.items(), key=lambda item: -item[1][0]):
        mine, theirs = groups[one], groups[other]
        if mine is theirs or not _all_compatible(mine.cores, theirs.cores):
            continue
        small, large = sorted((mine, theirs), key=lambda group: len(group.nodes))
        large.nodes += small.nodes
        large.cores |= small.cores
        large.weakest = min(large.weakest, small.weakest, edge)
        for node in small.nodes:
            groups[node] = large
    for group in {id(group): group for group in groups.values()}.values():
        if len(group.nodes) > 1:
            score, reason = group.weakest
            yield Proposal(tuple(team_map.nodes[n] for n in sorted(group.nodes)), reason, score)


def _all_compatible(mine: Collection[Core], theirs: Collection[Core]) -> bool:
    return all(_compatible(a, b) for a in mine for b in theirs)
