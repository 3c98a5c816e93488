"""How alike names are: by their words, by their spelling, and by their meaning.

Numbers and words such as "night" and "day" keep names apart whatever the rest. Only names that
share something are compared, so that the time grows little faster than their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from coach.checking.words import base
from coach.team.names import Core, core, head, is_relative, normal
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
class Named:
    """One name of a node.

    Attributes:
        node: Number of the node in the map.
        name: The name.
        team: The team of a person; may be empty.
        person: Whether it is the name of a person.
        by_team: Whether it is the name of the team of somebody who wrote a plan.
        core: What of the name counts.
    """

    node: int
    name: str
    team: str
    person: bool
    by_team: bool
    core: Core


def likenesses(
    called: Sequence[Named], *, few: bool, embed: Embed | None
) -> Iterator[tuple[Named, Named, float, Reason]]:
    """Yield likenesses; each name stands for all that are written the same."""
    people = [c for c in called if c.person]
    teams = [c for c in called if not c.person and not _says_nothing(c.name)]
    for one, other in _people_to_compare(people, few=few):
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


def _people_to_compare(people: Sequence[Named], *, few: bool) -> Iterator[tuple[Named, Named]]:
    """Yield pairs of people that may be the same: each pair of a small map with a last name.

    In a large map a first name counts only within a team, so that those are paired who share a name
    and a word of their teams, and whoever has no team with all who have the same two names.
    """
    if few:
        for same in _by(people, lambda c: _person(c.name)[-1:]).values():
            yield from combinations(same, 2)
        return
    by_team: dict[object, list[Named]] = defaultdict(list)
    for one in people:
        have = _person(one.name)
        for word in {have[0], have[-1]} if one.team else ():
            for part in _team_words(one.team):
                by_team[word, part, core(one.team).numbers].append(one)
    for same in by_team.values():
        yield from combinations(same, 2)
    for same in _by(people, lambda c: (_person(c.name)[0], _person(c.name)[-1])).values():
        alone = [c for c in same if not c.team]
        yield from combinations(alone, 2)
        yield from ((one, other) for one in alone for other in same if other.team)


def _team_words(team: str) -> frozenset[str]:
    """Return what of a team tells which one it is; "plant 3" alone tells only where."""
    found = core(team)
    return (found.content | found.workers) - _weak() or found.content


def _by_words(names: Sequence[Named]) -> Iterator[tuple[Named, Named, float, Reason]]:
    """Yield names of the same words, and those that say more than one other."""
    alike = _by(names, lambda c: (c.core.content, c.core.numbers))
    for same in alike.values():
        for one, other in combinations(same if same[0].core.content else (), 2):
            if compatible(one.core, other.core) and _same_workers(one.core, other.core):
                yield one, other, *_scored("same_words")
    by_word: dict[object, list[Named]] = defaultdict(list)
    distinct = [same[0] for same in _by(names, lambda c: (c.core, head(c.name))).values()]
    for one in distinct:
        for word in one.core.content:
            by_word[word].append(one)
            if one.core.numbers:
                by_word[word, one.core.numbers].append(one)
    for one in distinct:
        longer = _only_longer(one, by_word)
        if longer is not None:
            yield one, longer, *_scored("part")


def _only_longer(one: Named, by_word: dict[object, list[Named]]) -> Named | None:
    """Return the name that says more than one, or None when there is none, or several."""
    if not one.core.content:
        return None
    rarest = min(sorted(one.core.content), key=lambda word: len(by_word[word]))
    found: Named | None = None
    # Other numbers keep names apart; a name without one may be that of several.
    numbers = one.core.numbers
    for other in by_word[(rarest, numbers) if numbers else rarest]:
        if other is one or not compatible(one.core, other.core) or not _is_part(one, other):
            continue
        if found is None:
            found = other
        elif (found.core.content, found.core.numbers) != (other.core.content, other.core.numbers):
            return None
    return found


def _by_spelling(names: Sequence[Named]) -> Iterator[tuple[Named, Named, float, Reason]]:
    """Yield names that differ by a slip of the pen: those that begin alike are compared."""
    from rapidfuzz import fuzz, process

    long = [c for c in names if len(_letters(c)) >= LEAST_LETTERS]
    blocks = _by(long, lambda c: (_letters(c)[:2], c.core.numbers))
    for block in blocks.values():
        written = [_letters(c) for c in block]
        for i, text in enumerate(written):
            found = process.extract(
                text, written[i + 1 :], scorer=fuzz.ratio, score_cutoff=SPELLING, limit=None
            )
            for _, _, offset in found:
                other = block[i + 1 + offset]
                if compatible(block[i].core, other.core) and _one_slip(block[i], other):
                    yield block[i], other, *_scored("spelling")


def _by_meaning(
    names: Sequence[Named], embed: Embed
) -> Iterator[tuple[Named, Named, float, Reason]]:
    by_number = _by(names, lambda c: c.core.numbers)  # other numbers keep names apart
    meant = {one.name: _without_numbers(one) for one in names}
    texts = sorted({*meant.values()})
    vectors = dict(zip(texts, embed(texts), strict=True))
    for same in by_number.values():
        yield from _near([(one, vectors[meant[one.name]]) for one in same])


def _near(
    names: Sequence[tuple[Named, NDArray[np.float32]]],
) -> Iterator[tuple[Named, Named, float, Reason]]:
    import numpy as np

    vectors = np.stack([vector for _, vector in names])
    for start in range(0, len(names), _BLOCK):
        near = vectors[start : start + _BLOCK] @ vectors[start:].T
        for row, column in zip(*(near >= MEANING).nonzero(), strict=True):
            one, other = names[start + int(row)][0], names[start + int(column)][0]
            if row >= column or not compatible(one.core, other.core):
                continue
            score = float(near[row, column])
            if score >= _needed(one.core, other.core):
                yield one, other, score * 0.9, "meaning"


def _without_numbers(one: Named) -> str:
    """Return a name without its numbers and what they count: all of "plant 3" is near otherwise."""
    have = normal(one.name).split()
    if not one.core.numbers:
        return " ".join(have)
    numbers = {at for at, word in enumerate(have) if word in one.core.numbers}
    counted = {at - 1 for at in numbers if at and base(have[at - 1]) in _weak()}
    kept = [word for at, word in enumerate(have) if at not in numbers | counted]
    while len(kept) > 1 and kept[-1] in name_words().joints:
        kept.pop()
    return " ".join(kept) or " ".join(have)


def _needed(one: Core, other: Core) -> float:
    """Return the least cosine of two names: more where a shared word makes them alike."""
    shared = one.content & other.content
    both_say_more = one.content - shared and other.content - shared
    return MEANING_BESIDE if shared and both_say_more else MEANING


def compatible(one: Core, other: Core) -> bool:
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


def _is_part(short: Named, long: Named) -> bool:
    """Return whether a name says more than another of the same head: "ward", "ward 4 nurses"."""
    one, other = short.core, long.core
    less = one.content < other.content or (
        one.content == other.content and not one.numbers and bool(other.numbers)
    )
    alike = one.numbers <= other.numbers and _same_workers(one, other)
    return less and alike and head(short.name) == head(long.name) and _as_many(short, long)


def _as_many(short: Named, long: Named) -> bool:
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


def _one_slip(one: Named, other: Named) -> bool:
    """Return whether the words of two spellings belong together one by one."""
    from rapidfuzz import fuzz

    mine, theirs = normal(one.name).split(), normal(other.name).split()
    if len(mine) != len(theirs):
        return normal(one.name).replace(" ", "") == normal(other.name).replace(" ", "")
    pairs = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    return all(
        len(a) >= LEAST_LETTERS and a[0] == b[0] and fuzz.ratio(a, b) >= SPELLING for a, b in pairs
    )


def _letters(one: Named) -> str:
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


def _same_person(one: Named, other: Named, *, few: bool) -> bool:
    mine, theirs = _person(one.name), _person(other.name)
    if one.team and other.team:
        if not compatible(core(one.team), core(other.team)):
            return False
        if not _team_words(one.team) & _team_words(other.team):
            return False
    shorter, longer = sorted((mine, theirs), key=len)
    if longer[-len(shorter) :] != shorter and longer[: len(shorter)] != shorter:
        return False
    return few or len(shorter) > 1 or bool(one.team and other.team)


def _scored(reason: Reason) -> tuple[float, Reason]:
    return _SCORES[reason], reason


def _by(names: Iterable[Named], key: Callable[[Named], object]) -> dict[object, list[Named]]:
    found: dict[object, list[Named]] = defaultdict(list)
    for one in names:
        found[key(one)].append(one)
    return found
