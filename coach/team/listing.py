"""A map as lines for a terminal: everybody in turn, then the ways, then where views differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from coach.team.differences import Compared, Difference, Question
from coach.team.model import Item, Link, Node, TeamMap
from coach.team.paths import Ways
from coach.team.texts import texts
from coach.text import clean, fold_space


def listing(
    team_map: TeamMap, found: Ways, differences: Sequence[Difference], asked: Sequence[Question]
) -> list[str]:
    """Return a map as lines; every text of a file is clean and on one line."""
    told = texts().map
    counts = told.counts.format(
        plans=len(team_map.views), people=len(team_map.nodes), links=len(team_map.links)
    )
    lines = [told.title, counts, "", told.people]
    for node in team_map.nodes:
        lines += ["", *_party(team_map, node)]
    lines += ["", *_ways(found)]
    lines += ["", texts().views.title, *_differences(team_map, differences)]
    lines += _questions(team_map, asked)
    if team_map.problems:
        lines += ["", told.problems, *(f"  {p.file}: {p.problem}" for p in team_map.problems)]
    return [_plain(line) for line in lines]


def _party(team_map: TeamMap, node: Node) -> Iterator[str]:
    told = texts().map
    also = [name for name in node.names if name != node.name]
    marks = [told.wrote] if node.writers else []
    marks += [told.kinds[node.kind]] if node.kind == "end" else []
    marks += [told.also.format(names=", ".join(also))] if also else []
    yield node.name + (f" ({'; '.join(marks)})" if marks else "")
    for link in team_map.links_from(node.id):
        other = team_map.by_id[link.customer].name
        if link.kind == "reaches":
            yield told.reaches.format(name=other)
            continue
        yield told.gives.format(name=other)
        yield from _items(link)
    for link in team_map.links_to(node.id):
        if link.kind == "serves":
            yield told.gets.format(name=team_map.by_id[link.supplier].name)


def _items(link: Link) -> Iterator[str]:
    told = texts().map
    for item in link.delivers:
        yield told.delivers.format(text=_words(item))
    for item in link.needs:
        yield told.needs[item.known].format(text=_words(item))
    for item in link.asks:
        yield told.asks.format(text=_words(item))


def _words(item: Item) -> str:
    return item.text or texts().map.left_out


def _ways(found: Ways) -> Iterator[str]:
    told = texts().map
    yield told.chains
    for way in found.chains:
        names = told.arrow.join(node.name for node in way)
        ends = way[-1].kind == "end"
        yield told.chain.format(way=names) if ends else told.chain_none.format(name=way[0].name)
    yield from ("", told.nobody)
    yield from (told.nobody_line.format(name=node.name) for node in found.nobody)
    if not found.nobody:
        yield told.nobody_none
    sections: list[tuple[str, list[str]]] = [
        (
            told.outputs,
            [told.outputs_line.format(name=n.name, text=_words(i)) for n, i in found.outputs],
        ),
        (
            told.broad,
            [
                told.broad_line.format(whose=v.me.name or v.plan, named=m.party.name)
                for v, m in found.broad
            ],
        ),
        (
            told.loops,
            [
                told.loop.format(way=told.arrow.join(n.name for n in (*loop, loop[0])))
                for loop in found.loops
            ],
        ),
    ]
    for title, lines in sections:
        if lines:
            yield from ("", title, *lines)


def _differences(team_map: TeamMap, differences: Sequence[Difference]) -> Iterator[str]:
    told = texts().views
    differing = [one for one in differences if one.differs]
    if not differing:
        yield told.none
    for one in differing:
        supplier = team_map.by_id[one.link.supplier].name
        customer = team_map.by_id[one.link.customer].name
        yield "  " + told.link.format(supplier=supplier, customer=customer)
        for compared in one.compared:
            yield from _compared(compared, supplier, customer)


def _compared(compared: Compared, supplier: str, customer: str) -> Iterator[str]:
    told, source = texts().views, texts().map.source
    yield "  - " + told.sorts[compared.sort]
    if compared.believed:
        yield told.believes.format(supplier=supplier, text=_words(compared.believed))
        yield _source(source, compared.believed)
    if compared.asked:
        yield told.asks.format(customer=customer, text=_words(compared.asked))
        yield _source(source, compared.asked)


def _source(wording: str, item: Item) -> str:
    origin = item.origin
    return wording.format(file=origin.file, section=origin.section, statement=origin.statement)


def _questions(team_map: TeamMap, asked: Sequence[Question]) -> Iterator[str]:
    if asked:
        yield from ("", texts().views.one_sided)
    for question in asked:
        yield "  " + question_text(team_map, question)


def question_text(team_map: TeamMap, question: Question) -> str:
    """Return what to ask about a link that is seen from one side."""
    told = texts().views
    names = {
        "supplier": team_map.by_id[question.link.supplier].name,
        "customer": team_map.by_id[question.link.customer].name,
    }
    if question.item is None:
        return told.ask_anything.format(**names)
    text = f"“{question.item.text}”"
    if not question.of_customer:
        return told.ask_supplier.format(**names, text=text)
    wording: Callable[..., str] = (
        told.ask_customer if question.item.known == "heard" else told.ask_customer_guess
    ).format
    return wording(**names, text=text)


def _plain(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + fold_space(clean(line))
