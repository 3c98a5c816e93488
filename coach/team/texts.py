"""What people are told about maps and share files, from ``prompts/team/texts.yaml``."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Decisions(_Strict):
    damaged: str
    unreadable: str
    unwritable: str


class _Reading(_Strict):
    missing: str
    folder: str
    unreadable: str
    large: str
    not_json: str
    other: str
    newer: str
    damaged: str
    nobody: str
    twice: str
    older: str
    none: str
    none_remedy: str


class _Joins(_Strict):
    same_name: str
    same_words: str
    spelling: str
    meaning: str
    part: str
    writer: str
    intro: str
    head: str
    member: str
    writer_intro: str
    writer_question: str
    question: str
    each: str
    unclear: str
    joined: str
    waiting: str
    no_meaning: str


class _Map(_Strict):
    placed: str
    described: str
    unnamed: str
    title: str
    counts: str
    people: str
    wrote: str
    kinds: dict[str, str]
    also: str
    gives: str
    gets: str
    delivers: str
    needs: dict[str, str]
    asks: str
    reaches: str
    left_out: str
    source: str
    chains: str
    chain: str
    chain_none: str
    nobody: str
    nobody_line: str
    nobody_none: str
    outputs: str
    outputs_line: str
    broad: str
    broad_line: str
    loops: str
    loop: str
    problems: str
    written: str
    arrow: str


class _Views(_Strict):
    title: str
    none: str
    link: str
    sorts: dict[str, str]
    believes: str
    asks: str
    one_sided: str
    ask_customer: str
    ask_customer_guess: str
    ask_supplier: str
    ask_anything: str


class _Share(_Strict):
    intro: str
    me: str
    team: str
    sections: str
    section_line: str
    sections_question: str
    names: str
    name_line: str
    names_question: str
    no_names: str
    quotes: str
    instead: str
    instead_line: str
    preview: str
    header: dict[str, str]
    yes: str
    no: str
    none: str
    names_shared: str
    party: str
    party_role: str
    relations: dict[str, str]
    basis: dict[str, str]
    said: str
    sign: str
    written: str
    not_written: str
    unclear: str
    choose: str
    choose_remedy: str
    no_plan: str
    no_plan_remedy: str
    section_unknown: str
    section_unknown_remedy: str
    name_unknown: str
    name_unknown_remedy: str
    no_terminal: str
    no_terminal_remedy: str


class _Screen(_Strict):
    title: str
    sections: str
    names: str
    name: str
    words: str
    path: str
    write: str
    cancel: str
    me_needed: str
    not_yet: str
    done: str


class _Formats(_Strict):
    unknown: str
    unknown_remedy: str


class TeamTexts(_Strict):
    """Every text of the file; a missing or unknown one is an error."""

    decisions: _Decisions
    reading: _Reading
    joins: _Joins
    map: _Map
    views: _Views
    share: _Share
    screen: _Screen
    formats: _Formats


@lru_cache(maxsize=1)
def texts() -> TeamTexts:
    """Return the texts.

    Raises:
        DamagedFileError: the file is missing or does not have exactly the texts it should.
    """
    return load_file("team/texts", TeamTexts)
