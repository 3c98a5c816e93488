"""What one plan says of who serves whom, read from a plan or from a share file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.plan.model import Plan
from coach.team.model import (
    MARK,
    Item,
    Known,
    Line,
    Mention,
    Origin,
    Party,
    PartyKind,
    Relation,
    View,
)
from coach.team.names import MAX_WORDS, core, is_broad, is_general, normal, party, read_names
from coach.text import clean, fold_space, one_line, words

if TYPE_CHECKING:
    from coach.team.share import Share

CUSTOMERS = ("work.customers", "work.others")
FOCUS = ("customer.focus", "customer.first_named", "customer.quoted")
ENDS = ("customer.chain", "customer.end")
SUPPLIERS = ("suppliers.who",)
REQUESTS = ("suppliers.request", "suppliers.quoted", "suppliers.talk")
NEEDS: dict[str, Known] = {"needs.heard": "heard", "needs.assumed": "assumed"}
MAX_TEXT = 400
"""Longest text of an item in characters; a map has no room for more."""

_QUOTED = re.compile(r"“([^“”]*)”")
_LISTED = re.compile(r"\s*;\s*|\s*,\s*|\s+and\s+")


@dataclass(frozen=True)
class _Read:
    """A statement as both kinds of file have it; ``quotes`` are the writer's own words."""

    kind: str
    text: str
    quotes: tuple[str, ...]
    origin: Origin

    @property
    def after_colon(self) -> str:
        """The words after what leads to them ("What I ask of them: …"), without marks."""
        lead, colon, rest = self.text.partition(": ")
        text = rest if colon and len(lead) < MAX_TEXT // 4 else self.text
        return fold_space(text.replace(MARK, " ")).strip(" “”.;,()")


def view_of_plan(plan: Plan, file: str) -> View:
    """Return what a plan says; ``file`` is the name of the file that it was read from."""
    read = [
        _read(
            statement.kind,
            statement.text,
            [s.quote for s in statement.sources if s.type == "answer"],
            Origin(file, plan.id or plan.session, section.id, number),
        )
        for section in plan.sections
        for number, statement in enumerate(section.statements, 1)
    ]
    mentions, broad = _known_and_broad(_mentions(read), _said_first(plan))
    day = plan.created.date()
    view = View(file, plan.id or plan.session, plan.version, day, _writer(read, plan.id))
    return _with_items(view, read, mentions, broad)


def view_of_share(share: Share, file: str) -> View:
    """Return what a share file says."""
    read = [
        _read(
            statement.kind,
            statement.text,
            statement.quotes,
            Origin(file, share.plan, section.id, number),
        )
        for section in share.sections
        for number, statement in enumerate(section.statements, 1)
    ]
    found = []
    for shared in share.parties:
        name, team = (one_line(text, limit=120) for text in (shared.name, shared.team))
        kind: PartyKind | None = "end" if shared.relation == "end" else None
        who = party(name, kind) if name else Party("", kind or "team")
        who = replace(who, team=team or who.team, role=one_line(shared.role, limit=120))
        found.append(Mention(who, shared.relation, Origin(file, share.plan, shared.section, 0)))
    mentions, broad = _known_and_broad(found)
    me = party(one_line(share.me, limit=120) or one_line(share.plan))
    me = replace(me, team=one_line(share.team, limit=120) or me.team)
    view = View(file, share.plan, share.plan_version, share.written, me)
    view = replace(view, left_out=tuple(one_line(id, limit=60) for id in share.left_out))
    return _with_items(view, read, mentions, broad)


def _with_items(
    view: View, read: Sequence[_Read], mentions: Sequence[Mention], broad: Sequence[Mention]
) -> View:
    outputs = [item for one in _of(read, "work.outputs") for item in _items(one, "said")]
    needs = [
        Item(text, NEEDS[one.kind], replace(one.origin, quote=quote))
        for one in _of(read, *NEEDS)
        for text, quote in [_first(one)]
    ]
    requests = [
        (_asked(one, mentions), Item(text, "said", replace(one.origin, quote=quote)))
        for one in _of(read, *REQUESTS)
        for text, quote in [_first(one, said=one.kind != "suppliers.request")]
    ]
    return replace(
        view,
        mentions=tuple(mentions),
        outputs=tuple(outputs),
        needs=tuple(needs),
        requests=tuple((index, item) for index, item in requests if index >= 0),
        lines=tuple(Line(one.kind, one.text, one.origin) for one in read),
        broad=tuple(broad),
    )


def _read(kind: str, text: str, quotes: Iterable[str], origin: Origin) -> _Read:
    clean_quotes = tuple(q for q in (_line(quote) for quote in quotes) if q and q != MARK)
    plain = fold_space(clean(text))
    section = one_line(origin.section, limit=60)
    return _Read(one_line(kind, limit=60), plain, clean_quotes, replace(origin, section=section))


def _line(text: str) -> str:
    return one_line(text, limit=MAX_TEXT)


def _of(read: Sequence[_Read], *kinds: str) -> list[_Read]:
    return [one for kind in kinds for one in read if one.kind == kind]


def _first(one: _Read, *, said: bool = True) -> tuple[str, str]:
    """Return what a statement is about, and the words that it rests on; either may be empty."""
    quote = one.quotes[0] if one.quotes else ""
    text = quote if said and quote else one.after_colon
    return _line(text) if words(text) else "", quote


def _items(one: _Read, known: Known) -> Iterator[Item]:
    texts = one.quotes or tuple(_QUOTED.findall(one.text)) or (one.after_colon,)
    for text in texts:
        quote = text if text in one.quotes else ""
        yield Item(_line(text) if words(text) else "", known, replace(one.origin, quote=quote))


def _writer(read: Sequence[_Read], plan_id: str) -> Party:
    """Return the writer of a plan, who has no name in it: called by what they say of their work."""
    for one in _of(read, "work.role", "work.sentence", "work.outputs"):
        name = one.quotes[0] if one.quotes else one.after_colon
        if words(name):
            short = " ".join(name.split()[:MAX_WORDS])
            return Party(short, "person", described=one.kind != "work.role")
    return Party("", "person", role=plan_id)


def _mentions(read: Sequence[_Read]) -> Iterator[Mention]:
    by_relation: list[tuple[Relation, tuple[str, ...]]] = [
        ("focus", FOCUS),
        ("customer", CUSTOMERS),
        ("end", ENDS),
        ("supplier", SUPPLIERS),
    ]
    for relation, kinds in by_relation:
        for one in _of(read, *kinds):
            for name in _named(one, relation):
                found = read_names(name)
                if relation == "end":
                    found = [replace(who, kind="end") for who in found]
                for who in found[:1] if relation in ("focus", "end") else found:
                    yield Mention(who, relation, replace(one.origin, quote=name))


def _named(one: _Read, relation: Relation) -> Sequence[str]:
    """Return the words of a statement that name somebody."""
    if one.kind == "customer.chain":
        return one.quotes[1:2]
    if relation in ("focus", "end"):
        return (one.quotes or (one.after_colon,))[:1]
    return one.quotes or [part for part in _LISTED.split(one.after_colon) if part]


def _said_first(plan: Plan) -> frozenset[str]:
    """Return the words for customers that were said before a later answer named more of them."""
    said = [
        source
        for kind in CUSTOMERS
        for statement in plan.statements(kind)
        for source in statement.sources
        if source.type == "answer"
    ]
    last = max((source.turn for source in said), default=0)
    return frozenset(_line(source.quote) for source in said if source.turn < last)


def _known_and_broad(
    found: Iterable[Mention], said_first: Collection[str] = ()
) -> tuple[list[Mention], list[Mention]]:
    """Return each party once for customers and once for suppliers, and what is too broad.

    Args:
        found: All mentions of a plan.
        said_first: Words of a first answer, after which the coach asked who exactly: what is
            general in them ("the school", "our end customers") is too broad.
    """
    mentions: list[Mention] = []
    broad: list[Mention] = []
    for mention in found:
        name, words_of_plan = mention.party.name, mention.origin.quote
        first = mention.relation == "customer" and words_of_plan in said_first
        too_broad = is_broad(name) or (first and is_general(name))
        if mention.relation != "end" and too_broad:
            broad.append(mention)
            continue
        same = next((m for m in mentions if _is_same(m, mention)), None)
        if same is None:
            mentions.append(mention)
        elif mention.party.team and not same.party.team:
            merged = replace(same.party, team=mention.party.team)
            mentions[mentions.index(same)] = replace(same, party=merged)
    return mentions, broad


def _is_same(earlier: Mention, later: Mention) -> bool:
    """Return whether one plan names the same party twice in one role.

    The customer in focus is one of the customers: "the electricians" are "the electricians on the
    sites" when nothing else in their names differs.
    """
    sides = {earlier.relation == "supplier", later.relation == "supplier"}
    if len(sides) > 1 or (earlier.relation == "end") != (later.relation == "end"):
        return False
    mine, theirs = earlier.party, later.party
    if not mine.name or not theirs.name:
        return False
    if normal(mine.name) == normal(theirs.name):
        return not (mine.team and theirs.team) or normal(mine.team) == normal(theirs.team)
    if earlier.relation != "focus":
        return False
    one, other = core(mine.name), core(theirs.name)
    if mine.kind != theirs.kind or not one.content or not other.content:
        return False
    alike = one.workers == other.workers and one.leaders == other.leaders
    nested = one.content <= other.content or other.content <= one.content
    return alike and nested and one.numbers == other.numbers


def _asked(one: _Read, mentions: Sequence[Mention]) -> int:
    """Return which mention a request is for: the supplier that it names, or the first."""
    suppliers = [i for i, mention in enumerate(mentions) if mention.relation == "supplier"]
    lead = set(words(one.text.partition(": ")[0]))
    for index in suppliers:
        if lead & set(words(mentions[index].party.name)) - {"the", "of", "what", "i", "ask", "in"}:
            return index
    return suppliers[0] if suppliers else -1
