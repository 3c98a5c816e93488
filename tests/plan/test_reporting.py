"""The report of the checks: figures, the saved plan checked again, what is kept of its drafting."""

from __future__ import annotations

import ast
import inspect
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checking import claims, wording
from coach.errors import CoachError, NotFoundError
from coach.knowledge.passages import Passage
from coach.plan import editing, tasks
from coach.plan.model import (
    AnswerSource,
    PassageSource,
    Plan,
    Problem,
    Report,
    Statement,
    SuggestionSource,
)
from coach.plan.reporting import PlanReport, figures, report
from coach.plan.reporting_parts import parts, written
from coach.plan.reporting_texts import reason, texts
from coach.plan.versions import Versions
from coach.store.store import Store
from coach.text import clean
from tests.plan import people
from tests.plan.changes import QUOTE, changeable
from tests.plan.drafts import finished_interview, good, passage, workspace
from tests.readability import reading_grade
from tests.review.outcomes import KEPT
from tests.review.saved import REVIEWED, answered, opened, save
from tests.scripted import ScriptedEngine

HOSTILE = "\x1b[2J[/b] {{ 7*7 }} \u202e<script> {detail} " + "x" * 9_000


def never(passage_id: str) -> Passage:
    raise NotFoundError(f"There is no passage '{passage_id}'.")


def shelf(*found: Passage) -> Callable[[str], Passage]:
    known = {one.id: one for one in found}
    return lambda passage_id: known[passage_id] if passage_id in known else never(passage_id)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "coach.sqlite3")
    yield store
    store.close()


@pytest.fixture
def drafted(store: Store, tmp_path: Path) -> Plan:
    """The nurse's plan, worded by a model and with a passage."""
    session = finished_interview(tmp_path)
    *_, plan = workspace(tmp_path, ScriptedEngine(good)).draft_plan(session)
    assert isinstance(plan, Plan)
    return plan


def changed(store: Store, plan: Plan, section: str, number: int, **update: object) -> Statement:
    """Save a plan with a statement that no check has seen, and return the statement."""
    other = plan.model_copy(deep=True)
    found = other.section(section)
    assert found is not None
    found.statements[number - 1] = found.statements[number - 1].model_copy(update=update)
    store.save_plan(plan.session, other.model_dump_json())
    return found.statements[number - 1]


def told(found: PlanReport) -> str:
    return written(found)


# Figures


def test_each_statement_is_counted_once() -> None:
    plan = changeable()
    actions = plan.sections[1].statements
    actions.append(Statement(text="I also call her.", edited=True))
    actions.append(Statement(text="Nobody knows why.", kind="actions.x"))
    found = figures(plan)
    assert found.model_dump() == {
        "total": 8,
        "own_words": 2,
        "passages": 2,
        "suggestions": 2,
        "own_lines": 1,
        "without_source": 1,
        "with_suggestion": 1,
    }


def test_the_first_line_is_one_sentence_with_the_figures(store: Store, drafted: Plan) -> None:
    found = report(store, shelf(passage(1)), drafted.id)
    counts = found.statements
    assert counts.total == sum(len(section.statements) for section in drafted.sections)
    assert told(found).splitlines()[0] == (
        f"{counts.total} statements: {counts.own_words} rest on your own words,"
        f" {counts.passages} on passages of the library, {counts.suggestions} are suggestions of"
        " the coach, 0 are your own lines."
    )


# Checked again


def test_what_was_drafted_passes_again(store: Store, drafted: Plan) -> None:
    found = report(store, shelf(passage(1)), drafted.id)
    assert found.checked.model_dump() == {"session": True, "passages_gone": [], "problems": []}
    assert "No problem was found." in told(found)


@pytest.mark.parametrize(
    ("update", "problem", "says"),
    [
        ({"text": "It takes 99 hours."}, "the number 99 has no source", "The number 99"),
        ({"text": "I ask about Zebedee."}, "the name Zebedee has no source", "The name Zebedee"),
        ({"text": "I ask.", "sources": []}, "no source", "names no source"),
        (
            {"text": "I ask.", "sources": [AnswerSource(turn=1, quote="I fly to the moon")]},
            "a quote that is not in the answer",
            "not in the answer",
        ),
        (
            {"text": "I ask.", "sources": [AnswerSource(turn=0, quote="x")]},
            "no answer at turn 0",
            "line 0 of the interview",
        ),
        (
            {"text": "I ask.", "sources": [PassageSource(id="p-77")]},
            "a passage that was not retrieved: p-77",
            "(p-77)",
        ),
    ],
)
def test_a_problem_is_told_with_its_line(
    update: dict[str, object], problem: str, says: str, store: Store, drafted: Plan
) -> None:
    statement = changed(store, drafted, "actions", 2, **update)
    found = report(store, shelf(passage(1)), drafted.id)
    assert [(one.section, one.number) for one in found.checked.problems] == [("actions", 2)]
    [one] = found.checked.problems
    assert one.problem == problem
    assert says in one.reason
    title = drafted.sections[5].title
    assert f"  {title}, line 2: {statement.text}\n    {one.reason}\n" in f"{told(found)}\n"
    assert "1 problem was found:" in told(found)


def test_a_line_with_several_problems_is_shown_once(store: Store, drafted: Plan) -> None:
    changed(store, drafted, "actions", 2, text="I ask Zebedee 99 things.")
    found = report(store, shelf(passage(1)), drafted.id)
    assert len(found.checked.problems) == 2
    assert told(found).count("I ask Zebedee 99 things.") == 1
    assert "2 problems were found:" in told(found)


def test_own_lines_are_counted_and_left_alone(store: Store, drafted: Plan) -> None:
    own = editing.edited(drafted, "actions", 1, "Zebedee pays 99 euros.", today=people.TODAY)
    Versions(store, drafted.id).save(own)
    found = report(store, shelf(passage(1)), drafted.id)
    assert found.statements.own_lines == 1
    assert found.checked.problems == []
    assert "Your own lines are left out of this" in told(found)
    assert [one.version for one in found.written] == [1], "where its report is from"


def test_a_rewording_keeps_what_it_had_and_its_wish_is_named(store: Store, drafted: Plan) -> None:
    before = drafted.sections[5].statements[1].text
    changed(store, drafted, "actions", 2, was=before, text="I ask on 31 May.")
    [problem] = report(store, shelf(passage(1)), drafted.id).checked.problems[:1]
    assert problem.reworded
    assert texts().checked.reworded in told(report(store, shelf(passage(1)), drafted.id))


def test_without_the_interview_only_the_plan_itself_is_checked(
    store: Store, drafted: Plan, tmp_path: Path
) -> None:
    changed(store, drafted, "actions", 1, text="I ask Zebedee 99 things.")
    changed(store, Versions(store, drafted.id).get(), "actions", 2, text="I ask.", sources=[])
    with sqlite3.connect(tmp_path / "coach.sqlite3") as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM messages")
        connection.execute("DELETE FROM sessions")
    connection.close()
    found = report(store, shelf(passage(1)), drafted.id)
    assert not found.checked.session
    assert [one.problem for one in found.checked.problems] == ["no source"]
    assert "The interview of this plan is not there any more." in told(found)
    assert "with your answers and with the passages" not in told(found)


def test_a_passage_that_is_gone_is_named_and_not_called_wrong(store: Store, drafted: Plan) -> None:
    found = report(store, never, drafted.id)
    assert found.checked.passages_gone == ["Idea 1"]
    assert found.checked.problems == []
    assert "Not in the library any more" in told(found)


def test_a_passage_that_has_changed_no_longer_holds(store: Store, drafted: Plan) -> None:
    found = report(store, shelf(passage(1, "Nothing of this.\n\nAsk nobody.")), drafted.id)
    assert {one.problem for one in found.checked.problems} == {
        "words in quotation marks that nobody said",
        "the number 3 has no source",
    }


def test_a_library_that_fails_is_no_failure(store: Store, drafted: Plan) -> None:
    def broken(passage_id: str) -> Passage:
        raise CoachError(f"The library cannot be read ({passage_id}).")

    assert report(store, broken, drafted.id).checked.passages_gone == ["Idea 1"]


@pytest.mark.parametrize("name", people.EVERYBODY)
def test_reviews_and_drafting_again_make_no_problems(name: str, store: Store) -> None:
    session = save(store, people.EVERYBODY[name]())
    answers = {
        **KEPT,
        "known": ["1"],
        "answer": ["They want it on one page"],
        "figure": ["7 of 10"],
    }
    plan = answered(opened(store, session), answers).finish()
    assert plan is not None
    found = report(store, never, plan.id)
    assert found.checked.problems == []
    assert [(one.version, one.kind) for one in found.written] == [(1, "drafted"), (2, "reviewed")]
    assert f"after a review (version {plan.version})" in told(found)
    assert plan.created.date() == REVIEWED


# While it was written


def kept_report(store: Store, **update: object) -> PlanReport:
    """Return the report of a plan that keeps these figures of its drafting."""
    session = store.create_session("full")
    plan = changeable(session).model_copy(update={"report": Report(statements=6, **update)})
    return report(store, never, store.save_plan(session, plan.model_dump_json())[0])


def test_what_the_model_worded_is_told(store: Store, drafted: Plan) -> None:
    [one] = report(store, shelf(passage(1)), drafted.id).written
    assert one.model_dump(exclude={"seconds"}) == {
        "version": 1,
        "kind": "drafted",
        "kept": True,
        "worded": drafted.report.worded,
        "redrafted": 0,
        "replaced": 0,
        "removed": 0,
        "failed": [],
        "left_out": [],
        "trouble": [],
    }
    assert one.worded > 0


def test_what_failed_is_told_with_the_reason(store: Store) -> None:
    found = kept_report(
        store,
        worded=1,
        redrafted=2,
        replaced=1,
        removed=1,
        seconds=75.4,
        problems=[
            Problem(section="actions", kind="actions.x", problem="the number 12 has no source"),
            Problem(section="", kind="test", problem="words from nowhere: detail"),
            Problem(section="", kind="unheard-of", problem="something [/b] new"),
            Problem(section="library", kind="trouble", problem="The index is missing."),
        ],
    )
    [one] = found.written
    assert [failure.what for failure in one.failed] == ["The small test", "unheard-of"]
    assert told(found).split("\n\n")[2].splitlines()[1:] == [
        "1 wording of the model passed the checks.",
        "The model was asked again twice, because a wording did not pass.",
        "In 1 place no wording of the model passed. The plan does without it there: it has reviewed"
        " wording around your own words.",
        "What did not pass, in this order:",
        "  The small test: It does not keep to your words (detail).",
        "  unheard-of: something [/b] new",
        "1 line did not pass and was left out:",
        "  What I will do: The number 12 is in no answer or passage that it names.",
        "What did not work:",
        "  The index is missing.",
        "It took 1 minute and 15 seconds.",
    ]


def test_a_plan_without_a_report_says_so(store: Store) -> None:
    session = store.create_session("full")
    plan_id, _ = store.save_plan(session, changeable(session).model_dump_json())
    found = report(store, never, plan_id)
    assert [one.kept for one in found.written] == [False]
    assert texts().written.not_kept in told(found)
    assert "It took" not in told(found)


def test_passages_that_were_found_are_told_by_section(store: Store) -> None:
    found = kept_report(
        store, retrieved={"actions": ["p-1", "p-2"], "stop": [], "sources": ["p-1"]}
    )
    [section] = found.passages
    assert [(one.title, one.cited) for one in section.found] == [
        ("Test small", True),
        ("p-2", False),
    ]
    assert told(found).splitlines()[-2:] == [
        "  “Test small”, cited there",
        "  “p-2”, not cited there",
    ]


def test_hostile_words_are_shown_as_they_are_on_one_line_each(store: Store) -> None:
    session = store.create_session("full")
    plan = changeable(session)
    plan.title = plan.sections[1].title = HOSTILE
    plan.sections[1].statements[0] = Statement(text=HOSTILE, sources=[SuggestionSource()])
    plan.passages["p-1"].title = HOSTILE
    plan.report = Report(
        removed=1,
        problems=[
            Problem(section=HOSTILE, kind=HOSTILE, problem=HOSTILE),
            Problem(section="", kind=HOSTILE, problem=f"words from nowhere: {HOSTILE}"),
        ],
        retrieved={HOSTILE: [HOSTILE], "actions": ["p-1"]},
    )
    plan_id, _ = store.save_plan(session, plan.model_dump_json())
    found = report(store, never, plan_id)
    text = told(found)
    assert text == clean(text)
    assert "[/b] {{ 7*7 }} <script> {detail}" in text
    assert all("\n" not in line.text for part in parts(found) for line in part.lines)
    assert max(len(line) for line in text.splitlines()) < 1_000
    assert PlanReport.model_validate_json(found.model_dump_json()) == found


# Words


CHECKS = (claims, wording, tasks)


def _phrases(module: ModuleType) -> Iterator[str]:
    """Yield what the functions of a module return as a problem, with {} for what differs."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.FunctionDef) and ast.unparse(node.returns or node) == "str | None":
            for one in ast.walk(node):
                if isinstance(one, ast.Return) and one.value is not None:
                    yield from _texts(one.value)


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    elif isinstance(node, ast.IfExp):
        yield from [*_texts(node.body), *_texts(node.orelse)]
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value)


def test_every_problem_of_the_checks_has_plain_words_and_no_other_has() -> None:
    found = {phrase for module in CHECKS for phrase in _phrases(module)}
    assert {"no source", "the number {} has no source", "too long", "{} words"} <= found
    assert found | {"unreadable: {}"} == set(texts().problems)


def test_every_task_of_the_model_has_a_name() -> None:
    assert set(texts().tasks) == set(tasks.NAMES)


@pytest.mark.parametrize("phrase", texts().problems)
def test_a_problem_is_told_in_a_plain_sentence(phrase: str) -> None:
    says = reason(phrase.replace("{}", "7"))
    assert says != phrase
    assert says[0].isupper()
    assert says.endswith(".")
    assert "{" not in says
    assert reading_grade(says) <= 8


@given(st.text())
def test_any_problem_is_one_clean_line(problem: str) -> None:
    for text in (reason(problem), reason(f"words from nowhere: {problem}")):
        assert "\n" not in text
        assert text == clean(text)


@pytest.mark.parametrize(("seconds", "says"), [(0.2, "less than a second"), (1.2, "1 second.")])
def test_the_time_is_told(seconds: float, says: str, store: Store) -> None:
    assert says in told(kept_report(store, seconds=seconds))


def test_a_quote_of_another_answer_is_found(store: Store, drafted: Plan) -> None:
    source = AnswerSource(turn=3, quote=QUOTE)
    changed(store, drafted, "actions", 1, sources=[source])
    problems = report(store, shelf(passage(1)), drafted.id).checked.problems
    assert "a quote that is not in the answer" in {one.problem for one in problems}
