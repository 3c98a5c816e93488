"""A small plan that tests change, and the store that keeps it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from coach.plan.model import (
    AnswerSource,
    PassageInfo,
    PassageSource,
    Plan,
    PlanDate,
    Section,
    Statement,
    SuggestionSource,
)
from coach.store.store import Store

TODAY = dt.date(2026, 5, 4)
QUOTE = "the keys hang in the other building"
TIP = "From the library, “Test small”: “Ask one person about 3 old cases.”"
FIRST = "First step, by me, on Thursday 7 May: “I ask Noor which key she looks for first”."
CAUSE = f"What gets in the way: “{QUOTE}”. Until Friday 15 May I note every trip."
ADAPT = "If I do not see it, I stop or change the step and ask Noor what I got wrong."


def changeable(session: str = "s1") -> Plan:
    """Return a plan of three sections: work, actions with four statements, sources."""
    asked = AnswerSource(turn=3, quote="I ask Noor which key she looks for first")
    actions = [
        Statement(text=FIRST, sources=[asked], kind="actions.first"),
        Statement(
            text=CAUSE,
            sources=[AnswerSource(turn=5, quote=QUOTE), SuggestionSource()],
            kind="actions.cause",
        ),
        Statement(text=ADAPT, sources=[SuggestionSource()], kind="actions.adapt"),
        Statement(text=TIP, sources=[PassageSource(id="p-1")], kind="passage.tip"),
    ]
    listed = Statement(
        text="Test small. Jo Writer, A Book.",
        sources=[PassageSource(id="p-1")],
        kind="sources.passage",
    )
    nothing = Statement(text="Nothing yet.", sources=[SuggestionSource()], kind="empty")
    return Plan(
        session=session,
        created=dt.datetime(2026, 5, 4, 9, tzinfo=dt.timezone.utc),
        title="My plan: Noor",
        sections=[
            Section(id="work", title="My work", statements=[nothing]),
            Section(id="actions", title="What I will do", statements=actions),
            Section(id="sources", title="Sources", statements=[listed]),
        ],
        passages={"p-1": PassageInfo(id="p-1", title="Test small", source="Jo Writer, A Book")},
        dates=[
            PlanDate(kind="first_step", day=dt.date(2026, 5, 7), title="First step"),
            PlanDate(kind="study", day=dt.date(2026, 5, 15), title="Study"),
        ],
    )


def lines(plan: Plan, section: str = "actions") -> list[str]:
    """Return the texts of a section."""
    found = plan.section(section)
    assert found is not None
    return [statement.text for statement in found.statements]


def statement(plan: Plan, number: int, section: str = "actions") -> Statement:
    """Return a statement by its place in a section, from 1."""
    found = plan.section(section)
    assert found is not None
    return found.statements[number - 1]


def saved(home: Path, plan: Plan | None = None) -> tuple[Store, Plan]:
    """Return a store with a plan in it, and the plan as it was saved."""
    store = Store(home / "coach.sqlite3")
    session = store.create_session("full")
    plan = (plan or changeable()).model_copy(update={"session": session})
    plan_id, version = store.save_plan(session, plan.model_dump_json())
    return store, plan.model_copy(update={"id": plan_id, "version": version})
