"""Plans of personas, made with the default model, and small views for tests of maps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from coach.files import load_yaml
from coach.plan.model import AnswerSource, Plan, Section, Statement
from coach.team.model import Item, Known, Mention, Origin, Party, Relation, View
from coach.team.names import party

FOLDER = Path(__file__).parent
PLANS = sorted((FOLDER / "plans").glob("*.json"))
"""Plans of tests/personas and of tests/team/personas, by ``coach evaluate``, without reports."""


def plan_of(persona: str) -> Plan:
    path = FOLDER / "plans" / f"{persona}.json"
    return Plan.model_validate_json(path.read_text(encoding="utf-8"))


def labelled(name: str) -> object:
    return load_yaml((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def view(
    plan: str,
    me: str,
    customers: Sequence[str] = (),
    suppliers: Sequence[str] = (),
    ends: Sequence[str] = (),
    needs: Sequence[tuple[str, Known]] = (),
    asks: Sequence[str] = (),
    outputs: Sequence[str] = (),
    team: str = "",
) -> View:
    """Return a view; the first customer is the one in focus, and requests go to the first
    supplier."""
    origin = Origin(f"{plan}.json", plan, "work", 1)
    relations: list[tuple[Relation, Sequence[str]]] = [
        ("focus", customers[:1]),
        ("customer", customers[1:]),
        ("end", ends),
        ("supplier", suppliers),
    ]
    mentions = tuple(
        Mention(party(name, "end" if relation == "end" else None), relation, origin)
        for relation, names in relations
        for name in names
    )
    first = next((i for i, m in enumerate(mentions) if m.relation == "supplier"), -1)
    return View(
        f"{plan}.json",
        plan,
        1,
        dt.date(2026, 11, 23),
        Party(me, "team", team=team),
        mentions=mentions,
        outputs=tuple(Item(text, "said", origin) for text in outputs),
        needs=tuple(Item(text, known, origin) for text, known in needs),
        requests=tuple((first, Item(text, "said", origin)) for text in asks),
    )


def plan(statements: Sequence[tuple[str, str, Sequence[str]]], id: str = "plan-aaaa") -> Plan:
    """Return a plan of statements, each with its kind, text and quotes."""
    sections: dict[str, Section] = {}
    for kind, text, quotes in statements:
        section = sections.setdefault(
            kind.partition(".")[0], Section(id=kind.partition(".")[0], title="A part")
        )
        sources = [AnswerSource(turn=1, quote=quote) for quote in quotes]
        section.statements.append(Statement(text=text, kind=kind, sources=[*sources]))
    created = dt.datetime(2026, 11, 23, 10, tzinfo=dt.timezone.utc)
    return Plan(
        id=id,
        session="20261123-aaaa",
        created=created,
        title="My plan",
        sections=[*sections.values()],
    )
