"""Maps as files. A format is a function in ``WRITERS``, by the ending of its file.

The table is the one place to add a format; whatever a writer gets is in :class:`Drawn`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from coach.errors import UsageError
from coach.team.differences import Difference, Question
from coach.team.listing import question_text
from coach.team.model import Item, TeamMap
from coach.team.paths import Ways
from coach.team.texts import texts
from coach.text import one_line

MAP_FORMAT = "coach-team-map"
MAP_VERSION = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a cell a formula in spreadsheets."""


@dataclass(frozen=True)
class Drawn:
    """All that a writer may put into its file."""

    team_map: TeamMap
    ways: Ways
    differences: Sequence[Difference]
    questions: Sequence[Question]


def to_json(drawn: Drawn) -> bytes:
    """Return the map for other programs; docs/team.md tells the layout."""
    team_map = drawn.team_map
    document = {
        "format": MAP_FORMAT,
        "version": MAP_VERSION,
        "nodes": [
            {k: v for k, v in asdict(node).items() if k not in ("keys", "parties", "chosen")}
            for node in team_map.nodes
        ],
        "links": [
            {
                "supplier": link.supplier,
                "customer": link.customer,
                "kind": link.kind,
                "by_supplier": link.by_supplier,
                "by_customer": link.by_customer,
                "by_others": link.by_others,
                "delivers": _items(link.delivers),
                "needs": _items(link.needs),
                "asks": _items(link.asks),
            }
            for link in team_map.links
        ],
        "chains": [[node.id for node in way] for way in drawn.ways.chains],
        "nobody": [node.id for node in drawn.ways.nobody],
        "loops": [[node.id for node in loop] for loop in drawn.ways.loops],
        "broad": [
            {"plan": view.plan, "name": mention.party.name} for view, mention in drawn.ways.broad
        ],
        "views": [
            {
                "supplier": one.link.supplier,
                "customer": one.link.customer,
                "differs": one.differs,
                "compared": [
                    {"sort": c.sort, "believed": _item(c.believed), "asked": _item(c.asked)}
                    for c in one.compared
                ],
            }
            for one in drawn.differences
        ],
        "questions": [question_text(team_map, question) for question in drawn.questions],
        "files": [
            {"file": view.file, "plan": view.plan, "version": view.version}
            for view in team_map.views
        ],
        "problems": [asdict(problem) for problem in team_map.problems],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def to_csv(drawn: Drawn) -> bytes:
    """Return a row for each link, for a spreadsheet; no cell can be a formula."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(
        ["supplier", "customer", "kind", "delivers", "cares_about", "asks_for", "told_by"]
    )
    nodes = drawn.team_map.by_id
    for link in drawn.team_map.links:
        told_by = dict.fromkeys((*link.by_supplier, *link.by_customer, *link.by_others))
        table.writerow(
            _cell(text)
            for text in (
                nodes[link.supplier].name,
                nodes[link.customer].name,
                link.kind,
                _joined(link.delivers),
                _joined(link.needs),
                _joined(link.asks),
                "; ".join(told_by),
            )
        )
    return out.getvalue().encode("utf-8-sig")  # with a mark, so that spreadsheets know the letters


def to_graphml(drawn: Drawn) -> bytes:
    """Return the map for programs that draw graphs, such as yEd and Gephi."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    for node in drawn.team_map.nodes:
        graph.add_node(
            node.id,
            label=_xml(node.name),
            kind=node.kind,
            names=_xml("; ".join(node.names)),
            plans=len(node.writers),
        )
    for link in drawn.team_map.links:
        graph.add_edge(
            link.supplier,
            link.customer,
            kind=link.kind,
            delivers=_xml(_joined(link.delivers)),
            cares_about=_xml(_joined(link.needs)),
            asks_for=_xml(_joined(link.asks)),
            both_sides=link.seen_from_both_sides,
        )
    out = io.BytesIO()
    nx.write_graphml_xml(graph, out, encoding="utf-8", prettyprint=True)
    return out.getvalue()


def _to_html(drawn: Drawn) -> bytes:
    from coach.team.sheets import to_html  # loads the templates

    return to_html(drawn)


def _to_pdf(drawn: Drawn) -> bytes:
    from coach.team.sheets import to_pdf

    return to_pdf(drawn)


Writer = Callable[[Drawn], bytes]
WRITERS: dict[str, Writer] = {
    "csv": to_csv,
    "graphml": to_graphml,
    "html": _to_html,
    "json": to_json,
    "pdf": _to_pdf,
}
"""How a map is written, by the ending of the file."""


def writer_for(ending: str) -> Writer:
    """Return what writes files of an ending, with or without its full stop.

    Raises:
        UsageError: there is no such format.
    """
    name = ending.lower().lstrip(".")
    if name not in WRITERS:
        told = texts().formats
        raise UsageError(
            told.unknown.format(ending=one_line(name, limit=20)),
            told.unknown_remedy.format(endings=", ".join(f".{known}" for known in sorted(WRITERS))),
        )
    return WRITERS[name]


def _items(items: Sequence[Item]) -> list[dict[str, Any] | None]:
    return [_item(item) for item in items]


def _item(item: Item | None) -> dict[str, Any] | None:
    return None if item is None else asdict(item)


def _joined(items: Sequence[Item]) -> str:
    return "; ".join(item.text or texts().map.left_out for item in items)


def _cell(text: str) -> str:
    plain = one_line(text, limit=4_000)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def _xml(text: str) -> str:
    """Return text with the letters only that XML 1.0 can hold."""
    return "".join(c for c in one_line(text, limit=4_000) if c >= " " and c not in "\ufffe\uffff")
