"""Drawings of a map as SVG: boxes in rows, from those who give to those who benefit in the end.

Colours are those of the text around a drawing, so that it fits light and dark pages and paper.
Names are wrapped and shortened here, by how wide their letters are at most, since an SVG does not
wrap. All texts go through the template, which escapes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coach.plan.export.chain import text_width, wrapped
from coach.plan.export.templates import fill
from coach.team.groups import Group, GroupLink
from coach.team.layout import Layout, Placed, Point, Space
from coach.team.packing import packed

TEMPLATES = "team"
NAME_SIZE, SMALL_SIZE = 13.0, 11.0
"""Sizes of letters in pixels: names of boxes, and all else."""
_BOLD, _PLAIN = 0.64, 0.56
"""Most width of a small letter of usual width, as a part of its size: bold, and not."""
_LINE = 1.25
_PAD = 8.0
_EDGE = 6.0
_ARROW = 8.0
_DOTS = 12
"""More people than these are told as a number."""
_LABEL_WIDTH, _LABEL_LINES = 21.0, 2
_ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
_NUMBER_ALONG = (*_ALONG, 0.18, 0.82, 0.12, 0.88, 0.08)
"""Where along a line its label may stand, or a number in its place, the best first."""


@dataclass(frozen=True)
class Style:
    """How much a drawing shows.

    Attributes:
        width: Width of a box in pixels.
        lines: Most lines of a name.
        people: Whether people of a team are named (True) or shown as dots.
        labels: Whether lines tell what is handed over.
        space: Room between boxes.
    """

    width: float
    lines: int
    people: bool
    labels: bool
    space: Space


SMALL = Style(150, 3, True, True, Space(30, 88, 940))
MIDDLE = Style(150, 2, True, False, Space(24, 56, 1000))
LARGE = Style(120, 3, False, False, Space(14, 46, 1240))
BESIDE = Style(158, 2, True, True, Space(24, 84, 780))


@dataclass(frozen=True)
class Note:
    """A label that has no room beside its line.

    Attributes:
        number: What stands in its place.
        text: What it says.
    """

    number: int
    text: str


@dataclass(frozen=True)
class Picture:
    """A drawing.

    Attributes:
        svg: The drawing; all texts in it are escaped.
        alt: The drawing in words, for those who do not see it.
        notes: Labels that had no room.
        width: Its width in pixels.
        height: Its height in pixels.
    """

    svg: str
    alt: str
    notes: tuple[Note, ...]
    width: int
    height: int


@dataclass(frozen=True)
class _Text:
    text: str
    x: float
    y: float
    bold: bool


@dataclass(frozen=True)
class _Box:
    group: Group
    place: Placed
    texts: tuple[_Text, ...]
    dots: tuple[Point, ...]
    main: bool


@dataclass(frozen=True)
class _Line:
    path: str
    arrow: str
    weight: float
    differs: bool
    reaches: bool


@dataclass(frozen=True)
class _Label:
    lines: tuple[_Text, ...]
    x: float
    y: float
    width: float
    height: float
    number: int = 0


def picture(
    groups: Sequence[Group],
    links: Sequence[GroupLink],
    style: Style,
    alt: str,
    *,
    main: str = "",
    linked: Collection[str] = (),
    told: Callable[[GroupLink], str] | None = None,
) -> Picture:
    """Return a drawing of groups and the links between them.

    Args:
        groups: What gets a box.
        links: What gets a line; both ends have a box.
        style: How much is shown.
        alt: The drawing in words.
        main: Id of the group that the drawing is about.
        linked: Ids of groups that have a part of the page of their own.
        told: What the label of a link says.
    """
    texts = {group.id: _box_texts(group, style) for group in groups}
    sizes = {group.id: (style.width, _height(group, texts[group.id], style)) for group in groups}
    ends = {group.id for group in groups if group.kind == "end"}
    layout = packed(sizes, [(link.supplier, link.customer) for link in links], ends, style.space)
    boxes = [_box(group, layout.boxes[group.id], texts[group.id], style, main) for group in groups]
    ways = {pair: _through(points) for pair, points in layout.lines.items()}
    most = max((len(link.plans) for link in links), default=1)
    lines = [_line(link, ways[link.supplier, link.customer], most) for link in links]
    labels: list[_Label] = []
    notes: list[Note] = []
    if style.labels and told is not None:
        labels, notes = _labels(links, ways, layout, told)
    width, height = round(layout.width + 2 * _EDGE), round(layout.height + 2 * _EDGE)
    svg = fill(
        "map.svg",
        within=TEMPLATES,
        boxes=boxes,
        lines=lines,
        labels=labels,
        linked=linked,
        alt=alt,
        edge=_EDGE,
        width=width,
        height=height,
        name_size=NAME_SIZE,
        small_size=SMALL_SIZE,
    )
    return Picture(svg, alt, tuple(notes), width, height)


def _box_texts(group: Group, style: Style) -> list[tuple[str, bool]]:
    """Return the lines in a box: its name, bold, then people."""
    inside = style.width - 2 * _PAD
    name = wrapped(group.name, inside / (NAME_SIZE * _BOLD), style.lines) or ("…",)
    found = [(line, True) for line in name]
    if style.people and group.people:
        some = ", ".join(group.people)
        found += [(line, False) for line in wrapped(some, inside / (SMALL_SIZE * _PLAIN), 3)]
    elif len(group.plans) > _DOTS:
        found.append((f"{len(group.plans)}", False))
    return found


def _height(group: Group, texts: Sequence[tuple[str, bool]], style: Style) -> float:
    lines = sum(_LINE * (NAME_SIZE if bold else SMALL_SIZE) for _, bold in texts)
    dots = 9.0 if _has_dots(group, style) else 0.0
    return round(lines + dots + 2 * _PAD - 3)


def _has_dots(group: Group, style: Style) -> bool:
    return not style.people and 0 < len(group.plans) <= _DOTS


def _box(
    group: Group, place: Placed, texts: Sequence[tuple[str, bool]], style: Style, main: str
) -> _Box:
    found, y = [], place.y + _PAD - 2
    for text, bold in texts:
        size = NAME_SIZE if bold else SMALL_SIZE
        y += size * _LINE
        found.append(_Text(text, place.middle, round(y - size * 0.25, 1), bold))
    dots: list[Point] = []
    if _has_dots(group, style):
        count = len(group.plans)
        first = place.middle - 8 * (count - 1) / 2
        dots = [(round(first + 8 * n, 1), round(y + 5, 1)) for n in range(count)]
    return _Box(group, place, tuple(found), tuple(dots), group.id == main)


_Curve = tuple[Point, Point, Point, Point]


def _through(points: Sequence[Point]) -> list[_Curve]:
    """Return curves through points that leave and arrive straight up or down."""
    found: list[_Curve] = []
    for start, end in pairwise(points):
        bend = (end[1] - start[1]) / 2
        one, other = (start[0], start[1] + bend), (end[0], end[1] - bend)
        found.append((start, one, other, end))
    return found


def _line(link: GroupLink, way: Sequence[_Curve], most: int) -> _Line:
    *_, last = way
    (x, y), down = last[3], 1 if last[3][1] >= last[0][1] else -1
    tip = y - down * (_ARROW - 1)
    parts = [f"M{way[0][0][0]:.1f} {way[0][0][1]:.1f}"]
    for _, one, other, end in way:
        stop = tip if end is last[3] else end[1]
        parts.append(
            f"C{one[0]:.1f} {one[1]:.1f} {other[0]:.1f} {other[1]:.1f} {end[0]:.1f} {stop:.1f}"
        )
    wing = _ARROW / 2
    arrow = f"M{x:.1f} {y - down:.1f}l{-wing:.1f} {-down * _ARROW:.1f}h{2 * wing:.1f}z"
    weight = 1.1 + 1.5 * (len(link.plans) - 1) / max(1, most - 1) if most > 1 else 1.2
    return _Line("".join(parts), arrow, round(weight, 2), link.differs, link.reaches)


def _at(way: Sequence[_Curve], along: float) -> Point:
    """Return a point of a line, counted along its curves."""
    place = along * len(way)
    number = min(int(place), len(way) - 1)
    t = place - number
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    points = way[number]
    x, y = (sum(w * p[axis] for w, p in zip(weights, points, strict=True)) for axis in (0, 1))
    return x, y


def _labels(
    links: Sequence[GroupLink],
    ways: dict[tuple[str, str], list[_Curve]],
    layout: Layout,
    told: Callable[[GroupLink], str],
) -> tuple[list[_Label], list[Note]]:
    """Return labels where there is room, and what a number stands for where there is none."""
    taken = [(b.x, b.y, b.width, b.height) for b in layout.boxes.values()]
    taken += [_tip(way[-1]) for way in ways.values()]
    labels: list[_Label] = []
    notes: list[Note] = []
    for link in links:
        text = told(link)
        lines = wrapped(text, _LABEL_WIDTH, _LABEL_LINES)
        if not lines:
            continue
        way = ways[link.supplier, link.customer]
        label = _free(lines, way, taken, layout, _ALONG)
        if label is None:
            notes.append(Note(len(notes) + 1, text))
            number = (f"{len(notes)}",)
            label = _free(number, way, taken, layout, _NUMBER_ALONG)
            label = label or _label_at(number, _at(way, 0.5), layout)
            label = _Label(label.lines, label.x, label.y, label.width, label.height, len(notes))
        taken.append((label.x, label.y, label.width, label.height))
        labels.append(label)
    return labels, notes


def _free(
    lines: tuple[str, ...],
    way: Sequence[_Curve],
    taken: Sequence[tuple[float, float, float, float]],
    layout: Layout,
    places: Sequence[float],
) -> _Label | None:
    for along in places:
        label = _label_at(lines, _at(way, along), layout)
        if not any(_overlap(label, other) for other in taken):
            return label
    return None


def _label_at(lines: tuple[str, ...], middle: Point, layout: Layout) -> _Label:
    width = max(map(text_width, lines)) * SMALL_SIZE * _PLAIN + 6
    height = len(lines) * SMALL_SIZE * _LINE + 2
    x = min(max(middle[0] - width / 2, 0.0), max(0.0, layout.width - width))
    y = middle[1] - height / 2
    texts = tuple(
        _Text(line, x + width / 2, round(y + (n + 1) * SMALL_SIZE * _LINE - 2, 1), False)
        for n, line in enumerate(lines)
    )
    return _Label(texts, round(x, 1), round(y, 1), round(width, 1), round(height, 1))


def _tip(last: _Curve) -> tuple[float, float, float, float]:
    """Return the room of an arrow's tip, which no label may hide."""
    (x, y), size = last[3], _ARROW + 2
    return x - size / 2, y - size if y >= last[0][1] else y, size, size


def _overlap(label: _Label, other: tuple[float, float, float, float]) -> bool:
    x, y, width, height = other
    return (
        label.x < x + width + 2
        and x < label.x + label.width + 2
        and label.y < y + height + 1
        and y < label.y + label.height + 1
    )
