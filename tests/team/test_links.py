"""The map of plans that the default model made, against what is true of their personas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from coach.evaluate.personas import load_personas
from coach.team.differences import Difference, Embed, compare_views
from scripts.links import PERSONAS, Score, measure
from tests.team.material import PLANS, labelled

PEOPLE = [person for folder in PERSONAS for person in load_personas(folder)]
TRUTH: Any = labelled("truth")
THIRTEEN = [p for p in PLANS if p.stem in {f.stem for f in PERSONAS[0].glob("*.yaml")}]


def measured(paths: Sequence[Path], embed: Embed) -> Score:
    return measure(paths, PEOPLE, TRUTH, embed)


@pytest.mark.parametrize("paths", [THIRTEEN, PLANS], ids=["thirteen", "all"])
def test_links_match_the_truth(paths: list[Path], embed: Embed) -> None:
    score = measured(paths, embed)
    assert len(paths) >= 13
    assert score.precision >= 0.9, score.wrong
    assert score.recall >= 0.8, score.missed
    assert score.joins_precision >= 0.9, score.joins_wrong


def test_a_pair_that_differs_is_found_and_one_that_agrees_is_not(embed: Embed) -> None:
    team_map = measured(PLANS, embed).team_map

    def named(difference: Difference) -> tuple[str, str]:
        link = difference.link
        return team_map.by_id[link.supplier].name, team_map.by_id[link.customer].name

    found = {named(d): d for d in compare_views(team_map, embed)}
    agree = found["Stores", "Electrician on building sites"]
    differ = found["Sterile services", "Theatre nurse"]
    assert not agree.differs
    assert [compared.sort for compared in agree.compared] == ["agreed"]
    [unknown] = [c for c in differ.compared if c.sort == "unknown"]
    assert unknown.asked
    assert "label" in unknown.asked.text
    assert {d.differs for d in found.values()} == {True, False}
    assert sum(d.differs for d in found.values()) == 1
