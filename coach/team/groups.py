"""Teams with the people in them, and the links between teams: a large map made smaller."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from coach.team.differences import Compared, Difference
from coach.team.model import Link, Node, Party, TeamMap, View
from coach.team.names import normal

GroupKind = Literal["person", "team", "end"]


@dataclass(frozen=True)
class Group:
    """A team, or somebody of whom no team is known.

    Attributes:
        id: Short name that only this group has.
        name: What it is called.
        kind: What it is.
        nodes: What it is made of.
        people: Names of people in it, as far as plans name them.
        plans: Ids of the plans that its people wrote.
    """

    id: str
    name: str
    kind: GroupKind
    nodes: tuple[Node, ...]
    people: tuple[str, ...]
    plans: tuple[str, ...]

    @property
    def also(self) -> tuple[str, ...]:
        """Other names of the group itself, without those of its people."""
        people = [normal(person) for person in self.people]
        return tuple(
            name
            for node in self.nodes
            for name in node.names
            if name != self.name and not any(person in normal(name) for person in people)
        )


@dataclass(frozen=True)
class GroupLink:
    """All links from one group to another.

    Attributes:
        supplier: Id of the group that gives.
        customer: Id of the group that gets.
        links: The links, at least one.
        plans: Ids of the plans that tell of them.
        differs: Whether two views of one of them differ.
    """

    supplier: str
    customer: str
    links: tuple[Link, ...]
    plans: tuple[str, ...]
    differs: bool

    @property
    def reaches(self) -> bool:
        """Whether nothing is handed over: the other benefits in the end."""
        return all(link.kind == "reaches" for link in self.links)


@dataclass(frozen=True)
class Groups:
    """A map as groups.

    Attributes:
        groups: All groups, those with plans first.
        links: All links between two of them.
        of: Id of the group of each node.
    """

    groups: tuple[Group, ...]
    links: tuple[GroupLink, ...]
    of: dict[str, str] = field(repr=False)


def disagreeing(difference: Difference) -> tuple[Compared, ...]:
    """Return what is to be shown of a link on which two views differ; nothing where none do.

    What one plan of a supplier guesses and another one heard is known to the supplier, and what was
    heard and is not asked for is no difference.
    """
    agreed = {c.asked.text for c in difference.compared if c.sort == "agreed" and c.asked}
    shown = tuple(
        c
        for c in difference.compared
        if c.sort != "heard"
        and not (c.sort in ("assumed", "unknown") and c.asked and c.asked.text in agreed)
    )
    return shown if any(c.sort != "agreed" for c in shown) else ()


def single(team_map: TeamMap, differences: Sequence[Difference]) -> Groups:
    """Return the map with each node as a group of its own."""
    by_plan = {view.plan: view for view in team_map.views}
    return _linked(
        team_map, [_group(node.name, [node], by_plan) for node in team_map.nodes], differences
    )


def grouped(team_map: TeamMap, differences: Sequence[Difference]) -> Groups:
    """Return the map with people in their teams, where the plans say which."""
    by_plan = {view.plan: view for view in team_map.views}
    teams: dict[str, list[Node]] = {}
    called: dict[str, list[Node]] = {}
    alone = [node for node in team_map.nodes if _is_one_person(node)]
    for node in team_map.nodes:
        if node not in alone or not _team_of(node, by_plan):
            teams[node.id] = own = [node]
            for name in (*node.names, *(party.team for party in node.parties)):
                if node not in alone and normal(name):
                    called.setdefault(normal(name), own)
    names = {id: _team_name(nodes[0], by_plan) for id, nodes in teams.items()}
    for node in alone:
        team = _team_of(node, by_plan)
        if not team:
            continue
        if normal(team) not in called:
            teams[node.id] = called[normal(team)] = []
            names[node.id] = team[0].upper() + team[1:]
        called[normal(team)].append(node)
    groups = [_group(names[id], nodes, by_plan) for id, nodes in teams.items()]
    return _linked(team_map, groups, differences)


def _is_one_person(node: Node) -> bool:
    people = {normal(party.name) for party in node.parties if _has_name(party)}
    teams = any(party.kind == "team" and party.name for party in node.parties)
    return node.kind == "person" and len(people) <= 1 and not teams


def _team_name(node: Node, by_plan: dict[str, View]) -> str:
    """Return what most of its people call a team; a single person's name tells less of it."""
    if node.chosen or node.kind == "end" or _is_one_person(node):
        return node.name
    writers = [by_plan[plan].me for plan in node.writers]
    told = [p.team or p.name for p in (*writers, *node.parties) if p.team or p.kind == "team"]
    found = Counter(name[0].upper() + name[1:] for name in told if name)
    return found.most_common(1)[0][0] if found else node.name


def _team_of(node: Node, by_plan: dict[str, View]) -> str:
    told = [party.team for party in node.parties if party.team]
    return told[0] if told else next((by_plan[p].me.team for p in node.writers), "")


def _group(name: str, nodes: Sequence[Node], by_plan: dict[str, View]) -> Group:
    plans = tuple(dict.fromkeys(plan for node in nodes for plan in node.writers))
    parties = [by_plan[plan].me for plan in plans]
    parties += [party for node in nodes for party in node.parties]
    people: dict[str, str] = {}
    for party in parties:
        if _has_name(party) and normal(party.name) not in normal(name):
            people.setdefault(normal(party.name), party.name)
    first = nodes[0]
    one = len(nodes) == 1 and name == first.name and _is_one_person(first)
    kind: GroupKind = "end" if first.kind == "end" else "person" if one else "team"
    if kind == "person":
        people = {}
    return Group(first.id, name, kind, tuple(nodes), tuple(people.values()), plans)


def _has_name(party: Party) -> bool:
    return party.kind == "person" and bool(party.name) and not party.described


def _linked(
    team_map: TeamMap, groups: Sequence[Group], differences: Sequence[Difference]
) -> Groups:
    of = {node.id: group.id for group in groups for node in group.nodes}
    differing = {(d.link.supplier, d.link.customer) for d in differences if disagreeing(d)}
    found: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in team_map.links:
        pair = of[link.supplier], of[link.customer]
        if pair[0] != pair[1]:
            found[pair].append(link)
    links = [
        GroupLink(
            supplier,
            customer,
            tuple(some),
            tuple(dict.fromkeys(plan for link in some for plan in _plans(link))),
            any((link.supplier, link.customer) in differing for link in some),
        )
        for (supplier, customer), some in found.items()
    ]
    ordered = sorted(groups, key=lambda group: not group.plans)
    return Groups(tuple(ordered), tuple(links), of)


def _plans(link: Link) -> tuple[str, ...]:
    return (*link.by_supplier, *link.by_customer, *link.by_others)
