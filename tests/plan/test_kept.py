"""Drafting that was stopped goes on: the model is asked only for what it has not worded yet."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.errors import Cancelled, CoachError
from coach.llm.engine import Engine, Request
from coach.llm.local import LocalEngine
from coach.plan.kept import KeptWordings
from coach.plan.model import Plan, Section
from coach.store.store import Store
from tests.models import SMALL, model_file, settings_with_models
from tests.plan import people
from tests.plan.drafts import Shelf, drafting, finished_interview, good, passage, workspace
from tests.scripted import ScriptedEngine

CALLS = 3
"""How often the model is asked for the nurse's plan when every wording passes."""


def rejected(request: Request) -> str:
    """Return a wording that passes for two tasks, and one that never does for the others."""
    return good(request) if request.messages[0].content[:2] in ("An", "Tu") else "In 99 days."


def stopping_at(number: int, reply: object = good) -> ScriptedEngine:
    """Return an engine that is cancelled while it works on the given call, counted from 1."""
    engine = ScriptedEngine(
        lambda request: Cancelled() if len(engine.requests) == number else reply(request)  # type: ignore[operator]
    )
    return engine


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "coach.sqlite3")
    yield store
    store.close()


def kept(store: Store, session_id: str, engine: Engine) -> KeptWordings:
    return KeptWordings(store, session_id, engine.name)


def finish(parts: Iterator[Section | Plan]) -> dict[str, object]:
    """Return the plan as JSON without what differs from run to run."""
    plan = list(parts)[-1]
    assert isinstance(plan, Plan)
    values = plan.model_dump(mode="json", exclude={"created"})
    values["report"].pop("seconds")
    return values


@pytest.mark.parametrize("reply", [good, rejected])
def test_a_plan_stopped_anywhere_goes_on_and_equals_one_that_was_not(
    store: Store, reply: object
) -> None:
    nurse, shelf = people.nurse(), Shelf(passage(1), passage(2))
    undisturbed = ScriptedEngine(reply)  # type: ignore[arg-type]
    whole = finish(drafting(nurse, undisturbed, shelf))
    calls = len(undisturbed.requests)
    for number in range(1, calls + 1):
        session_id = store.create_session("full")
        first = stopping_at(number, reply)
        with pytest.raises(Cancelled):
            list(drafting(nurse, first, shelf, kept(store, session_id, first)))
        done = len(store.wordings(session_id))
        second = ScriptedEngine(reply)  # type: ignore[arg-type]
        assert finish(drafting(nurse, second, shelf, kept(store, session_id, second))) == whole
        assert done + len({r.messages for r in map(_hashable, second.requests)}) == CALLS
        third = ScriptedEngine()
        assert finish(drafting(nurse, third, shelf, kept(store, session_id, third))) == whole
        assert third.requests == []


def _hashable(request: Request) -> Request:
    return Request(messages=tuple(request.messages))


def test_a_plan_left_after_its_third_section_asks_only_for_the_rest(store: Store) -> None:
    nurse, session_id = people.nurse(), store.create_session("full")
    first = ScriptedEngine(good)
    parts = drafting(nurse, first, kept=kept(store, session_id, first))
    sections = [next(parts) for _ in range(6)]
    parts.close()
    assert len(first.requests) == 2
    second = ScriptedEngine(good)
    again = drafting(nurse, second, kept=kept(store, session_id, second))
    assert [next(again) for _ in range(6)] == sections
    assert second.requests == []
    finish(again)
    assert len(second.requests) == CALLS - 2


def test_other_notes_ask_again(store: Store) -> None:
    session_id = store.create_session("full")
    engine = ScriptedEngine(good)
    finish(drafting(people.nurse(), engine, kept=kept(store, session_id, engine)))
    nurse = people.nurse()
    (help,) = nurse.notes.facts("helpful", "help")
    changed = help.model_copy(
        update={"value": "Write one page with only the drugs", "status": "corrected"}
    )
    nurse.notes.change("helpful", "help", help, changed)
    again = ScriptedEngine(lambda _: "I write one page with only the drugs.")
    plan = list(drafting(nurse, again, kept=kept(store, session_id, again)))[-1]
    assert [request.messages[0].content[:2] for request in again.requests] == ["Sa"]
    assert isinstance(plan, Plan)
    (action,) = plan.statements("actions.try")
    assert action.text.endswith("I write one page with only the drugs.")


def test_another_model_is_asked_anew(store: Store) -> None:
    session_id = store.create_session("full")
    engine = ScriptedEngine(good)
    finish(drafting(people.nurse(), engine, kept=KeptWordings(store, session_id, "another")))
    again = ScriptedEngine(good)
    finish(drafting(people.nurse(), again, kept=kept(store, session_id, again)))
    assert len(again.requests) == CALLS


@pytest.mark.parametrize(
    "outcome", ["", "{", '{"value": 7}', '{"value": "In 99 days."}', "\x1b[2J"]
)
def test_what_is_kept_is_checked_before_it_is_used(store: Store, outcome: str) -> None:
    session_id = store.create_session("full")
    engine = ScriptedEngine(good)
    whole = finish(drafting(people.nurse(), engine, kept=kept(store, session_id, engine)))
    for key in store.wordings(session_id):
        store.keep_wording(session_id, key, outcome)
    again = ScriptedEngine(good)
    assert finish(drafting(people.nurse(), again, kept=kept(store, session_id, again))) == whole
    assert len(again.requests) == CALLS


def test_a_wording_that_cannot_be_kept_costs_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise CoachError("The disk is full.", "Free some room.")

    session_id = store.create_session("full")
    monkeypatch.setattr(store, "keep_wording", full)
    engine = ScriptedEngine(good)
    plan = finish(drafting(people.nurse(), engine, kept=kept(store, session_id, engine)))
    assert plan == finish(drafting(people.nurse(), ScriptedEngine(good)))


def draft_until_killed(home: str, session_id: str, calls: int) -> None:
    """Draft in a process that kills itself during the given call of the model."""

    def reply(request: Request) -> str:
        if len(engine.requests) == calls:
            print("killed", flush=True)
            signal.raise_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        return good(request)

    engine = ScriptedEngine(reply)
    list(workspace(Path(home), engine).draft_plan(session_id))


def test_a_plan_goes_on_after_a_kill(tmp_path: Path) -> None:
    session_id = finished_interview(tmp_path)
    code = (
        "from tests.plan.test_kept import draft_until_killed as draft;"
        f" draft({str(tmp_path)!r}, {session_id!r}, 3)"
    )
    child = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert child.stdout == "killed\n", child.stderr
    assert child.returncode != 0
    engine = ScriptedEngine(good)
    opened = workspace(tmp_path, engine)
    assert len(opened.store.wordings(session_id)) == 2
    plan = list(opened.draft_plan(session_id))[-1]
    assert isinstance(plan, Plan)
    assert plan.report.worded == CALLS
    assert len(engine.requests) == CALLS - 2
    assert opened.store.wordings(session_id) == {}
    opened.store.close()


@pytest.mark.small_model
def test_a_cancelled_plan_of_a_real_model_goes_on(tmp_path: Path, store: Store) -> None:
    session_id, nurse = store.create_session("full"), people.nurse()
    engine = LocalEngine(model_file(SMALL), "small", settings_with_models(tmp_path))
    try:
        whole = finish(drafting(nurse, engine))
        parts = drafting(nurse, engine, kept=kept(store, session_id, engine))
        sections = [next(parts) for _ in range(6)]
        parts.close()
        done = len(store.wordings(session_id))
        assert done == 2
        again = drafting(nurse, engine, kept=kept(store, session_id, engine))
        assert [next(again) for _ in range(6)] == sections
        assert len(store.wordings(session_id)) == done
        values = finish(again)
        assert values["sections"] == whole["sections"]
    finally:
        engine.close()
