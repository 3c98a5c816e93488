"""The share file: what the owner of a plan chose to hand over, and nothing else.

``make_share`` builds it from a plan and a choice. Names and words that are left out are replaced
everywhere; at the end each text is searched for them, and a text that still holds one is emptied.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from coach.plan.export.names import name_replacer, names_of, without_names
from coach.plan.model import Plan, Section, Statement
from coach.plan.words import short_name
from coach.team.model import MARK, Mention, Relation, View
from coach.team.views import view_of_plan
from coach.text import clean, find_quote, fold_space, words

FORMAT = "coach-share"
VERSION = 1
"""Raised when a file of the new layout cannot be read as one of the old."""
NEVER_SHARED = frozenset({"sources"})
"""Sections that only say where the plan's words come from."""
LEAST_QUOTE_WORDS = 3
"""Shorter quotes are mostly names; they are left out where they stand in quotation marks."""

_QUOTED = re.compile(r"“[^“”]*”")
_MARKS = re.compile(rf"{re.escape(MARK)}(?:[ ,;:.]+{re.escape(MARK)})+")

Basis = Literal["answer", "suggestion", "own"]
Name = Annotated[str, StringConstraints(max_length=200)]
Words = Annotated[str, StringConstraints(max_length=4_000)]
Id = Annotated[str, StringConstraints(max_length=60)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SharedStatement(_Strict):
    """One statement of the plan."""

    kind: Id = Field(description="What it is for, such as needs.heard.")
    text: Words = Field(description="Its words; […] stands where words were left out.")
    basis: list[Basis] = Field(
        default_factory=list,
        max_length=10,
        description="What it rests on: an answer, a suggestion of the coach, own words.",
    )
    quotes: list[Words] = Field(
        default_factory=list,
        max_length=20,
        description="The words of the answers that it rests on; none unless they are shared.",
    )


class SharedSection(_Strict):
    """One part of the plan."""

    id: Id
    title: Name
    statements: list[SharedStatement] = Field(max_length=200)


class SharedParty(_Strict):
    """Somebody whom the plan names."""

    relation: Relation = Field(description="What they are to whoever wrote the plan.")
    name: Name = Field(description="What they are called; empty when only the role is shared.")
    team: Name = Field(default="", description="The team that a person belongs to.")
    role: Name = Field(default="", description="Stands for a name that is left out.")
    section: Id = Field(description="The section that names them.")


class Share(_Strict):
    """A share file, version 1."""

    format: Literal["coach-share"] = "coach-share"
    version: Literal[1] = 1
    plan: Id = Field(description="Id of the plan, so that a newer version takes its place.")
    plan_version: int = Field(ge=1, le=100_000)
    written: dt.date = Field(description="Day on which the plan was written.")
    me: Name = Field(description="How the map calls whoever wrote the plan.")
    team: Name = Field(default="", description="Their team.")
    quotes: bool = Field(description="Whether words of the interview are part of the file.")
    left_out: list[Id] = Field(max_length=20, description="Ids of sections that are left out.")
    parties: list[SharedParty] = Field(max_length=100)
    sections: list[SharedSection] = Field(max_length=20)

    def content(self) -> bytes:
        """Return the bytes of the file."""
        return (self.model_dump_json(indent=2) + "\n").encode("utf-8")


@dataclass(frozen=True)
class Choice:
    """What the owner of a plan decided.

    Attributes:
        me: How the map calls them.
        team: Their team; may be empty.
        without: Names that are left out, as ``shareable_names`` has them.
        sections: Ids of the sections that are left out.
        quotes: Whether words of the interview are shared.
        instead: Words of the owner for statements whose words are left out, by
            ``section.number`` (the first statement of a section is number 1).
    """

    me: str
    team: str = ""
    without: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    quotes: bool = False
    instead: dict[str, str] = field(default_factory=dict)


def shareable_names(plan: Plan) -> dict[str, str]:
    """Return every name that can be left in or out, with the role that stands for it if out.

    First the single names of people and organisations, then what parties without such a name are
    called ("the milling shop").
    """
    found = dict(names_of(plan))
    taken = {word.casefold() for word in found}
    roles = name_roles()
    for mention in view_of_plan(plan, "").mentions:
        name = mention.party.name
        if name and not taken & set(words(name)) and name not in found:
            found[name] = roles[mention.relation]
    return found


def name_roles() -> dict[Relation, str]:
    """Return what stands for a party that has no name in capital letters."""
    from coach.plan.export.labels import labels

    roles = labels().roles
    return {
        "focus": roles.customer,
        "customer": roles.customer,
        "end": roles.end,
        "supplier": roles.supplier,
    }


def make_share(plan: Plan, choice: Choice) -> Share:
    """Return what is shared of a plan."""
    names = shareable_names(plan)
    typed = set(words(f"{choice.me} {choice.team}"))
    out = frozenset(n for n in choice.without if n in names and not set(words(n)) <= typed)
    replace = _replacer(plan, out)
    hidden = without_names(plan, keep=names.keys() - out)
    said = [] if choice.quotes else _quotes(plan)
    both = {*said, *(quote for quote in map(replace, said) if _is_long(quote))}
    quotes = [(q, frozenset(words(q))) for q in sorted(both, key=len, reverse=True)]
    left = {*choice.sections, *NEVER_SHARED}
    kept = [(section, plan.section(section.id)) for section in hidden.sections]
    view = view_of_plan(plan, "")
    return Share(
        plan=plan.id[:60],
        plan_version=plan.version,
        written=plan.created.date(),
        me=_short(choice.me),
        team=_short(choice.team),
        quotes=choice.quotes,
        left_out=[s.id for s in plan.sections if s.id in choice.sections],
        parties=[p for p in _parties(view, replace, out) if p.section not in left],
        sections=[
            _section(section, _Hiding(replace, quotes, out, choice))
            for section, original in kept
            if section.id not in left and original is not None
        ],
    )


OFTEN_TOLD = ("needs", "work.outputs", "suppliers")
"""Kinds of statements that a map is made of: their owner may say them in other words."""


def left_out_lines(plan: Plan, choice: Choice) -> dict[str, str]:
    """Return the statements for a map whose words are left out, by ``section.number``."""
    shared = make_share(plan, choice)
    known = {section.id: section for section in shared.sections}
    found: dict[str, str] = {}
    for section in plan.sections:
        numbered = [
            number
            for number, statement in enumerate(section.statements, 1)
            if not any(source.type == "passage" for source in statement.sources)
        ]
        statements = known[section.id].statements if section.id in known else []
        for number, statement in zip(numbered, statements, strict=False):
            if MARK in statement.text and statement.kind.startswith(OFTEN_TOLD):
                found[f"{section.id}.{number}"] = statement.text
    return found


@dataclass(frozen=True)
class _Hiding:
    """How texts of a plan are made fit to share; ``quotes`` are hidden, the longest first."""

    replace: Callable[[str], str]
    quotes: list[tuple[str, frozenset[str]]]
    names: frozenset[str]
    choice: Choice

    def statement(self, statement: Statement, key: str) -> SharedStatement:
        own = self.choice.instead.get(key, "")
        quotes = [s.quote for s in statement.sources if s.type == "answer"]
        text = self.hidden(statement.text)
        if own and MARK in text:
            # What a statement is about stands last in it; a day in brackets may stand before.
            before, _, after = text.replace(f" ({MARK})", "").rpartition(MARK)
            before = f"{before.replace(MARK, '')}{self.replace(own)}"
            text = _short(f"{before}{after}", 4_000)
        basis: set[Basis] = {s.type for s in statement.sources if s.type != "passage"}
        if statement.edited or own:
            basis.add("own")
        return SharedStatement(
            kind=statement.kind[:60],
            text=self.checked(text),
            basis=sorted(basis),
            quotes=[q for q in map(self.checked, quotes) if q] if self.choice.quotes else [],
        )

    def hidden(self, text: str) -> str:
        """Return a text without the words of the interview, where these are left out."""
        text = self.replace(_plain(text))
        if self.choice.quotes:
            return text[:4_000]
        have = set(words(text))
        for quote, needed in self.quotes:
            while needed <= have and (found := find_quote(quote, text)):
                text = text.replace(found, MARK)
        while _QUOTED.search(text):
            text = _QUOTED.sub(MARK, text)
        text = text.partition("“")[0]
        return _MARKS.sub(MARK, text)[:4_000]

    def checked(self, text: str) -> str:
        """Return a text, or the mark when something that is left out still stands in it."""
        text = self.replace(_plain(text))[:4_000]
        return MARK if any(holds_name(text, name) for name in self.names) else text


def holds_name(text: str, name: str) -> bool:
    """Return whether a name stands in a text, as whole words in any case."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _section(section: Section, hiding: _Hiding) -> SharedSection:
    statements = []
    for number, statement in enumerate(section.statements, 1):
        if any(source.type == "passage" for source in statement.sources):
            continue  # words of the library, and not of the owner
        statements.append(hiding.statement(statement, f"{section.id}.{number}"))
    return SharedSection(id=section.id, title=_short(section.title), statements=statements)


def _parties(
    view: View, replace: Callable[[str], str], out: frozenset[str]
) -> Iterator[SharedParty]:
    for mention in view.mentions:
        yield _shared_party(mention, replace, out)


def _shared_party(
    mention: Mention, replace: Callable[[str], str], out: frozenset[str]
) -> SharedParty:
    party = mention.party
    name, team = replace(party.name), replace(party.team)
    team = "" if any(holds_name(team, n) for n in out) else team
    # A role inside of a name ("old name B") tells no more than the role.
    left_out = name != _plain(party.name) or any(holds_name(name, n) for n in out)
    return SharedParty(
        relation=mention.relation,
        name="" if left_out else _short(name),
        team=_short(team) if team == _plain(party.team) else "",
        role=name_roles()[mention.relation] if left_out else "",
        section=mention.origin.section,
    )


def _replacer(plan: Plan, out: frozenset[str]) -> Callable[[str], str]:
    """Return what puts roles where names stand that are left out."""
    known = names_of(plan)
    by_name = name_replacer(plan, known.keys() - out)
    roles = {name: role for name, role in shareable_names(plan).items() if name in out - {*known}}
    roles |= {short: role for name, role in roles.items() if (short := short_name(name))}
    phrases = sorted(roles, key=len, reverse=True)

    def replace(text: str) -> str:
        text = by_name(text)
        for phrase in phrases:
            role = roles[phrase]
            bare = re.sub(r"^(?:the|my|our|an?)\s", "", phrase, flags=re.IGNORECASE)
            pattern = rf"(?<!\w)(?:(?:the|my|our|an?)\s+)?{re.escape(bare)}(?!\w)"
            text = re.sub(pattern, role.replace("\\", r"\\"), text, flags=re.IGNORECASE)
        return text

    return replace


def _quotes(plan: Plan) -> list[str]:
    """Return the words of the interview in a plan that are long enough to be looked for."""
    found = {
        _plain(source.quote)
        for section in plan.sections
        for statement in section.statements
        for source in statement.sources
        if source.type == "answer"
    }
    return sorted(quote for quote in found if _is_long(quote))


def _is_long(quote: str) -> bool:
    return len(words(quote)) >= LEAST_QUOTE_WORDS


def _plain(text: str) -> str:
    return fold_space(clean(text))


def _short(text: str, limit: int = 200) -> str:
    return _plain(text)[:limit].strip()
