from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.cli import main
from coach.plan.model import Problem, Report
from coach.store.store import Store
from tests.commands.plans import plan_json
from tests.plan.changes import changeable
from tests.plan.drafts import finished_interview


@pytest.fixture
def store(coach_home: Path) -> Iterator[Store]:
    store = Store(coach_home / "coach.sqlite3")
    yield store
    store.close()


@pytest.fixture
def plan_id(store: Store, coach_home: Path) -> str:
    """A plan that rests on words that nobody said."""
    session = finished_interview(coach_home)
    hostile = Problem(section="", kind="test", problem="odd \x1b[2J[/b] {{ 7*7 }}")
    plan = changeable(session).model_copy(update={"report": Report(worded=1, problems=[hostile])})
    return store.save_plan(session, plan.model_dump_json())[0]


def test_the_report_is_plain_text(plan_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "report", plan_id]) == 0, "also with problems"
    out = capsys.readouterr().out
    assert out.startswith("6 statements: 2 rest on your own words, 2 on passages of the library, ")
    assert "What I will do, line 1: First step, by me" in out
    assert "It quotes words that are not in the answer that it names." in out
    assert "The small test: odd [/b] {{ 7*7 }}" in out
    assert "\x1b" not in out


def test_json_has_the_same_as_data(plan_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "report", plan_id, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["plan"], found["version"]) == (plan_id, 1)
    counts = found["statements"]
    sums = ("own_words", "passages", "suggestions", "own_lines", "without_source")
    assert counts["total"] == sum(counts[name] for name in sums) == 6
    assert found["checked"]["session"] is True
    first = found["checked"]["problems"][0]
    assert (first["section"], first["number"]) == ("actions", 1)
    assert first["problem"] == "a quote that is not in the answer"
    assert [one["worded"] for one in found["written"]] == [1]
    assert found["passages"] == []


def test_it_needs_no_library_and_no_model(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    session = store.create_session("full")
    store.save_plan(session, plan_json(session))
    assert main(["plan", "report", session]) == 0, "the interview's id names the plan too"
    assert "you gave no answer there" in capsys.readouterr().out


def test_an_unknown_plan_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "report", "nobody"]) == 1
    assert "There is no plan 'nobody'" in capsys.readouterr().err


def test_a_plan_that_cannot_be_read_is_told_of(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    session = store.create_session("full")
    plan_id, _ = store.save_plan(session, '{"title": "x"}')
    assert main(["plan", "report", plan_id, "--json"]) == 1
    assert f"coach chat --resume {session}" in capsys.readouterr().err
