"""Which names may mean the same party: proposed here, joined only when the facilitator confirms.

A name is compared by its words, by its spelling, and by its meaning as the embedding of the
library sees it (``coach.team.alike``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from coach.team.alike import FEW_PLANS, Embed, Named, Reason, compatible, likenesses
from coach.team.decisions import Decisions
from coach.team.model import Node, TeamMap
from coach.team.names import Core, core, is_person
from coach.text import words


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
    for one, other, score, reason in likenesses(called, few=few, embed=embed):
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


def _called(team_map: TeamMap) -> Iterator[Named]:
    for index, node in enumerate(team_map.nodes):
        if node.chosen:
            yield Named(index, node.name, "", is_person(node.name), False, core(node.name))
        for party in node.parties:
            if party.name and not party.described and words(party.name):
                person = is_person(party.name, placed=bool(party.team))
                yield Named(index, party.name, party.team, person, False, core(party.name))
            if party.team and node.writers:
                yield Named(index, party.team, "", False, True, core(party.team))


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
    called: Sequence[Named],
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
    return all(compatible(a, b) for a in mine for b in theirs)
