from __future__ import annotations

import datetime as dt
from pathlib import Path

from coach.review.due import due
from coach.store.store import Store
from tests.plan import people
from tests.review.saved import answered, newest, opened, save


def test_a_plan_is_due_from_its_study_day_until_it_was_reviewed(tmp_path: Path) -> None:
    store = Store(tmp_path / "coach.sqlite3")
    session = save(store, people.nurse())
    plan_id = newest(store, session).id
    study = dt.date(2026, 12, 16)
    assert due(store, study - dt.timedelta(days=1)) == {}
    assert due(store, study + dt.timedelta(days=9)) == {plan_id: study}
    answered(opened(store, session, study), {"done": ["yes"]}).finish()
    assert due(store, study) == {}
    store.close()


def test_plans_without_days_or_of_another_make_are_never_due(tmp_path: Path) -> None:
    store = Store(tmp_path / "coach.sqlite3")
    for odd in ('{"title": "x"}', '{"title": "x", "dates": "soon"}'):
        store.save_plan(store.create_session("full"), odd)
    assert due(store, dt.date(2030, 1, 1)) == {}
    store.close()
