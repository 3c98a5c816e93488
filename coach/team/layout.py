"""Where boxes and lines of a drawing go: in rows from those who give to those who get.

The steps are those of Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical
system structures" (1981): break loops, put boxes into rows, order each row so that few lines cross,
then place everything. Written here because the Python libraries for it are no longer kept or need a
program beside Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Point = tuple[float, float]
Pair = tuple[str, str]

_SWEEPS = 24
"""How often the order of all rows is improved; drawings of 80 boxes no longer change by then."""
_PULLS = 14
"""How often boxes are moved towards those that they are linked to."""
_LANE, _BACK = 14.0, 13.0
"""Room for a line that passes a row, and between one that leads back and its fellow, in pixels."""
_STRAIGHT = 6.0
"""How much more a line that passes a row pulls: long lines stay straight."""


@dataclass(frozen=True)
class Space:
    """How much room there is, in pixels.

    Attributes:
        across: Between two boxes of a row.
        down: Between two rows.
        widest: A row that is wider goes on in the next one.
    """

    across: float
    down: float
    widest: float


@dataclass(frozen=True)
class Placed:
    """A box; ``x`` and ``y`` are those of its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Its middle from left to right."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Layout:
    """Where everything is.

    Attributes:
        boxes: Boxes by key.
        lines: For each link the points that its line goes through, from giver to receiver.
        width: Width of the whole.
        height: Height of the whole.
    """

    boxes: dict[str, Placed]
    lines: dict[Pair, tuple[Point, ...]]
    width: float
    height: float


def layered(
    sizes: Mapping[str, tuple[float, float]],
    links: Sequence[Pair],
    last: Collection[str],
    space: Space,
) -> Layout:
    """Return where boxes and lines go, always the same for the same input.

    Args:
        sizes: Width and height of each box, by key.
        links: From whom to whom; others than between two different boxes are left out.
        last: Keys of boxes that belong into the last rows.
        space: How much room there is.
    """
    if not sizes:
        return Layout({}, {}, 0.0, 0.0)
    links = list(dict.fromkeys((a, b) for a, b in links if a != b and a in sizes and b in sizes))
    down = _without_loops(list(sizes), links, _distances(links, last))
    rows = _split(_ranks(list(sizes), down, last), sizes, down, space)
    drawing = _Drawing(sizes, rows, down, space)
    drawing.order()
    drawing.pull()
    return drawing.layout(links)


def _distances(links: Sequence[Pair], last: Collection[str]) -> dict[str, int]:
    """Return how many links lead from each box to the nearest of the last ones."""
    into = defaultdict(list)
    for a, b in links:
        into[b].append(a)
    found = dict.fromkeys(sorted(last), 0)
    waiting = list(found)
    for key in waiting:  # grows while it is walked through: breadth first
        for other in into[key]:
            if other not in found:
                found[other] = found[key] + 1
                waiting.append(other)
    return found


def _without_loops(
    keys: Sequence[str], links: Sequence[Pair], distances: Mapping[str, int]
) -> list[Pair]:
    """Return the links, some turned round, so that none leads back.

    The order of Eades, Lin and Smyth (1993) turns few: those who only give first, those who only
    get last, and between them, in a loop, whoever is farthest from the last ones, and of several
    of these whoever gives the most more than they get.
    """

    def weight(key: str) -> tuple[int, int]:
        return distances.get(key, 0), len(out[key]) - len(into[key])

    out, into = defaultdict(set), defaultdict(set)
    for a, b in links:
        out[a].add(b)
        into[b].add(a)
    left, first, final = dict.fromkeys(keys), list[str](), list[str]()

    def take(key: str) -> None:
        del left[key]
        for other in out.pop(key, ()):
            into[other].discard(key)
        for other in into.pop(key, ()):
            out[other].discard(key)

    while left:
        sink = next((key for key in left if not out[key]), None)
        source = next((key for key in left if not into[key]), None)
        key = sink or source or max(left, key=weight)
        (final if key == sink else first).append(key)
        take(key)
    place = {key: number for number, key in enumerate([*first, *reversed(final)])}
    return list(dict.fromkeys((a, b) if place[a] < place[b] else (b, a) for a, b in links))


def _ranks(keys: Sequence[str], down: Sequence[Pair], last: Collection[str]) -> dict[str, int]:
    """Return a row for each box: below all that lead to it, and near to what it leads to."""
    out, into = defaultdict(list), defaultdict(list)
    for a, b in down:
        out[a].append(b)
        into[b].append(a)
    order, waiting = [], {key: len(into[key]) for key in keys}
    free = [key for key in keys if not waiting[key]]
    for key in free:  # grows while it is walked through
        order.append(key)
        for other in out[key]:
            waiting[other] -= 1
            if not waiting[other]:
                free.append(other)
    rank: dict[str, int] = {}
    for key in order:
        rank[key] = max((rank[other] + 1 for other in into[key]), default=0)
    bottom = max(rank.values())
    for key in reversed(order):
        if out[key]:
            rank[key] = min(rank[other] for other in out[key]) - 1
        elif key in last:
            rank[key] = bottom
    return rank


def _split(
    rank: Mapping[str, int],
    sizes: Mapping[str, tuple[float, float]],
    down: Sequence[Pair],
    space: Space,
) -> list[list[str]]:
    """Return the rows; one that is too wide becomes several, the busiest boxes in the middle."""
    linked: dict[str, int] = defaultdict(int)
    for pair in down:
        for key in pair:
            linked[key] += 1
    rows: list[list[str]] = []
    for number in sorted(set(rank.values())):
        row = [key for key in sizes if rank[key] == number]
        total = sum(sizes[key][0] + space.across for key in row)
        parts = max(1, -(-int(total) // int(space.widest)))
        each = -(-len(row) // parts)
        rows += [row[at : at + each] for at in range(0, len(row), each)]
    return rows


@dataclass
class _Drawing:
    """Rows of boxes, and of lanes where a line passes a row."""

    sizes: Mapping[str, tuple[float, float]]
    rows: list[list[str]]
    down: Sequence[Pair]
    space: Space
    up: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    below: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lanes: dict[Pair, list[str]] = field(default_factory=dict)
    x: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        at = {key: number for number, row in enumerate(self.rows) for key in row}
        for a, b in self.down:
            names = [f"{a}\n{b}\n{row}" for row in range(at[a] + 1, at[b])]
            for row, name in enumerate(names, at[a] + 1):
                self.rows[row].append(name)
            self.lanes[a, b] = names
            path = [a, *names, b]
            for upper, lower in pairwise(path):
                self.below[upper].append(lower)
                self.up[lower].append(upper)

    def order(self) -> None:
        """Order each row by the middle of what its boxes are linked to; keep the best order."""
        best, fewest = [list(row) for row in self.rows], self._crossings()
        for sweep in range(_SWEEPS):
            downwards = sweep % 2 == 0
            numbers = range(1, len(self.rows)) if downwards else range(len(self.rows) - 2, -1, -1)
            for number in numbers:
                near = self.up if downwards else self.below
                beside = self.rows[number - 1 if downwards else number + 1]
                self._sort(number, near, {key: place for place, key in enumerate(beside)})
                self._swap(number)
            found = self._crossings()
            if found < fewest:
                best, fewest = [list(row) for row in self.rows], found
        self.rows = best

    def _sort(self, number: int, near: Mapping[str, list[str]], place: Mapping[str, int]) -> None:
        row = self.rows[number]
        own = {key: at * len(place) / max(1, len(row)) for at, key in enumerate(row)}

        def middle(key: str) -> float:
            places = [place[other] for other in near.get(key, ())]
            return sum(places) / len(places) if places else own[key]

        row.sort(key=middle)

    def _swap(self, number: int) -> None:
        """Swap neighbours of a row where fewer lines cross then."""
        row = self.rows[number]
        above = _places(self.rows[number - 1]) if number else {}
        under = _places(self.rows[number + 1]) if number + 1 < len(self.rows) else {}
        for at in range(len(row) - 1):
            a, b = row[at], row[at + 1]
            kept = turned = 0
            for near, places in ((self.up, above), (self.below, under)):
                mine = [places[key] for key in near.get(a, ())]
                theirs = [places[key] for key in near.get(b, ())]
                kept += sum(m > t for m in mine for t in theirs)
                turned += sum(m < t for m in mine for t in theirs)
            if turned < kept:
                row[at], row[at + 1] = b, a

    def _crossings(self) -> int:
        total = 0
        for upper, lower in zip(self.rows, self.rows[1:], strict=False):
            place = _places(lower)
            ends = [sorted(place[other] for other in self.below.get(key, ())) for key in upper]
            seen: list[int] = []
            for some in ends:
                total += sum(one > end for end in some for one in seen)
                seen += some
        return total

    def pull(self) -> None:
        """Move boxes towards those that they are linked to, without changing the order."""
        for row in self.rows:
            x = 0.0
            for key in row:
                self.x[key] = x + self._width(key) / 2
                x += self._width(key) + self.space.across
        for turn in range(_PULLS):
            near = self.up if turn % 2 == 0 else self.below
            rows = self.rows if turn % 2 == 0 else self.rows[::-1]
            for row in rows:
                wanted, weights = [], []
                for key in row:
                    others = near.get(key) or [key]
                    wanted.append(sum(self.x[other] for other in others) / len(others))
                    lane = "\n" in key and any("\n" in other for other in others)
                    weights.append(_STRAIGHT if lane else 1.0)
                self._place(row, wanted, weights)

    def _place(self, row: Sequence[str], wanted: Sequence[float], weights: Sequence[float]) -> None:
        """Put a row as near to where it wants to be as its order and its widths let it."""
        offsets, offset = [], 0.0
        for number, key in enumerate(row):
            if number:
                before = row[number - 1]
                gap = self.space.across if "\n" not in key + before else self.space.across / 2
                offset += (self._width(before) + self._width(key)) / 2 + gap
            offsets.append(offset)
        moved = _rising([w - o for w, o in zip(wanted, offsets, strict=True)], weights)
        for key, place, shift in zip(row, moved, offsets, strict=True):
            self.x[key] = place + shift

    def _width(self, key: str) -> float:
        return self.sizes[key][0] if key in self.sizes else _LANE

    def layout(self, links: Sequence[Pair]) -> Layout:
        """Return the places of boxes, and lines that leave and reach boxes side by side."""
        left = min(self.x[key] - self._width(key) / 2 for key in self.x)
        middle = {key: x - left for key, x in self.x.items()}
        tops, bottoms, y = list[float](), list[float](), 0.0
        for row in self.rows:
            height = max((self.sizes[key][1] for key in row if key in self.sizes), default=0.0)
            tops.append(y)
            bottoms.append(y + height)
            y += height + self.space.down
        boxes: dict[str, Placed] = {}
        row_of: dict[str, int] = {}
        for number, row in enumerate(self.rows):
            for key in row:
                row_of[key] = number
                if key in self.sizes:
                    width, height = self.sizes[key]
                    boxes[key] = Placed(middle[key] - width / 2, tops[number], width, height)
        lines: dict[Pair, tuple[Point, ...]] = {}
        ports = self._ports(boxes, middle)
        for a, b in self.down:
            points = [(ports[a, b][0], boxes[a].y + boxes[a].height)]
            for name in self.lanes[a, b]:
                row_at = row_of[name]
                points += [(middle[name], tops[row_at]), (middle[name], bottoms[row_at])]
            points.append((ports[a, b][1], boxes[b].y))
            both = {(a, b), (b, a)} & set(links)
            for pair in sorted(both, key=lambda pair: pair != (a, b)):
                shift = _BACK if len(both) > 1 and pair == (b, a) else 0.0
                way = [(x + shift, y) for x, y in points]
                lines[pair] = tuple(way if pair == (a, b) else reversed(way))
        width = max(middle[key] + self._width(key) / 2 for key in middle)
        return Layout(boxes, lines, width, bottoms[-1])

    def _ports(
        self, boxes: Mapping[str, Placed], middle: Mapping[str, float]
    ) -> dict[Pair, tuple[float, float]]:
        """Return where lines leave and reach their boxes, in the order of where they come from."""
        leaving, reaching = defaultdict(list), defaultdict(list)
        for a, b in self.down:
            path = [a, *self.lanes[a, b], b]
            leaving[a].append((middle[path[1]], (a, b)))
            reaching[b].append((middle[path[-2]], (a, b)))
        start = {pair: x for key, some in leaving.items() for pair, x in _spread(boxes[key], some)}
        end = {pair: x for key, some in reaching.items() for pair, x in _spread(boxes[key], some)}
        return {pair: (start[pair], end[pair]) for pair in self.down}


def _places(row: Sequence[str]) -> dict[str, int]:
    return {key: place for place, key in enumerate(row)}


def _spread(box: Placed, some: Sequence[tuple[float, Pair]]) -> list[tuple[Pair, float]]:
    """Return places along a side of a box."""
    step = min(22.0, box.width * 0.8 / len(some))
    first = box.middle - step * (len(some) - 1) / 2
    return [(pair, first + step * number) for number, (_, pair) in enumerate(sorted(some))]


def _rising(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the nearest numbers of which none is less than the one before it.

    Neighbours that are out of order are put together (Ayer and others, 1955: least squares).
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, total, count = value, weight, 1
        while blocks and blocks[-1][0] > mean:
            before, mass, size = blocks.pop()
            mean = (before * mass + mean * total) / (mass + total)
            total, count = total + mass, count + size
        blocks.append((mean, total, count))
    return [mean for mean, _, count in blocks for _ in range(count)]
