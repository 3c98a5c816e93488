"""Saved interviews with plans, and reviews of them, for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from coach.plan.model import Plan
from coach.review.session import Review
from coach.store.store import Store
from tests.plan.drafts import plan_of
from tests.plan.people import Person

REVIEWED = dt.date(2026, 12, 14)
"""A Monday, three weeks after the plans of ``people``."""
DONE_STATE = '{"form": "full", "topic": "missed", "phase": "done"}'


def save(store: Store, person: Person) -> str:
    """Save an interview with its plan; return the session's id."""
    session = store.create_session("full")
    for message in person.messages:
        store.add_message(session, **message.model_dump(exclude={"turn"}))
    notes = person.notes.model_dump_json()
    store.commit_turn(session, messages=[], notes=notes, state=DONE_STATE)
    store.set_status(session, "finished")
    plan = plan_of(person).model_copy(update={"session": session})
    store.save_plan(session, plan.model_dump_json())
    return session


def newest(store: Store, session: str) -> Plan:
    """Return the newest version of a session's plan."""
    return Plan.model_validate_json(store.plan(session).json)


def opened(store: Store, session: str, day: dt.date = REVIEWED) -> Review:
    """Open a review of a session's plan."""
    return Review(store, newest(store, session), today=lambda: day)


def answered(review: Review, answers: Mapping[str, Sequence[str]]) -> Review:
    """Answer every question: by ``group.question``, else by ``question``, else left out.

    Several answers are given in turn, the last one again and again.
    """
    used: dict[str, int] = {}
    while (step := review.step) is not None:
        names = [f"{step.item.group}.{step.question}", step.question]
        key = next((name for name in names if name in answers), None)
        if key is None:
            review.skip()
            continue
        place = min(used.get(key, 0), len(answers[key]) - 1)
        used[key] = place + 1
        assert review.answer(answers[key][place]).kind == "taken", (step, answers[key])
    return review
