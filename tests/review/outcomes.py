"""Plans after a review, for tests: how they are made, what must hold for all, what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from coach.plan.model import AnswerSource, Plan
from coach.plan.scoring import score
from coach.store.store import Store
from coach.text import fold_space
from tests.plan import people
from tests.review.saved import REVIEWED, answered, newest, opened, save

Answers = Mapping[str, Sequence[str]]
KEPT: Answers = {"done": ["partly"], "decision": ["keep"]}


def reviewed(
    store: Store, who: people.Person, answers: Answers, *, day: dt.date = REVIEWED
) -> Plan:
    return again(store, save(store, who), answers, day=day)


def again(store: Store, session: str, answers: Answers, *, day: dt.date) -> Plan:
    plan = answered(opened(store, session, day), answers).finish()
    assert plan is not None
    assert plan.model_dump(exclude={"id", "version"}) == newest(store, session).model_dump(
        exclude={"id", "version"}
    )
    assert_sound(store, plan)
    return plan


def assert_sound(store: Store, plan: Plan) -> None:
    """Every statement has sources that hold, and none stands twice."""
    said = {m.turn: m.text for m in store.messages(plan.session) if m.speaker == "employee"}
    texts = [s.text for section in plan.sections for s in section.statements]
    assert len(texts) == len(set(texts))
    for section in plan.sections:
        for statement in section.statements:
            assert statement.sources, statement
            for source in statement.sources:
                if isinstance(source, AnswerSource):
                    assert fold_space(source.quote) in fold_space(said[source.turn])
    for figure in plan.measurements:
        assert fold_space(figure.source.quote) in fold_space(said[figure.source.turn])


def text(plan: Plan, kind: str) -> str:
    return "\n".join(s.text for s in plan.statements(kind))


def section(plan: Plan, name: str) -> str:
    found = plan.section(name)
    return "" if found is None else "\n".join(s.text for s in found.statements)


GUESS = "she'd also like it earlier"


def guessing() -> people.Person:
    """Somebody who has one need of the customer, and it is a guess."""
    who = people.nurse()
    slots = who.notes.topics["needs"]
    slots["needs"] = [fact for fact in slots["needs"] if fact.value == GUESS]
    return who


def everything(plan: Plan) -> str:
    return "\n".join(section(plan, one.id) for one in plan.sections)


def points(plan: Plan) -> dict[str, int]:
    """Return the points of a plan by their ids."""
    return {point.id: point.points for point in score(plan).points}
