"""Words that tell names apart, from ``prompts/team/names.yaml``."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.checking.words import base, opposites
from coach.llm.prompts import load_file


class NameWords(BaseModel):
    """Lists of words in small letters; the file says what each is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    leads: tuple[str, ...]
    articles: frozenset[str]
    pronouns: frozenset[str]
    joints: frozenset[str]
    groups: frozenset[str]
    houses: frozenset[str]
    workers: frozenset[str]
    leaders: frozenset[str]
    weak: frozenset[str]
    relative: frozenset[str]
    broad: frozenset[str]
    ends: frozenset[str]
    same: tuple[tuple[str, ...], ...]
    apart: tuple[frozenset[str], ...]
    titles: frozenset[str]


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """Return the words.

    Raises:
        DamagedFileError: the file is missing or does not have exactly the lists it should.
    """
    return load_file("team/names", NameWords)


@lru_cache(maxsize=1)
def same_words() -> dict[str, str]:
    """Return what stands for each name of a line of ``same``."""
    return {name: line[0] for line in name_words().same for name in line}


class ViewWords(BaseModel):
    """Words by which two wishes stand against each other; the file says what each list is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    denials: tuple[str, ...]
    opposites: tuple[str, ...]
    ordinals: dict[str, str]


@lru_cache(maxsize=1)
def view_words() -> ViewWords:
    """Return the words of ``prompts/team/views.yaml``.

    Raises:
        DamagedFileError: the file is missing or does not have exactly the lists it should.
    """
    return load_file("team/views", ViewWords)


@lru_cache(maxsize=1)
def all_opposites() -> dict[str, frozenset[str]]:
    """Return base forms that mean the opposite of a base form: the checker's, and ours."""
    found = {word: set(others) for word, others in opposites().items()}
    for line in view_words().opposites:
        one, other = map(base, line.split())
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}
