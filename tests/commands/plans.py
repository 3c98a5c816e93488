"""A small plan for tests of commands."""

from __future__ import annotations

import datetime as dt

from coach.plan.model import AnswerSource, Plan, Section, Statement


def plan_json(session_id: str, text: str = "I fix forklifts.") -> str:
    source = AnswerSource(turn=1, quote="Dave")
    section = Section(
        id="work", title="My work", statements=[Statement(text=text, sources=[source])]
    )
    plan = Plan(
        session=session_id,
        created=dt.datetime(2026, 11, 22, 10, tzinfo=dt.timezone.utc),
        title="Forklifts for Dave",
        sections=[section],
    )
    return plan.model_dump_json()
