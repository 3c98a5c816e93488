"""What stands on the page of a map: drawings, lists, a part for each team, an index of names.

HTML and PDF are made from the same page. A small map is one drawing with labels on its arrows; a
larger one shows teams with their people, and then each team in a part of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from coach.plan.dates import written
from coach.team.differences import Compared
from coach.team.drawing import LARGE, MIDDLE, SMALL, Picture, picture
from coach.team.groups import GroupLink, Groups, disagreeing, grouped, single
from coach.team.listing import question_text
from coach.team.model import Item, TeamMap
from coach.team.page_parts import (
    MOST_PARTS,
    TEXT,
    Entry,
    Part,
    Row,
    Said,
    has_part,
    index_of,
    label_of,
    parts_of,
    rows,
    short,
    words_of,
)
from coach.team.page_texts import page_texts
from coach.team.texts import texts
from coach.team.writers import Drawn
from coach.text import one_line

FEW_NODES, FEW_LINKS = 26, 30
"""A map of no more is one drawing with labels."""
NAMED_BOXES = 30
"""A drawing of no more boxes names the people in them."""
MOST_BOXES, MOST_LINES = 64, 96
"""More do not fit on a page: the drawing shows the busiest, and says so. Where there are few links,
there may be as many boxes as lines."""
MOST_LISTED = 200
"""Longest list: the map as JSON has the whole."""


@dataclass(frozen=True)
class Listed:
    """A list with its title, and what is said where it is empty."""

    id: str
    title: str
    lines: tuple[str, ...]
    none: str = ""


@dataclass(frozen=True)
class Beside:
    """What a supplier believes beside what the customer asks for."""

    sort: str
    believed: Said
    asked: Said


@dataclass(frozen=True)
class Differing:
    """A link on which two views differ."""

    title: str
    believes: str
    asks: str
    rows: tuple[Beside, ...]


@dataclass(frozen=True)
class Page:
    """All that stands on the page of a map."""

    title: str
    counts: str
    legend: tuple[str, ...]
    drawing: Picture
    drawn: str
    lists: tuple[Listed, ...]
    differing: tuple[Differing, ...]
    differing_none: str
    table: tuple[Row, ...]
    parts: tuple[Part, ...]
    parts_note: str
    index: tuple[Entry, ...]


def page_of(drawn: Drawn, most_parts: int = MOST_PARTS) -> Page:
    """Return the page of a map.

    Args:
        drawn: The map and all that is known of it.
        most_parts: How many teams get a part of the page at most, those with most plans first.
    """
    told, team_map = page_texts(), drawn.team_map
    small = len(team_map.nodes) <= FEW_NODES and len(team_map.links) <= FEW_LINKS
    groups = (single if small else grouped)(team_map, drawn.differences)
    drawn = replace(drawn, team_map=_as_groups(drawn.team_map, groups))
    parts = () if small else parts_of(groups, most_parts)
    index = () if small else index_of(groups, {part.id for part in parts})
    linked = {part.id for part in parts}
    overview, shown = _overview(groups, linked, small=small)
    legend = list(told.legend)
    if not small and len(groups.groups) > NAMED_BOXES:
        legend.append(told.legend_dots)
    if overview.notes:
        legend.append(told.legend_numbers)
    days = sorted(view.written for view in team_map.views)
    counts = (told.counts if days[:1] != days[-1:] else told.counts_day).format(
        plans=len(team_map.views),
        first=written(days[0]) if days else "",
        last=written(days[-1]) if days else "",
        parties=len(team_map.nodes),
        links=len(team_map.links),
    )
    differing = tuple(_differing(drawn))
    have = sum(1 for group in groups.groups if has_part(group, groups))
    note = told.parts_part.format(shown=len(parts), all=have) if len(parts) < have else ""
    return Page(
        title=told.title,
        counts=counts,
        legend=tuple(legend),
        drawing=overview,
        drawn=shown,
        lists=tuple(_lists(drawn, groups)),
        differing=differing,
        differing_none="" if differing else texts().views.none.strip(),
        table=tuple(rows(groups, groups.links, "")) if small else (),
        parts=parts,
        parts_note="" if small else note,
        index=index,
    )


def _as_groups(team_map: TeamMap, groups: Groups) -> TeamMap:
    """Return the map with teams called as in its drawing, and not by one of their people."""
    called = {node.id: g.name for g in groups.groups for node in g.nodes if len(g.nodes) == 1}
    nodes = tuple(replace(n, name=called.get(n.id, n.name)) for n in team_map.nodes)
    return replace(team_map, nodes=nodes)


def _overview(groups: Groups, linked: Iterable[str], *, small: bool) -> tuple[Picture, str]:
    """Return the drawing of the whole, and what it leaves out."""
    told = page_texts()
    if small:
        drawing = picture(
            groups.groups, groups.links, SMALL, told.alt, told=lambda link: label_of(link.links)
        )
        return drawing, ""
    weights = Counter[str]()
    for link in groups.links:
        weights.update({link.supplier: len(link.plans), link.customer: len(link.plans)})
    busy = [group for group in groups.groups if group.plans or weights[group.id]]
    busy.sort(key=lambda group: (-len(group.plans), -weights[group.id]))
    sparse = len(busy) <= MOST_LINES and len(groups.links) <= MOST_LINES
    boxes = busy if sparse else busy[:MOST_BOXES]
    ids = {group.id for group in boxes}
    possible = [link for link in groups.links if {link.supplier, link.customer} <= ids]
    lines = _strongest(possible)
    count = {"links": len(lines), "all_links": len(groups.links)}
    said = ""
    if len(boxes) < len(groups.groups):
        said = told.overview_part.format(shown=len(boxes), all=len(groups.groups), **count)
    elif len(lines) < len(groups.links):
        said = told.overview_links.format(**count)
    style = MIDDLE if len(boxes) <= NAMED_BOXES else LARGE
    return picture(boxes, lines, style, told.alt, linked=set(linked)), said


def _strongest(links: Sequence[GroupLink]) -> list[GroupLink]:
    """Return the links for a drawing: one onward from each box, one to each, the most told of."""
    ordered = sorted(links, key=lambda link: -len(link.plans))
    onward: dict[str, GroupLink] = {}
    reached: dict[str, GroupLink] = {}
    for link in ordered:
        onward.setdefault(link.supplier, link)
        reached.setdefault(link.customer, link)
    ends = [link for link in ordered if link.reaches]
    found = dict.fromkeys([*onward.values(), *reached.values(), *ends, *ordered])
    kept = set(list(found)[:MOST_LINES])
    return [link for link in links if link in kept]


def _lists(drawn: Drawn, groups: Groups) -> Iterator[Listed]:
    told, words, arrow = page_texts(), texts().map, texts().map.arrow
    names = {group.id: group.name for group in groups.groups}
    name = {node.id: short(node.name) for node in drawn.team_map.nodes}
    chains = Counter(
        tuple(dict.fromkeys(groups.of[node.id] for node in way))
        for way in drawn.ways.chains
        if way[-1].kind == "end"
    )
    plain = [
        (arrow.join(short(names[id]) for id in way), count) for way, count in chains.most_common()
    ]
    lines = [told.chain_many.format(way=w, count=c) if c > 1 else w for w, c in plain]
    without = dict.fromkeys(
        words.chain_none.format(name=name[way[0].id]).strip()
        for way in drawn.ways.chains
        if way[-1].kind != "end"
    )
    yield _listed("chains", told.chains, [*lines, *without])
    nobody = [name[node.id] for node in drawn.ways.nobody]
    yield replace(_listed("nobody", told.nobody, nobody), none=told.nobody_none)
    outputs = [f"{name[node.id]}: {words_of(item)}" for node, item in drawn.ways.outputs]
    broad = [
        words.broad_line.format(whose=view.me.name or view.plan, named=mention.party.name)
        for view, mention in drawn.ways.broad
    ]
    loops = [arrow.join(name[node.id] for node in (*loop, loop[0])) for loop in drawn.ways.loops]
    asked = [question_text(drawn.team_map, question) for question in drawn.questions]
    problems = [f"{problem.file}: {problem.problem}" for problem in drawn.team_map.problems]
    for id, title, found in (
        ("outputs", told.outputs, outputs),
        ("broad", told.broad, broad),
        ("loops", told.loops, loops),
        ("questions", told.questions, asked),
        ("files", told.files, problems),
    ):
        if found:
            yield _listed(id, title, found)


def _listed(id: str, title: str, lines: Sequence[str]) -> Listed:
    shown = [one_line(line, limit=3 * TEXT) for line in lines[:MOST_LISTED]]
    if len(lines) > len(shown):
        shown.append(page_texts().more.format(count=len(lines) - len(shown)))
    return Listed(id, title, tuple(shown))


def _differing(drawn: Drawn) -> Iterator[Differing]:
    told, words = page_texts(), texts().views
    nodes = drawn.team_map.by_id
    for one in drawn.differences:
        if compared := disagreeing(one):
            supplier, customer = nodes[one.link.supplier].name, nodes[one.link.customer].name
            yield Differing(
                short(words.link.format(supplier=short(supplier), customer=short(customer))),
                told.believes.format(supplier=short(supplier)),
                told.asks.format(customer=short(customer)),
                tuple(_beside(compared)),
            )


def _beside(compared: Sequence[Compared]) -> Iterator[Beside]:
    """Yield what is compared; the same words of several plans stand once."""
    found: dict[tuple[str, str, str], Beside] = {}
    for one in compared:
        believed, asked = _believed(one.believed), _believed(one.asked)
        key = (one.sort, believed.text, asked.text)
        earlier = found.get(key)
        if earlier is not None:
            believed, asked = _both(earlier.believed, believed), _both(earlier.asked, asked)
        found[key] = Beside(texts().views.sorts[one.sort], believed, asked)
    yield from found.values()


def _both(one: Said, other: Said) -> Said:
    marks = dict.fromkeys([*one.mark.split("; "), *other.mark.split("; ")])
    return Said(one.text, one_line("; ".join(mark for mark in marks if mark), limit=TEXT))


def _believed(item: Item | None) -> Said:
    if item is None:
        return Said(page_texts().nothing, "")
    origin = item.origin
    wording = texts().map.source.strip()
    where = wording.format(file=origin.file, section=origin.section, statement=origin.statement)
    return Said(words_of(item), one_line(where, limit=TEXT))
