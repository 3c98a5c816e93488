"""What the rooms of a map are made of: what one plan says, and the map over all of them.

A :class:`View` is one plan as its writer sees the world. A :class:`TeamMap` is made of views; it is
all that drawings, tables and counts need.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

MARK = "[…]"
"""Stands where words were left out of a share file."""

PartyKind = Literal["person", "team", "end"]
"""``end`` is an end customer: somebody who benefits in the end and gets nothing passed on."""

Known = Literal["heard", "assumed", "said"]
"""How the writer knows it: heard from the customer, a guess of theirs, or about themselves."""

Relation = Literal["focus", "customer", "end", "supplier"]
"""What a party is to the writer; ``focus`` is the customer whom the plan is about."""

LinkKind = Literal["serves", "reaches"]
"""``serves``: one gives work to the other; ``reaches``: the other benefits from it in the end."""


@dataclass(frozen=True)
class Origin:
    """Where something stands.

    Attributes:
        file: Name of the file that was read.
        plan: Id of the plan.
        section: Id of its section.
        statement: Number of the statement in its section, from 1.
        quote: The writer's own words; empty when they were left out of a share file.
    """

    file: str
    plan: str
    section: str
    statement: int
    quote: str = ""


@dataclass(frozen=True)
class Item:
    """Something that is delivered, needed or asked for.

    Attributes:
        text: What it is, in the writer's words; empty when the words were left out.
        known: How the writer knows it.
        origin: Where it stands.
    """

    text: str
    known: Known
    origin: Origin


@dataclass(frozen=True)
class Party:
    """Somebody whom a plan names, or its writer.

    Attributes:
        name: What they are called; empty when only a role was shared.
        kind: What they are.
        team: The team that a person belongs to, where the plan says so ("Petra in assembly").
        role: What they are to the writer where the name was left out ("my customer").
        described: Whether the name only tells of a writer's work ("I design pumps").
    """

    name: str
    kind: PartyKind
    team: str = ""
    role: str = ""
    described: bool = False


@dataclass(frozen=True)
class Mention:
    """A party in a plan.

    Attributes:
        party: Who.
        relation: What they are to the writer.
        origin: Where the plan names them.
    """

    party: Party
    relation: Relation
    origin: Origin


@dataclass(frozen=True)
class Line:
    """A statement of a plan as a view keeps it, for counts over many plans.

    Attributes:
        kind: What it is for, such as ``needs.heard`` (``coach.plan.model.Statement.kind``).
        text: Its words; parts of it may be left out.
        origin: Where it stands.
    """

    kind: str
    text: str
    origin: Origin


@dataclass(frozen=True)
class View:
    """One plan as its writer sees the world.

    Attributes:
        file: Name of the file that it was read from.
        plan: Id of the plan.
        version: Version of the plan.
        written: Day on which the plan was written.
        me: The writer.
        mentions: Everybody whom the plan names, in its order; the customer in focus is one.
        outputs: What others get from the writer.
        needs: What the customer in focus cares about, as the writer sees it.
        requests: What the writer asks of suppliers, each with the index of the supplier among
            ``mentions``.
        lines: All statements.
        left_out: Ids of the sections that the writer did not share.
        broad: Names that are too broad for a map ("everybody"), as they were written.
    """

    file: str
    plan: str
    version: int
    written: dt.date
    me: Party
    mentions: tuple[Mention, ...] = ()
    outputs: tuple[Item, ...] = ()
    needs: tuple[Item, ...] = ()
    requests: tuple[tuple[int, Item], ...] = ()
    lines: tuple[Line, ...] = ()
    left_out: tuple[str, ...] = ()
    broad: tuple[Mention, ...] = ()


@dataclass(frozen=True)
class Node:
    """One party of the map.

    Attributes:
        id: Short name that only this node has, of small letters, digits and hyphens.
        name: What the map calls them.
        kind: What they are.
        names: All that they are called, ``name`` included.
        writers: Ids of the plans that they wrote.
        named_in: Ids of the plans that name them.
        keys: What decisions of the facilitator call the mentions that it is made of.
        parties: What the plans say of them, each once.
        chosen: Whether the facilitator chose ``name``.
    """

    id: str
    name: str
    kind: PartyKind
    names: tuple[str, ...]
    writers: tuple[str, ...]
    named_in: tuple[str, ...]
    keys: tuple[str, ...]
    parties: tuple[Party, ...] = ()
    chosen: bool = False


@dataclass(frozen=True)
class Link:
    """From a supplier to a customer.

    Attributes:
        supplier: Id of the node that gives.
        customer: Id of the node that gets.
        kind: Whether something is handed over, or reaches them in the end.
        delivers: What is handed over, as the supplier says.
        needs: What the customer cares about, as the supplier sees it.
        asks: What the customer asks of the supplier, as the customer says.
        by_supplier: Ids of the plans of the supplier that tell of the link.
        by_customer: Ids of the plans of the customer that tell of it.
        by_others: Ids of plans of others that tell of it: their customer serves an end customer.
    """

    supplier: str
    customer: str
    kind: LinkKind = "serves"
    delivers: tuple[Item, ...] = ()
    needs: tuple[Item, ...] = ()
    asks: tuple[Item, ...] = ()
    by_supplier: tuple[str, ...] = ()
    by_customer: tuple[str, ...] = ()
    by_others: tuple[str, ...] = ()

    @property
    def seen_from_both_sides(self) -> bool:
        """Whether a plan of the supplier and a plan of the customer tell of it."""
        return bool(self.by_supplier and self.by_customer)


@dataclass(frozen=True)
class Problem:
    """What was wrong with a file; the rest of the files is used all the same.

    Attributes:
        file: Its name.
        problem: What is wrong, as a sentence for people.
    """

    file: str
    problem: str


@dataclass(frozen=True)
class TeamMap:
    """Who serves whom.

    Attributes:
        nodes: All parties, writers of plans first.
        links: All links, in the order in which the plans tell of them.
        views: What it was made of, in the order of the files.
        problems: What was wrong with files.
    """

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()
    views: tuple[View, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def _outgoing(self) -> dict[str, list[Link]]:
        return _grouped(self.links, "supplier")

    @cached_property
    def _incoming(self) -> dict[str, list[Link]]:
        return _grouped(self.links, "customer")

    def links_from(self, id: str) -> Sequence[Link]:
        """Return the links on which a node is the supplier."""
        return self._outgoing.get(id, ())

    def links_to(self, id: str) -> Sequence[Link]:
        """Return the links on which a node is the customer."""
        return self._incoming.get(id, ())


def _grouped(links: Sequence[Link], side: str) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(getattr(link, side), []).append(link)
    return found
