"""The map from views: mentions that are the same become one node, and nodes are linked."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from coach.team.decisions import Decisions
from coach.team.model import (
    Item,
    Link,
    LinkKind,
    Mention,
    Node,
    Party,
    PartyKind,
    Problem,
    TeamMap,
    View,
)
from coach.team.names import normal
from coach.team.texts import texts

WRITER = "*"
"""Stands for the name in the key of whoever wrote a plan."""


def key_of(view: View, mention: Mention | None) -> str:
    """Return what decisions call a mention, or the writer where there is none.

    The same name in one plan has one key; a name that was left out has one for each mention.
    """
    if mention is None:
        return f"{view.plan}/{WRITER}"
    name = normal(mention.party.name)
    if not name:
        return f"{view.plan}/?{view.mentions.index(mention) + 1}"
    return f"{view.plan}/{name}"


def build_map(
    views: Sequence[View], decisions: Decisions | None = None, problems: Sequence[Problem] = ()
) -> TeamMap:
    """Return the map of some views.

    Args:
        views: One for each plan.
        decisions: Which names are the same; without any, each plan's names are its own.
        problems: What was wrong with files, to be kept with the map.
    """
    decided = decisions or Decisions()
    groups = _Groups()
    found: dict[str, _Mentioned] = {}
    for view in views:
        for key, mention in _keyed(view):
            groups.add(key)
            found.setdefault(key, _Mentioned()).add(view, mention)
    for names in decided.joined():
        groups.join(names)
    nodes = _nodes(groups, found, decided.called)
    node_of = {key: node.id for node in nodes for key in node.keys}
    return TeamMap(tuple(nodes), tuple(_links(views, node_of)), tuple(views), tuple(problems))


def _keyed(view: View) -> Iterator[tuple[str, Mention | None]]:
    yield key_of(view, None), None
    for mention in view.mentions:
        yield key_of(view, mention), mention


@dataclass
class _Mentioned:
    """All that is known of one key."""

    parties: list[Party] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    wrote: bool = False

    def add(self, view: View, mention: Mention | None) -> None:
        self.parties.append(view.me if mention is None else mention.party)
        self.views.append(view)
        self.wrote = self.wrote or mention is None


class _Groups:
    """Disjoint sets of keys, in the order in which they were added."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def add(self, key: str) -> None:
        self._above.setdefault(key, key)

    def top(self, key: str) -> str:
        while self._above[key] != key:
            self._above[key] = self._above[self._above[key]]
            key = self._above[key]
        return key

    def join(self, keys: Iterable[str]) -> None:
        """Make one set of those keys that are known; a decision may be about other plans too."""
        known = [key for key in keys if key in self._above]
        for key in known[1:]:
            self._above[self.top(key)] = self.top(known[0])

    def sets(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for key in self._above:
            found.setdefault(self.top(key), []).append(key)
        return list(found.values())


def _nodes(groups: _Groups, found: dict[str, _Mentioned], called: dict[str, str]) -> list[Node]:
    ids: dict[str, int] = {}
    nodes = []
    for keys in groups.sets():
        chosen = next((called[key] for key in keys if called.get(key)), "")
        parties = [party for key in keys for party in found[key].parties]
        names = dict.fromkeys(_label(p, found[k].views[0]) for k in keys for p in found[k].parties)
        name = chosen or _best([k for k in keys if found[k].wrote], keys, found)
        writers = [v.plan for k in keys if found[k].wrote for v in found[k].views[:1]]
        named = [v.plan for k in keys if not found[k].wrote for v in found[k].views[:1]]
        nodes.append(
            Node(
                id=_id(name, ids),
                name=name,
                kind=_kind(parties, wrote=bool(writers)),
                names=tuple(dict.fromkeys([name, *names])),
                writers=tuple(dict.fromkeys(writers)),
                named_in=tuple(dict.fromkeys(named)),
                keys=tuple(keys),
                parties=tuple(dict.fromkeys(parties)),
                chosen=bool(chosen),
            )
        )
    return sorted(nodes, key=lambda node: not node.writers)


def _best(writers: Sequence[str], keys: Sequence[str], found: dict[str, _Mentioned]) -> str:
    """Return the name of a node: what most plans call it, the writer's own word first."""
    parties = [(p, found[k].views[0]) for k in writers for p in found[k].parties if p.name]
    if not parties or any(p.described for p, _ in parties):
        named = [(p, found[k].views[0]) for k in keys for p in found[k].parties]
        others = [(p, v) for p, v in named if p.name and not p.described]
        parties = others or parties or named
    counted = Counter(_label(party, view) for party, view in parties)
    return counted.most_common(1)[0][0]


def _label(party: Party, view: View) -> str:
    """Return what a party is called for itself: a role is that of somebody."""
    if party.described:
        return texts().map.described.format(words=party.name)
    if party.name:
        name = party.name
        if party.team and party.kind == "person":
            name = texts().map.placed.format(name=name, team=party.team)
        return name[0].upper() + name[1:]
    if party.team:
        return party.team[0].upper() + party.team[1:]
    whose = view.me.name or view.plan
    return texts().map.unnamed.format(role=party.role or view.plan, whose=whose)


def _kind(parties: Sequence[Party], *, wrote: bool) -> PartyKind:
    kinds = Counter(party.kind for party in parties)
    if kinds["end"] and not wrote and kinds["end"] >= kinds["person"] + kinds["team"]:
        return "end"
    return "person" if kinds["person"] >= kinds["team"] and kinds["person"] else "team"


def _id(name: str, taken: dict[str, int]) -> str:
    """Return a short name for a node that no other has, and note it.

    Args:
        name: What the node is called.
        taken: All short names so far, each with the number that was last put behind it.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    start = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "party"
    id = start
    while id in taken:
        taken[start] += 1
        id = f"{start}-{taken[start]}"
    taken[id] = 1
    return id


@dataclass
class _Told:
    """What all plans tell of one link."""

    delivers: dict[Item, None] = field(default_factory=dict)
    needs: dict[Item, None] = field(default_factory=dict)
    asks: dict[Item, None] = field(default_factory=dict)
    by_supplier: dict[str, None] = field(default_factory=dict)
    by_customer: dict[str, None] = field(default_factory=dict)
    by_others: dict[str, None] = field(default_factory=dict)


def _links(views: Sequence[View], node_of: dict[str, str]) -> Iterator[Link]:
    told: dict[tuple[str, str, LinkKind], _Told] = {}

    def link(supplier: str, customer: str, kind: LinkKind) -> _Told:
        return told.setdefault((supplier, customer, kind), _Told())

    for view in views:
        me = node_of[key_of(view, None)]
        focus = me
        for mention in view.mentions:
            other = node_of[key_of(view, mention)]
            if mention.relation in ("focus", "customer"):
                one = link(me, other, "serves")
                one.by_supplier[view.plan] = None
                one.delivers.update(dict.fromkeys(view.outputs))
                if mention.relation == "focus":
                    focus = other
                    one.needs.update(dict.fromkeys(view.needs))
            elif mention.relation == "supplier":
                index = view.mentions.index(mention)
                one = link(other, me, "serves")
                one.by_customer[view.plan] = None
                one.asks.update(dict.fromkeys(i for at, i in view.requests if at == index))
            elif other != focus:
                one = link(focus, other, "reaches")
                (one.by_supplier if focus == me else one.by_others)[view.plan] = None
    for (supplier, customer, kind), one in told.items():
        if supplier != customer:
            yield Link(
                supplier,
                customer,
                kind,
                delivers=tuple(one.delivers),
                needs=tuple(one.needs),
                asks=tuple(one.asks),
                by_supplier=tuple(one.by_supplier),
                by_customer=tuple(one.by_customer),
                by_others=tuple(one.by_others),
            )
