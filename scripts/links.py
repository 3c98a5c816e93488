"""Measure a map of plans against what is true of their personas.

Run from the top of a checkout, in its environment:
python scripts/links.py PLANS [--personas DIR …] [--truth FILE]

PLANS is a folder of ``<persona>.json`` or, as ``coach evaluate`` writes it, of
``<persona>/plan.json``. Prints how many links are right and how many of the true ones were found,
with joins confirmed as the truth says, and how many of the proposed joins are right.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coach.config import load_settings  # noqa: E402
from coach.evaluate.personas import Persona, load_personas  # noqa: E402
from coach.files import load_yaml  # noqa: E402
from coach.knowledge.embedding import Embedder  # noqa: E402
from coach.team.building import WRITER, build_map, key_of  # noqa: E402
from coach.team.decisions import Decisions  # noqa: E402
from coach.team.differences import Embed  # noqa: E402
from coach.team.joining import proposals  # noqa: E402
from coach.team.model import Link, TeamMap, View  # noqa: E402
from coach.team.names import normal  # noqa: E402
from coach.team.reading import read_files  # noqa: E402

PERSONAS = (ROOT / "tests" / "personas", ROOT / "tests" / "team" / "personas")
TRUTH = ROOT / "tests" / "team" / "truth.yaml"


@dataclass
class Score:
    """What was right.

    Attributes:
        right: Links of the map that are true.
        wrong: Links that are not, as text.
        found: True links that the map has.
        missed: True links that it does not have, as text.
        joins_right: Pairs of names that were rightly proposed as the same.
        joins_wrong: Pairs that were not, as text.
        team_map: The map after the confirmed joins.
    """

    right: int
    wrong: list[str]
    found: int
    missed: list[str]
    joins_right: int
    joins_wrong: list[str]
    team_map: TeamMap

    @property
    def precision(self) -> float:
        """Which part of the links is true."""
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Which part of the true links is there."""
        return self.found / max(1, self.found + len(self.missed))

    @property
    def joins_precision(self) -> float:
        """Which part of the proposed joins is right."""
        return self.joins_right / max(1, self.joins_right + len(self.joins_wrong))


def measure(paths: Sequence[Path], personas: Sequence[Persona], truth: Any, embed: Embed) -> Score:  # noqa: ANN401 - YAML
    """Return how far the map of some plans is true."""
    views, _ = read_files(paths)
    people = {_persona_id(path): path for path in paths}
    views_of = dict(zip(people, views, strict=True))
    same = _same_keys(views_of, truth["same"])
    called = {
        key_of(views_of[id], None): name for id, name in truth["called"].items() if id in views_of
    }
    decisions = Decisions(called=called)
    right_pairs, wrong_pairs = 0, []
    for proposal in proposals(build_map(views, decisions), decisions, embed):
        confirmed = []
        for one, other in combinations(proposal.nodes, 2):
            if any(same.get(a, -1) == same.get(b, -2) for a in one.keys for b in other.keys):
                right_pairs += 1
                confirmed += [*one.keys, *other.keys]
            else:
                wrong_pairs.append(f"{one.name} = {other.name}")
        if confirmed:
            decisions = decisions.with_decision(confirmed, same=True)
    team_map = build_map(views, decisions)
    by_plan = {views_of[p.id].plan: p for p in personas if p.id in views_of}
    wrong, right = [], 0
    for link in team_map.links:
        if _is_true(link, team_map, by_plan, truth["ends"]):
            right += 1
        else:
            wrong.append(_told(link, team_map))
    found, missed = _recalled(team_map, by_plan, truth["ends"])
    return Score(right, wrong, found, missed, right_pairs, wrong_pairs, team_map)


def _persona_id(path: Path) -> str:
    return path.parent.name if path.name == "plan.json" else path.stem


def _same_keys(views: dict[str, View], groups: list[list[str]]) -> dict[str, int]:
    """Return the number of its group for each key of a mention that has one."""
    found: dict[str, int] = {}
    for number, group in enumerate(groups):
        for entry in group:
            id, _, name = entry.partition(" ")
            if id not in views:
                continue
            view = views[id]
            if name == WRITER:
                found[key_of(view, None)] = number
            for mention in view.mentions:
                if normal(mention.party.name) == name:
                    found[key_of(view, mention)] = number
    return found


def _true_links(persona: Persona, ends: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for names in persona.truth.items("customers"):
        yield "customers", names
    for names in persona.truth.items("suppliers"):
        yield "suppliers", names
    for names in ends.get(persona.id, []):
        yield "ends", names


def _is_true(
    link: Link, team_map: TeamMap, people: dict[str, Persona], ends: dict[str, Any]
) -> bool:
    """Return whether every plan that tells of a link has it in its truth."""
    told: list[tuple[str, str, str]] = []
    if link.kind == "reaches":
        told += [(p, "ends", link.customer) for p in (*link.by_supplier, *link.by_others)]
    else:
        told += [(p, "customers", link.customer) for p in link.by_supplier]
        told += [(p, "suppliers", link.supplier) for p in link.by_customer]
    for plan, kind, id in told:
        truth = list(_true_links(people[plan], ends))
        if kind == "customers":  # the one in focus may have another name there
            truth += [("customers", names) for names in people[plan].truth.items("focus")]
        if not any(kind == of and _named(team_map, id, names) for of, names in truth):
            return False
    return True


def _recalled(
    team_map: TeamMap, people: dict[str, Persona], ends: dict[str, Any]
) -> tuple[int, list[str]]:
    found, missed = 0, []
    for plan, persona in people.items():
        for kind, names in _true_links(persona, ends):
            if any(_tells(link, plan, kind, names, team_map) for link in team_map.links):
                found += 1
            else:
                missed.append(f"{persona.id}, {kind}: {' / '.join(names)}")
    return found, missed


def _tells(link: Link, plan: str, kind: str, names: list[str], team_map: TeamMap) -> bool:
    if kind == "ends":
        told = link.kind == "reaches" and plan in (*link.by_supplier, *link.by_others)
        return told and _named(team_map, link.customer, names)
    if link.kind == "reaches":
        return False
    if kind == "customers":
        return plan in link.by_supplier and _named(team_map, link.customer, names)
    return plan in link.by_customer and _named(team_map, link.supplier, names)


def _named(team_map: TeamMap, id: str, names: list[str]) -> bool:
    have = " / ".join(team_map.by_id[id].names).casefold()
    return any(name.casefold() in have for name in names)


def _told(link: Link, team_map: TeamMap) -> str:
    return f"{team_map.by_id[link.supplier].name} -> {team_map.by_id[link.customer].name}"


def main() -> None:
    """Measure a folder of plans and print the figures, and what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", type=Path)
    parser.add_argument("--personas", type=Path, nargs="+", default=list(PERSONAS))
    parser.add_argument("--truth", type=Path, default=TRUTH)
    given = parser.parse_args()
    people = [person for folder in given.personas for person in load_personas(folder)]
    known = {person.id for person in people}
    paths = sorted([*given.plans.glob("*.json"), *given.plans.glob("*/plan.json")])
    paths = [path for path in paths if _persona_id(path) in known]
    truth = load_yaml(given.truth.read_text(encoding="utf-8"))
    score = measure(paths, people, truth, Embedder(load_settings()).embed)
    print(f"links: precision {score.precision:.3f}, recall {score.recall:.3f}")
    print(f"proposed joins: {score.joins_right} right, precision {score.joins_precision:.3f}")
    for title, lines in [
        ("not true", score.wrong),
        ("not found", score.missed),
        ("wrongly proposed", score.joins_wrong),
    ]:
        for line in lines:
            print(f"  {title}: {line}")


if __name__ == "__main__":
    main()
