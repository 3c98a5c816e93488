"""Make share files of people who do not exist, with what is true of them.

Run from the top of a checkout, in its environment:
python scripts/synthetic_plans.py OUT [--plans N] [--seed N] [--reviewed SHARE]

The organisation, its teams and their other names are in ``scripts/synthetic_plans.yaml``. OUT gets
a share file for each plan and a folder ``truth`` with ``truth.json``: which keys of names mean the
same, who serves whom, and how many plans have what a count of patterns counts. The same seed gives
the same files.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pydantic import BaseModel, ConfigDict  # noqa: E402

from coach.files import load_yaml  # noqa: E402
from coach.team.building import WRITER  # noqa: E402
from coach.team.model import Relation  # noqa: E402
from coach.team.names import normal, party  # noqa: E402
from coach.team.share import (  # noqa: E402
    Basis,
    Share,
    SharedParty,
    SharedSection,
    SharedStatement,
)

PEOPLE_IN_A_TEAM = 5
FIRST = "shipping"
"""A small organisation is this function and those that lead to it."""
WRITTEN = dt.date(2026, 9, 1)
REVIEWED_AFTER = dt.timedelta(days=42)
NAMED_PERSON, SLIP, WRITER_IS_A_PERSON = 0.12, 0.03, 0.5
"""How often a person stands for a team, a name has a slip of the pen, and a writer has a name."""
SAME_WANT = 0.85
HAS = {"heard": 0.6, "measure": 0.5, "stop": 0.65, "request": 0.8, "end": 0.55}
"""How often a plan has each of these; one that was reviewed always has the first two."""
UNKNOWN = {
    "measure": "How well we do today, as a figure: I find out by Friday.",
    "stop": "What they get from me and do not use: I ask them by Friday.",
    "request": "What I could ask for that makes my part easier, and what they need for it: I ask "
    "them by Friday.",
    "end": "Who benefits in the end from what we both do: I ask them by Friday.",
    "heard": "What they care about most in what they get from me: I ask them by Friday.",
}


class _Function(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    names: list[str]
    serves: list[str]
    ends: list[str] = []
    outputs: list[str]
    wants: list[str]
    stop: list[str]


class _Firm(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    functions: dict[str, _Function]
    ends: dict[str, list[str]]
    first_names: list[str]
    last_names: list[str]


@dataclass(frozen=True)
class _Team:
    """A function on a site; site 0 is that of a firm with one site only."""

    function: str
    site: int
    people: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.function}-{self.site}"


@dataclass
class Truth:
    """What is true of the files.

    Attributes:
        same: For each key of a name (``coach.team.building.key_of``) who is meant.
        links: Who serves whom, among those who are meant.
        has: How many plans have each of ``HAS``, in their first version.
        reviewed: How many plans have a second version.
    """

    same: dict[str, str] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)
    has: Counter[str] = field(default_factory=Counter)
    reviewed: int = 0


def make(plans: int, seed: int = 0, reviewed: float = 0.0) -> tuple[list[Share], Truth]:
    """Return share files with what is true of them.

    Args:
        plans: How many people wrote a plan.
        seed: The same seed gives the same files.
        reviewed: Which part of the plans has a second version, after a review.
    """
    firm = _Firm.model_validate(
        load_yaml(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    )
    maker = _Maker(firm, random.Random(seed), plans)  # not for secrets
    shares = [share for number in range(plans) for share in maker.plan(number, reviewed)]
    return shares, maker.truth


class _Maker:
    def __init__(self, firm: _Firm, chance: random.Random, plans: int) -> None:
        self._firm, self._chance, self.truth = firm, chance, Truth()
        functions = _towards(firm, FIRST)
        wanted = plans if plans <= len(functions) // 2 else max(plans // PEOPLE_IN_A_TEAM, 14)
        self._sites = -(-wanted // len(functions))
        at = [(f, s) for s in range(1, self._sites + 1) for f in functions]
        teams = at[: max(wanted, 1)]
        counted = Counter(teams[number % len(teams)] for number in range(plans))
        self._teams = [
            _Team(f, s if self._sites > 1 else 0, tuple(self._person() for _ in range(count)))
            for (f, s), count in counted.items()
        ]
        self._writers = [(team, person) for team in self._teams for person in team.people]
        self._by_id = {team.id: team for team in self._teams}

    def plan(self, number: int, reviewed: float) -> Iterator[Share]:
        team, person = self._writers[number]
        has = {key for key, chance in HAS.items() if self._chance.random() < chance}
        if not self._firm.functions[team.function].ends:
            has.discard("end")
        self.truth.has.update(has)
        share = self._share(f"plan-{number:05}", team, person, has)
        yield share
        if self._chance.random() < reviewed:
            self.truth.reviewed += 1
            yield self._after_review(share, team, has | {"heard", "measure"})

    def _share(self, plan: str, team: _Team, person: str, has: set[str]) -> Share:
        is_person = self._chance.random() < WRITER_IS_A_PERSON
        called = self._called(team)
        function = self._firm.functions[team.function]
        served = list(function.serves)
        self._chance.shuffle(served)
        depended = [f for f, one in self._firm.functions.items() if team.function in one.serves]
        self._chance.shuffle(depended)
        parties = [
            self._party(plan, team, ("focus", "customer")[n > 0], f) for n, f in enumerate(served)
        ][:2]
        if "request" in has and depended:
            parties.append(self._party(plan, team, "supplier", depended[0]))
        parties += [
            self._end(plan, f"{served[0]}-{team.site}", end)
            for end in function.ends[:1]
            if "end" in has
        ]
        self.truth.same[f"{plan}/{WRITER}"] = team.id
        return Share(
            plan=plan,
            plan_version=1,
            written=WRITTEN + dt.timedelta(days=self._chance.randrange(60)),
            me=person if is_person else called[0].upper() + called[1:],
            team=called if is_person else "",
            quotes=False,
            left_out=[],
            parties=parties,
            sections=self._sections(team, depended[:1], has),
        )

    def _after_review(self, share: Share, team: _Team, has: set[str]) -> Share:
        sections = self._sections(team, [], has)
        told = self._statement("learned.outcome", "My first step: done, and I go on with it.")
        learned = SharedSection(id="learned", title="What I learned", statements=[told])
        kept = [s for s in sections if s.id not in ("suppliers", "work")]
        others = [s for s in share.sections if s.id in ("suppliers", "work")]
        return share.model_copy(
            update={
                "plan_version": 2,
                "written": share.written + REVIEWED_AFTER,
                "sections": [*others, *kept, learned],
            }
        )

    def _party(self, plan: str, team: _Team, relation: Relation, function: str) -> SharedParty:
        other = self._by_id.get(f"{function}-{team.site}") or _Team(function, team.site, ())
        name, meant = self._called(other), other.id
        if other.people and self._chance.random() < NAMED_PERSON:
            name = f"{self._chance.choice(other.people)} from {name}"
        elif self._chance.random() < SLIP:
            name = self._slip(name)
        serves = (meant, team.id) if relation == "supplier" else (team.id, meant)
        self.truth.links.add(serves)
        return self._named(plan, relation, name, meant)

    def _end(self, plan: str, focus: str, end: str) -> SharedParty:
        # The work reaches them through whoever gets it first.
        self.truth.links.add((focus, end))
        return self._named(plan, "end", self._chance.choice(self._firm.ends[end]), end)

    def _named(self, plan: str, relation: Relation, name: str, meant: str) -> SharedParty:
        self.truth.same[f"{plan}/{normal(party(name).name)}"] = meant
        section = {"end": "customer", "supplier": "suppliers"}.get(relation, "work")
        read = party(name)
        return SharedParty(relation=relation, name=read.name, team=read.team, section=section)

    def _sections(self, team: _Team, depended: Sequence[str], has: set[str]) -> list[SharedSection]:
        firm, say = self._firm.functions, self._statement
        mine = firm[team.function]
        want = self._wanted(mine)
        heard = "heard" in has
        lead = "Heard from them" if heard else "My guess, not yet heard from them"
        own = [say("work.outputs", f"What others get from me: “{o}”.") for o in mine.outputs]
        needs = [say("needs.heard" if heard else "needs.assumed", f"{lead}: “{want}”.")]
        found = {"work": own, "needs": needs, "requirements": [], "stop": [], "suppliers": []}
        if "measure" in has:
            words = "Where we stand today, in my words: “7 of 10 last week”."
            found["requirements"] = [say("requirements.baseline", words)]
        if "stop" in has:
            words = f"What I would stop: “{self._chance.choice(mine.stop)}”."
            found["stop"] = [say("stop.what", words)]
        if "request" in has and depended:
            words = self._wanted(firm[depended[0]])
            found["suppliers"] = [say("suppliers.request", f"What I ask of them: {words}.")]
        missing = [text for key, text in UNKNOWN.items() if key not in has]
        found["unknown"] = [
            say("unknown.look" if "I find" in text else "unknown.ask", text, "suggestion")
            for text in missing
        ]
        return [SharedSection(id=k, title=k.title(), statements=s) for k, s in found.items() if s]

    def _wanted(self, function: _Function) -> str:
        """Return what is wanted of a function: mostly the same, so that most views agree."""
        first = self._chance.random() < SAME_WANT
        return function.wants[0] if first else self._chance.choice(function.wants)

    def _statement(self, kind: str, text: str, basis: Basis = "answer") -> SharedStatement:
        return SharedStatement(kind=kind, text=text, basis=[basis])

    def _called(self, team: _Team) -> str:
        """Return one of the names of a team, with its site where there are several."""
        name = self._chance.choice(self._firm.functions[team.function].names)
        if not team.site:
            return name
        bare = name.removeprefix("the ")
        ways = [f"{name} at plant {team.site}", f"plant {team.site} {bare}", f"{bare} {team.site}"]
        return self._chance.choice(ways)

    def _slip(self, name: str) -> str:
        word = max(name.split(), key=len)
        if len(word) < 7:
            return name
        at = self._chance.randrange(2, len(word) - 2)
        return name.replace(word, word[:at] + word[at + 1 :])

    def _person(self) -> str:
        first = self._chance.choice(self._firm.first_names)
        return f"{first} {self._chance.choice(self._firm.last_names)}"


def _towards(firm: _Firm, start: str) -> list[str]:
    """Return all functions, those first that lead to one of them on the shortest way."""
    found, waiting = [start], deque([start])
    while waiting:
        at = waiting.popleft()
        for function, one in firm.functions.items():
            if at in one.serves and function not in found:
                found.append(function)
                waiting.append(function)
    return [*found, *(function for function in firm.functions if function not in found)]


def write(folder: Path, shares: Sequence[Share], truth: Truth) -> list[Path]:
    """Write share files and what is true of them; return the share files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for share in shares:
        path = folder / f"{share.plan}-{share.plan_version}.json"
        path.write_bytes(share.content())
        paths.append(path)
    data = {
        "same": truth.same,
        "links": sorted(truth.links),
        "has": truth.has,
        "reviewed": truth.reviewed,
    }
    (folder / "truth").mkdir(exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (folder / "truth" / "truth.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    return paths


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--plans", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reviewed", type=float, default=0.0)
    given = parser.parse_args(argv)
    paths = write(given.out, *make(given.plans, given.seed, given.reviewed))
    print(f"{len(paths)} files in {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
