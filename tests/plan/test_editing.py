from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checking.claims import Ground
from coach.errors import NotFoundError, UsageError
from coach.plan.checking import problems
from coach.plan.editing import added, deleted, edited, moved, reworded
from coach.plan.editing_texts import texts
from coach.plan.export.data import to_json
from coach.plan.model import AnswerSource, Plan, SuggestionSource
from coach.plan.scoring import score
from tests.plan.changes import ADAPT, CAUSE, FIRST, QUOTE, TIP, TODAY, changeable, lines, statement


def edit(plan: Plan, number: int, text: str, section: str = "actions") -> Plan:
    return edited(plan, section, number, text, today=TODAY)


def test_an_edited_line_is_the_owners() -> None:
    before = changeable()
    plan = edit(before, 2, f"“{QUOTE}”, so I note each trip.")
    changed = statement(plan, 2)
    assert changed.text == f"“{QUOTE}”, so I note each trip."
    assert changed.edited
    assert changed.was == CAUSE
    assert changed.kind == "actions.cause"
    assert changed.sources == [AnswerSource(turn=5, quote=QUOTE)], "no longer the coach's idea"
    assert lines(before)[1] == CAUSE, "the plan that was given is as it was"
    assert plan.change is not None
    assert (plan.change.kind, plan.change.section) == ("edited", "actions")
    again = statement(edit(plan, 2, "I note each trip."), 2)
    assert again.was == CAUSE, "what was drafted, not what was typed in between"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("The keys hang in another building and I count the trips.", True),  # what it is about
        ("I bring bread for everybody on Monday.", False),
    ],
)
def test_a_quote_stays_a_source_while_the_line_is_about_it(text: str, holds: bool) -> None:
    sources = statement(edit(changeable(), 2, text), 2).sources
    assert sources == ([AnswerSource(turn=5, quote=QUOTE)] if holds else [])


def test_a_passage_stays_cited_only_while_nothing_is_put_in_its_mouth() -> None:
    plan = edit(changeable(), 4, "From the library, “Test small”: “Ask one person.”")
    assert [s.type for s in statement(plan, 4).sources] == ["passage"]
    plan = edit(changeable(), 4, "I ask the shift lead about old invoices.")
    assert statement(plan, 4).sources == []
    assert plan.passages == {}
    assert lines(plan, "sources") == []


def test_the_owners_words_pass_the_checks_and_keep_the_score() -> None:
    plan = edit(changeable(), 3, "I ask Kasimir 17 things and leverage synergies.")
    assert problems(statement(plan, 3), Ground(answers={})) == []
    traceable = {point.id: point.points for point in score(plan).points}["traceable"]
    assert traceable == 2


def test_a_day_that_the_owner_changes_changes_in_the_calendar() -> None:
    def days(plan: Plan) -> list[dt.date]:
        return [date.day for date in plan.dates]

    plan = edit(changeable(), 1, FIRST.replace("Thursday 7 May", "Friday 8 May"))
    assert days(plan) == [dt.date(2026, 5, 8), dt.date(2026, 5, 15)]
    assert days(edit(changeable(), 1, "I ask Noor on Wednesday.")) == [
        dt.date(2026, 5, 6),
        dt.date(2026, 5, 15),
    ]
    assert days(edit(changeable(), 1, "I ask Noor which key she needs.")) == days(changeable())
    assert days(edit(changeable(), 2, "I note trips from Friday 8 May.")) == days(changeable())


def test_nothing_changes_when_the_words_are_the_same() -> None:
    plan = changeable()
    assert edit(plan, 2, f"  {CAUSE}\n") is plan
    assert moved(plan, "actions", 2, 2) is plan
    assert reworded(plan, "actions", {}) is plan


def test_an_own_line_takes_its_place() -> None:
    plan = added(changeable(), "actions", "I hang the keys in the van.", at=2)
    assert lines(plan) == [FIRST, "I hang the keys in the van.", CAUSE, ADAPT, TIP]
    assert statement(plan, 2).edited
    assert statement(plan, 2).sources == []
    assert lines(added(changeable(), "actions", "Last."))[-1] == "Last."
    assert lines(added(changeable(), "work", "I drive.")) == lines(changeable())
    assert lines(added(changeable(), "work", "I drive."), "work") == ["I drive."]


def test_a_deleted_line_is_remembered_by_what_was_drafted() -> None:
    plan = deleted(edit(changeable(), 2, "I note trips."), "actions", 2)
    assert lines(plan) == [FIRST, ADAPT, TIP]
    assert plan.left_out == [CAUSE]
    own = added(changeable(), "work", "I drive.")
    assert deleted(own, "work", 1).left_out == []
    assert lines(deleted(own, "work", 1), "work") == []
    without_tip = deleted(changeable(), "actions", 4)
    assert without_tip.passages == {}
    assert lines(without_tip, "sources") == []


def test_a_line_moves_within_its_section() -> None:
    assert lines(moved(changeable(), "actions", 1, 3)) == [CAUSE, ADAPT, FIRST, TIP]
    assert lines(moved(changeable(), "actions", 4, 1)) == [TIP, FIRST, CAUSE, ADAPT]


def test_a_rewording_keeps_the_sources_and_is_not_the_owners() -> None:
    plan = reworded(changeable(), "actions", {3: "If not, I stop it and ask Noor."})
    changed = statement(plan, 3)
    assert changed.text == "If not, I stop it and ask Noor."
    assert changed.sources == [SuggestionSource()]
    assert (changed.edited, changed.was) == (False, ADAPT)


@pytest.mark.parametrize("number", [0, -1, 5])
def test_a_line_that_is_not_there(number: int) -> None:
    plan = changeable()
    with pytest.raises(NotFoundError, match="no line"):
        edit(plan, number, "x")
    with pytest.raises(NotFoundError, match="no line"):
        deleted(plan, "actions", number)
    with pytest.raises(NotFoundError, match="no line"):
        moved(plan, "actions", 1, number)
    with pytest.raises(NotFoundError, match="no line"):
        reworded(plan, "actions", {number: "x"})
    with pytest.raises(NotFoundError, match="no line"):
        added(plan, "actions", "x", at=number + (number == 5))


def test_a_section_that_is_not_there_and_one_that_cannot_be_changed() -> None:
    with pytest.raises(NotFoundError, match="no part 'x"):
        added(changeable(), "x[/b]\x1b[2J", "words")
    with pytest.raises(UsageError, match="sources"):
        deleted(changeable(), "sources", 1)


@pytest.mark.parametrize("text", ["", "   \n", "…!", "x" * 1001])
def test_words_that_are_none_or_too_many(text: str) -> None:
    with pytest.raises(UsageError):
        edit(changeable(), 1, text)
    with pytest.raises(UsageError):
        added(changeable(), "actions", text)


@given(st.text(max_size=1200))
def test_whatever_is_typed_is_one_clean_line_or_refused(text: str) -> None:
    try:
        plan = added(changeable(), "actions", text)
    except UsageError:
        return
    line = lines(plan)[-1]
    assert line
    assert len(line) <= texts().limit
    assert line == " ".join(line.split())
    assert "\x1b" not in line


def test_exported_data_has_no_words_that_were_taken_out() -> None:
    plan = deleted(edit(changeable(), 2, "I note trips."), "actions", 3)
    data = to_json(plan)
    assert "I note trips." in data
    assert CAUSE not in data
    assert ADAPT not in data
    assert lines(Plan.model_validate_json(data)) == lines(plan)
