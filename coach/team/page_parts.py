"""The parts of the page of a map: each team or person with all their links, and the index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from coach.team.drawing import BESIDE, Picture, picture
from coach.team.groups import Group, GroupLink, Groups
from coach.team.model import Item, Link
from coach.team.page_texts import page_texts
from coach.team.texts import texts
from coach.text import one_line

MOST_PARTS = 300
"""More teams are not shown one by one."""
MOST_BESIDE, MOST_ITEMS, MOST_NAMES = 7, 5, 20
"""Boxes on a side of a team's drawing, texts in a cell of a table, names in a line."""
TEXT = 300
"""Longest text in characters: the map as JSON has the whole."""


@dataclass(frozen=True)
class Said:
    """A text of a plan, with how it is known and where it stands."""

    text: str
    mark: str


@dataclass(frozen=True)
class Row:
    """A link in a table; ``part`` is the id of the other one's part of the page, if any."""

    supplier: str
    customer: str
    part: str
    what: tuple[Said, ...]
    cares: tuple[Said, ...]


@dataclass(frozen=True)
class Part:
    """A team or a person with all that they give and get."""

    id: str
    name: str
    facts: tuple[str, ...]
    drawing: Picture | None
    gives: tuple[Row, ...]
    gets: tuple[Row, ...]


@dataclass(frozen=True)
class Entry:
    """A name in the index; ``part`` is where it is, ``told`` who names it where there is none."""

    name: str
    part: str
    told: str


def parts_of(groups: Groups, most: int) -> tuple[Part, ...]:
    """Return a part for each group with plans or several links, by name; ``most`` at most."""
    return _Parts(groups).all(most)


@dataclass(frozen=True)
class _Parts:
    """The parts of the page about single teams."""

    groups: Groups

    def all(self, most: int) -> tuple[Part, ...]:
        have = [group for group in self.groups.groups if has_part(group, self.groups)]
        have.sort(key=lambda group: -len(group.plans))
        kept = sorted(have[:most], key=lambda group: group.name.casefold())
        linked = {group.id for group in kept}
        return tuple(self._part(group, linked) for group in kept)

    def _part(self, group: Group, linked: set[str]) -> Part:
        told = page_texts()
        out = [link for link in self.groups.links if link.supplier == group.id]
        into = [link for link in self.groups.links if link.customer == group.id]
        facts = []
        if group.also:
            facts.append(told.also.format(names=_several(group.also)))
        if group.people:
            facts.append(told.people.format(names=_several(group.people)))
        if group.plans:
            facts.append(told.plans.format(count=len(group.plans)))
        return Part(
            group.id,
            short(group.name),
            tuple(facts),
            self._drawing(group, into, out, linked),
            tuple(rows(self.groups, out, group.id, linked)),
            tuple(rows(self.groups, into, group.id, linked)),
        )

    def _drawing(
        self, group: Group, into: list[GroupLink], out: list[GroupLink], linked: set[str]
    ) -> Picture | None:
        if not into and not out:
            return None
        told, by_id = page_texts(), {one.id: one for one in self.groups.groups}
        boxes = {group.id: replace(group, people=group.people[:12])}
        lines: list[GroupLink] = []
        for links, side in ((into, "supplier"), (out, "customer")):
            ordered = sorted(links, key=lambda link: -len(link.plans))
            new = [link for link in ordered if getattr(link, side) not in boxes]
            rest = new[MOST_BESIDE:] if len(new) > MOST_BESIDE + 1 else []
            for link in ordered:
                if link not in rest:
                    other = by_id[getattr(link, side)]
                    boxes.setdefault(other.id, replace(other, people=()))
                    lines.append(link)
            if rest:
                more = f"{told.more.format(count=len(rest))} ({told.others})"
                id = f"{side}-others-of-{group.id}"
                boxes[id] = Group(id, more, "team", (), (), ())
                lines.append(replace(rest[0], **{side: id}, plans=(), links=(), differs=False))
        alt = told.alt_team.format(name=short(group.name))
        return picture(
            [*boxes.values()],
            lines,
            BESIDE,
            alt,
            main=group.id,
            linked=linked - {group.id},
            told=lambda link: label_of(link.links),
        )


def index_of(groups: Groups, parts: Collection[str]) -> tuple[Entry, ...]:
    """Return all names, each with the part where it is, or with who names it."""
    names = {group.id: group.name for group in groups.groups}
    beside: dict[str, list[str]] = defaultdict(list)
    for link in groups.links:
        beside[link.supplier].append(names[link.customer])
        beside[link.customer].append(names[link.supplier])
    found: dict[tuple[str, str], Entry] = {}
    for group in groups.groups:
        where = group.id if group.id in parts else ""
        told = page_texts().only_named.format(names=_several(beside[group.id]))
        for name in dict.fromkeys([group.name, *group.also, *group.people]):
            entry = Entry(short(name), where, "" if where else told)
            found.setdefault((name.casefold(), group.id), entry)
    return tuple(entry for _, entry in sorted(found.items()))


def has_part(group: Group, groups: Groups) -> bool:
    """Return whether a group gets a part: it wrote a plan, or plans tell several things of it."""
    if group.plans:
        return True
    told = [link for link in groups.links if group.id in (link.supplier, link.customer)]
    return len(told) > 1


def rows(
    groups: Groups, links: Sequence[GroupLink], of: str, linked: Iterable[str] = ()
) -> Iterator[Row]:
    """Yield the rows of a table of links, the most told of first.

    Args:
        groups: All groups.
        links: The links of the table.
        of: Id of the group that the table is about; empty for all.
        linked: Ids of groups that have a part of their own.
    """
    names, have = {group.id: group.name for group in groups.groups}, set(linked)
    for link in sorted(links, key=lambda link: (link.reaches, -len(link.plans))):
        other = link.supplier if link.customer == of else link.customer
        what = [Said(page_texts().reaches, "")] if link.reaches else []
        yield Row(
            short(names[link.supplier]),
            short(names[link.customer]),
            other if other in have else "",
            tuple(what or said(link.links, "delivers")),
            tuple(said(link.links, "needs", "asks")),
        )


def said(links: Sequence[Link], *fields: str) -> list[Said]:
    """Return the texts of some links, each once, with how it is known and where it stands."""
    told = page_texts()
    marks = {"heard": told.heard, "assumed": told.assumed, "said": told.said}
    files: dict[str, dict[str, dict[str, None]]] = {}
    for part in fields:
        for item in (item for link in links for item in getattr(link, part)):
            mark = told.asked if part == "asks" else marks[item.known] if part == "needs" else ""
            files.setdefault(words_of(item), {}).setdefault(mark, {})[item.origin.file] = None
    found = []
    for text, known in files.items():
        where = [
            told.sources.format(count=len(names))
            if len(names) > 1
            else told.source.format(file=short(next(iter(names))))
            for names in known.values()
        ]
        said_by = (f"{mark} {place}".strip() for mark, place in zip(known, where, strict=True))
        found.append(Said(text, ", ".join(said_by)))
    if len(found) > MOST_ITEMS:
        rest = told.more.format(count=len(found) - MOST_ITEMS)
        found = [*found[:MOST_ITEMS], Said("", rest)]
    return found


def label_of(links: Sequence[Link]) -> str:
    """Return what the label of a link says: what is handed over, or asked for."""
    for part in ("delivers", "asks"):
        found = dict.fromkeys(i.text for link in links for i in getattr(link, part) if i.text)
        if found:
            return one_line(", ".join(found), limit=TEXT)
    return ""


def _several(names: Sequence[str]) -> str:
    shown = [short(name) for name in dict.fromkeys(names)]
    rest = len(shown) - MOST_NAMES
    more = [page_texts().more.format(count=rest)] if rest > 0 else []
    return ", ".join([*shown[:MOST_NAMES], *more])


def words_of(item: Item) -> str:
    """Return the words of an item, or that they were left out."""
    return one_line(item.text, limit=TEXT) or texts().map.left_out


def short(name: str) -> str:
    """Return a name on one line, of a length that a page has room for."""
    return one_line(name, limit=120)
