"""Drawings of maps that fall into parts: each is laid out for itself, and they share a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coach.team.layout import Layout, Pair, Placed, Point, Space, layered

_BETWEEN = 2.0
"""Room between two parts, in units of that between two boxes."""


@dataclass
class _Shelf:
    """Parts side by side; the first one is the tallest."""

    y: float
    height: float
    width: float = 0.0
    parts: list[tuple[float, Layout]] = field(default_factory=list)


def packed(
    sizes: Mapping[str, tuple[float, float]],
    links: Sequence[Pair],
    last: Collection[str],
    space: Space,
) -> Layout:
    """Return where boxes and lines go; the arguments are those of ``layered``.

    Parts that no line joins stand side by side, the tallest first, on shelves below each other.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(sizes)
    graph.add_edges_from(link for link in links if link[0] in sizes and link[1] in sizes)
    found = []
    for keys in nx.connected_components(graph):
        own = {key: size for key, size in sizes.items() if key in keys}
        between = [link for link in links if link[0] in keys]
        found.append(layered(own, between, [key for key in last if key in keys], space))
    found.sort(key=lambda part: (-part.height, -part.width, next(iter(part.boxes))))
    return _together(_shelves(found, space))


def _shelves(parts: Sequence[Layout], space: Space) -> list[_Shelf]:
    shelves: list[_Shelf] = []
    gap = space.across * _BETWEEN
    for part in parts:
        fits = (s for s in shelves if s.width + gap + part.width <= space.widest)
        shelf = next(fits, None)
        if shelf is None:
            below = shelves[-1].y + shelves[-1].height + space.down / 2 if shelves else 0.0
            shelf = _Shelf(below, part.height)
            shelves.append(shelf)
        x = shelf.width + gap if shelf.parts else 0.0
        shelf.parts.append((x, part))
        shelf.width = x + part.width
    return shelves


def _together(shelves: Sequence[_Shelf]) -> Layout:
    boxes: dict[str, Placed] = {}
    lines: dict[Pair, tuple[Point, ...]] = {}
    width = max((shelf.width for shelf in shelves), default=0.0)
    for shelf in shelves:
        middle = (width - shelf.width) / 2
        for x, part in shelf.parts:
            for key, box in part.boxes.items():
                boxes[key] = replace(box, x=box.x + x + middle, y=box.y + shelf.y)
            for pair, points in part.lines.items():
                lines[pair] = tuple((px + x + middle, py + shelf.y) for px, py in points)
    height = max((shelf.y + shelf.height for shelf in shelves), default=0.0)
    return Layout(boxes, lines, width, height)
