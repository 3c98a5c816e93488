"""Targets of the fuzzing that take what others of a team hand over: share files and plans."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from functools import lru_cache

from campaigns.fuzz_case import Target, must, must_be_shown
from campaigns.fuzz_seeds import ROOT, files, room

_PLANS = ROOT / "tests" / "team" / "plans"
_GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@lru_cache
def share_seeds() -> tuple[bytes, ...]:
    """Return plans as they are handed over, and share files made of them."""
    from coach.plan.model import Plan
    from coach.team.share import Choice, make_share

    plans = files(_PLANS, "*.json", longest=60_000)()[:8]
    shares = [
        make_share(Plan.model_validate_json(plan), Choice(me="Me")).content() for plan in plans
    ]
    return (*shares, *plans)


def draw_map(data: bytes) -> None:
    """Whatever files say, the map of the team can be shown, and its files hold text only."""
    from coach.team.building import build_map
    from coach.team.differences import compare_views, questions
    from coach.team.joining import proposals
    from coach.team.listing import listing
    from coach.team.paths import ways
    from coach.team.reading import read_files
    from coach.team.writers import Drawn, to_csv, to_graphml, to_json

    folder = room("team")
    (folder / "one.json").write_bytes(data)
    (folder / "two.json").write_bytes(share_seeds()[0])
    views, problems = read_files([folder / "one.json", folder / "two.json"])
    for problem in problems:
        must_be_shown(problem.file + problem.problem, "a problem", lines=False)
    team_map = build_map(views, None, problems)
    proposals(team_map)
    drawn = Drawn(team_map, ways(team_map), compare_views(team_map), questions(team_map))
    for line in listing(team_map, drawn.ways, drawn.differences, drawn.questions):
        must_be_shown(line, "the map")
    json.loads(to_json(drawn))
    for row in csv.reader(io.StringIO(to_csv(drawn).decode("utf-8-sig"))):
        must(not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row), "a formula")
    tree = ET.fromstring(to_graphml(drawn))
    nodes = tree.findall(f".//{_GRAPHML}node")
    must(len(nodes) == len(team_map.nodes), "a party from nowhere")


def read_decisions(data: bytes) -> None:
    """Decisions that were damaged are told, and never counted as none."""
    from coach.team.decisions import Decisions
    from coach.team.decisions import read_decisions as read

    file = room("team") / "map.decisions.json"
    file.write_bytes(data)
    must(isinstance(read(file), Decisions), "no decisions")


_DECISIONS = (
    b'{"decisions": [{"names": ["a", "b"], "same": true}], "called": {"p": "Dave"}}',
    b'{"decisions": [{"names": ["shift leads", "the shift lead"], "same": false}]}',
)

TARGETS = (
    Target("team: share files and plans", draw_map, share_seeds, 500, small=2, seconds=20),
    Target("team: decisions", read_decisions, lambda: _DECISIONS, 1_000, 60_000, small=8),
)
