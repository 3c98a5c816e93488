"""Ways through a map: from each writer to an end customer, what leads to nobody, and loops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.team.model import Item, Mention, Node, TeamMap, View

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Ways:
    """What the links of a map lead to.

    Attributes:
        chains: For each writer the shortest way to an end customer, both ends included; a way of
            one node ends where it begins.
        nobody: Writers of plans who serve nobody, as far as the plans say.
        outputs: Work of which no customer is known.
        broad: Names that are too broad for the map, with the view that has them.
        loops: Groups of nodes of which each serves the next, as one way round.
    """

    chains: tuple[tuple[Node, ...], ...]
    nobody: tuple[Node, ...]
    outputs: tuple[tuple[Node, Item], ...]
    broad: tuple[tuple[View, Mention], ...]
    loops: tuple[tuple[Node, ...], ...]


def graph(team_map: TeamMap) -> nx.DiGraph:
    """Return the map as a directed graph of node ids."""
    import networkx as nx

    found = nx.DiGraph()
    found.add_nodes_from(node.id for node in team_map.nodes)
    found.add_edges_from((link.supplier, link.customer) for link in team_map.links)
    return found


def ways(team_map: TeamMap) -> Ways:
    """Return what the links of a map lead to."""
    writers = [node for node in team_map.nodes if node.writers]
    nobody = [node for node in writers if not team_map.links_from(node.id)]
    outputs = {plan: view.outputs for view in team_map.views for plan in [view.plan]}
    return Ways(
        chains=tuple(_chains(team_map, writers)),
        nobody=tuple(nobody),
        outputs=tuple(
            (node, item) for node in nobody for plan in node.writers for item in outputs[plan]
        ),
        broad=tuple((view, mention) for view in team_map.views for mention in view.broad),
        loops=tuple(_loops(team_map)),
    )


def _chains(team_map: TeamMap, writers: Sequence[Node]) -> Iterator[tuple[Node, ...]]:
    """Yield the shortest way of each writer: one search from all end customers, backwards."""
    nodes = team_map.by_id
    onward: dict[str, str] = {}
    reached = [node.id for node in team_map.nodes if node.kind == "end"]
    known = set(reached)
    for id in reached:  # grows while it is walked through: breadth first
        for link in team_map.links_to(id):
            if link.supplier not in known:
                known.add(link.supplier)
                onward[link.supplier] = id
                reached.append(link.supplier)
    for writer in writers:
        way = [writer]
        while (following := onward.get(way[-1].id)) is not None:
            way.append(nodes[following])
        yield tuple(way)


def _loops(team_map: TeamMap) -> Iterator[tuple[Node, ...]]:
    """Yield one way round in each group of nodes that all reach each other."""
    import networkx as nx

    whole = graph(team_map)
    for group in nx.strongly_connected_components(whole):
        if len(group) < 2:
            continue
        part = whole.subgraph(group)
        # The same map gives the same loop, whatever the order of a set.
        start = next(node.id for node in team_map.nodes if node.id in group)
        before = next(link.supplier for link in team_map.links_to(start) if link.supplier in group)
        way = nx.shortest_path(part, start, before)
        yield tuple(team_map.by_id[id] for id in way)
