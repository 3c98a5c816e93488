from __future__ import annotations

import csv
import io
import json

import networkx as nx
import pytest

from coach.errors import UsageError
from coach.team.building import build_map
from coach.team.differences import compare_views, questions
from coach.team.paths import ways
from coach.team.writers import Drawn, to_csv, to_graphml, to_json, writer_for
from tests.team.material import view

HOSTILE = '=HYPERLINK("x")<script>&\x00\x0b\ufffe\x1b[31m'


@pytest.fixture
def drawn() -> Drawn:
    team_map = build_map(
        [
            view("a", HOSTILE, customers=["the cooks", "-2+3"], ends=["guests"],
                 needs=[(HOSTILE, "heard")], outputs=["lists", "@sum"], suppliers=["sales"],
                 asks=["call before five"])
        ]
    )  # fmt: skip
    return Drawn(team_map, ways(team_map), compare_views(team_map), questions(team_map))


def test_a_row_for_each_link_and_no_formula(drawn: Drawn) -> None:
    text = to_csv(drawn).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(drawn.team_map.links)
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row.values())
    assert rows[-1]["asks_for"] == "call before five"


def test_graphml_is_read_by_another_reader(drawn: Drawn) -> None:
    graph = nx.parse_graphml(to_graphml(drawn).decode("utf-8"), force_multigraph=True)
    assert set(graph.nodes) == set(drawn.team_map.by_id)
    assert graph.number_of_edges() == len(drawn.team_map.links)
    labels = {data["label"] for _, data in graph.nodes(data=True)}
    assert "The cooks" in labels
    assert any("<script>&" in label for label in labels)


def test_json_holds_everything_with_its_source(drawn: Drawn) -> None:
    data = json.loads(to_json(drawn))
    assert (data["format"], data["version"]) == ("coach-team-map", 1)
    link = data["links"][0]
    assert link["delivers"][0]["text"] == "lists"
    assert link["delivers"][0]["origin"]["file"] == "a.json"
    assert data["chains"] == [[node.id for node in way] for way in drawn.ways.chains]


def test_an_ending_that_is_not_known() -> None:
    with pytest.raises(UsageError, match="cannot be written as 'xls'"):
        writer_for(".xls")
