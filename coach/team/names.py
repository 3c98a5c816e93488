"""Names of people and teams as plans have them: read, and made ready to compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from coach.checking.words import base
from coach.plan.export.labels import labels
from coach.plan.export.names import is_ordinary
from coach.plan.words import short_name
from coach.team.model import Party, PartyKind
from coach.team.words import name_words, same_words
from coach.text import fold_space, one_line, words

MAX_WORDS = 9
"""Somebody described in more words is shortened to these."""
_PLACE = re.compile(r"\s(?:on|from|in|at|of|for|over|under)\s", re.IGNORECASE)
_JOINT = re.compile(r"^(?:(?:on|from|in|at|of|for|over|under)\s)+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&)\s+|\s*[,;]\s+(?:and\s+)?", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:\s(?:and|or|&|a|an|the|on|from|in|at|of|for|over|under|to|with|who|that|which))+$",
    re.IGNORECASE,
)
"""Words at the end of a shortened name that nothing follows any more."""
_MARKS = " .,;:!?\"“”'’-–—()"
_LONGEST_SAME = 4
"""Most words of a name in the lists of other words for the same."""


@dataclass(frozen=True)
class Core:
    """What of a name counts when it is compared.

    Attributes:
        content: Base forms of its words, without those that only say that it is a group.
        workers: Base forms of words for people who work there.
        leaders: Base forms of words for people who lead.
        numbers: Its numbers and single letters.
        apart: Words of it that keep names apart, as (number of the line, word).
        ends: Base forms of words for end customers.
    """

    content: frozenset[str]
    workers: frozenset[str]
    leaders: frozenset[str]
    numbers: frozenset[str]
    apart: frozenset[tuple[int, str]]
    ends: frozenset[str]


def read_names(text: str) -> list[Party]:
    """Return the parties that words of a plan name: two for "Nadia and Florian".

    A sentence of its own ("they cannot wait") names nobody.
    """
    line = _without_leads(one_line(text, limit=200).strip(_MARKS))
    name = short_name(line)
    first = line.split(" ")[0].strip(_MARKS)
    acronym = len(first) > 1 and first.isupper()  # IT is a team, and "it" nobody
    if name is None and not acronym and first.lower() in name_words().pronouns:
        return []
    if name is None or (len(name.split()) < len(line.split()) <= MAX_WORDS and is_vague(name)):
        name = _TAIL.sub("", " ".join(line.split()[:MAX_WORDS])).strip(_MARKS)
    head = _PLACE.split(name, maxsplit=1)[0]
    place = name[len(head) :]
    parts = [part.strip(_MARKS) for part in _AND.split(head)]
    if len(parts) > 1 and all(part and is_person(part) for part in parts):
        return [party(f"{part}{place}") for part in parts]
    parts = [part.strip(_MARKS) for part in _AND.split(name)]
    several = len(parts) > 1 and all(part and _stands_alone(part) for part in parts)
    return [party(part) for part in (parts if several else [name]) if words(part)]


def party(name: str, kind: PartyKind | None = None) -> Party:
    """Return a party by its name; where a person is, is taken for their team."""
    name = _without_leads(fold_space(name).strip(_MARKS))
    head, *rest = _PLACE.split(name, maxsplit=1)
    if is_person(head, placed=bool(rest)):
        team = _without_article(_JOINT.sub("", rest[0]).strip(_MARKS)) if rest else ""
        return Party(head, kind or "person", team=team)
    ends = normal(name) in name_words().ends or normal(head) in name_words().ends
    return Party(name, kind or ("end" if ends else "team"))


def is_person(head: str, *, placed: bool = False) -> bool:
    """Return whether words are the name of a person, by their capital letters.

    Args:
        head: The words, without a place.
        placed: Whether a place follows: a name that is an ordinary word too is then a person's.
    """
    have = head.split()
    if not have or have[0].lower() in name_words().articles:
        return False
    if any(len(word) > 1 and word.isupper() for word in have):
        return False
    if have[0].lower().strip(".") in name_words().titles and len(have) > 1:
        return True
    last = have[-1]
    if not last[0].isupper() or last in labels().ordinary:
        return False
    if normal(head) in same_words() or any(last.lower() in line for line in name_words().apart):
        return False  # "Finance at plant 2"
    if len(have) > 1:
        return True
    plural = last.endswith("s") and len(last) > 6
    ordinary = is_ordinary(last) and (not placed or last.endswith("ing"))
    return not ordinary and not plural


def is_broad(name: str) -> bool:
    """Return whether a name is too broad to stand on a map: "everybody", "the company"."""
    found = normal(name)
    first = found.partition(" ")[0]
    return found in name_words().broad or first in {"everybody", "everyone", "anybody", "whoever"}


def is_general(name: str) -> bool:
    """Return whether a name is that of a whole house or of all end customers: "the hospital"."""
    have, lists = normal(name).split(), name_words()
    found = core(name)
    if found.numbers or found.workers or found.leaders:
        return False
    return bool(found.ends) or have[:1] == ["people"] or all(word in lists.houses for word in have)


def is_vague(name: str) -> bool:
    """Return whether a name alone says nothing: "the men", "the people"."""
    if normal(name) in same_words():
        return False
    return all(w in name_words().groups | name_words().articles for w in words(name))


def is_relative(name: str) -> bool:
    """Return whether who is meant depends on who speaks: "my colleagues", "the boss"."""
    return normal(name) in name_words().relative or is_vague(name)


@lru_cache(maxsize=50_000)
def normal(name: str) -> str:
    """Return a name in small letters without articles and marks."""
    have = words(name.replace("-", " "))
    while len(have) > 1 and have[0] in name_words().articles:
        have.pop(0)
    return " ".join(have)


@lru_cache(maxsize=50_000)
def core(name: str) -> Core:
    """Return what of a name counts when it is compared."""
    lists = name_words()
    have = [w.removesuffix("'s").removesuffix("s'") for w in _with_same(normal(name).split())]
    meant = [w for w in have if w and w not in lists.joints | lists.articles | lists.groups]
    numbers = {w for w in meant if any(c.isdigit() for c in w) or len(w) == 1}
    rest = [w for w in meant if w not in numbers]
    workers = {_stem(w) for w in rest if w in lists.workers}
    leaders = {_stem(w) for w in rest if w in lists.leaders}
    apart = {(i, _stem(w)) for w in rest for i, line in enumerate(lists.apart) if w in line}
    content = {_stem(w) for w in rest if w not in lists.workers | lists.leaders}
    if content and all(w in lists.houses for w in rest if w not in lists.workers | lists.leaders):
        content |= {_stem(w) for w in have if w in lists.groups}
    ends = {_stem(w) for w in rest if w in lists.ends}
    return Core(
        content=frozenset(content),
        workers=frozenset(workers),
        leaders=frozenset(leaders),
        numbers=frozenset(numbers),
        apart=frozenset(apart),
        ends=frozenset(ends),
    )


@lru_cache(maxsize=50_000)
def head(name: str) -> str:
    """Return the base form of the word that a name is about: "teacher" of "the class teachers"."""
    lists = name_words()
    have = [w.removesuffix("'s") for w in _with_same(normal(name).split())]
    stop = next((i for i, w in enumerate(have) if i and w in lists.joints), len(have))
    meant = [w for w in have[:stop] if not any(c.isdigit() for c in w)]
    heads = [w for w in meant if w not in lists.workers | lists.groups | lists.articles]
    if heads and heads[-1] in lists.houses:
        heads = [w for w in meant if w not in lists.workers | lists.articles]
    return _stem((heads or meant or have or [""])[-1])


def _stem(word: str) -> str:
    return word if len(word) <= 3 else base(word)  # "hr" is no short form of hours


def _with_same(have: list[str]) -> list[str]:
    """Return words with those that stand for what is called in several ways."""
    known, found, at = same_words(), [], 0
    while at < len(have):
        for length in range(min(_LONGEST_SAME, len(have) - at), 0, -1):
            same = known.get(" ".join(have[at : at + length]))
            if same is not None:
                found += same.split()
                at += length
                break
        else:
            found.append(have[at])
            at += 1
    return found


def _stands_alone(part: str) -> bool:
    """Return whether a part of a list is a name of its own: "Nadia", "the doctors"."""
    return is_person(part) or part.split(maxsplit=1)[0].lower() in ("the", "my", "our")


def _without_leads(text: str) -> str:
    for lead in name_words().leads:
        if text.lower().startswith(f"{lead} "):
            return _without_leads(text[len(lead) :].strip(_MARKS))
    return text


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if rest and first.lower() in ("the", "a", "an", "my", "our") else text
