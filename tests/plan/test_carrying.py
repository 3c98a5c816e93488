from __future__ import annotations

import pytest

from coach.plan.carrying import carried
from coach.plan.editing import added, deleted, edited, moved, reworded
from coach.plan.model import LEARNED, AnswerSource, Measurement, Plan, Section, Statement
from tests.plan.changes import ADAPT, CAUSE, FIRST, TIP, TODAY, changeable, lines, statement


def other_day(plan: Plan) -> Plan:
    """Return the plan as it is drafted a week later."""
    return Plan.model_validate_json(plan.model_dump_json().replace("7 May", "14 May"))


def test_own_words_stand_in_place_of_what_they_replaced() -> None:
    mine = edited(changeable(), "actions", 2, "I note trips.", today=TODAY)
    assert lines(carried(mine, changeable())) == [FIRST, "I note trips.", ADAPT, TIP]
    assert statement(carried(mine, changeable()), 2).edited


def test_own_words_replace_the_same_line_with_another_day() -> None:
    mine = edited(changeable(), "actions", 1, "On Thursday I ask Noor.", today=TODAY)
    plan = carried(mine, other_day(changeable()))
    assert lines(plan) == ["On Thursday I ask Noor.", CAUSE, ADAPT, TIP]


def test_an_own_line_stays_where_it_stood() -> None:
    for place, expected in ((1, 0), (3, 2), (5, 4)):
        mine = added(changeable(), "actions", "I hang up the keys.", at=place)
        assert lines(carried(mine, changeable())).index("I hang up the keys.") == expected
    mine = added(changeable(), "work", "I drive.")
    assert lines(carried(mine, changeable()), "work") == ["I drive."]


def test_own_words_stay_when_nothing_like_them_is_drafted() -> None:
    mine = edited(changeable(), "actions", 2, "I note trips.", today=TODAY)
    fresh = changeable()
    fresh.sections[1].statements = fresh.sections[1].statements[:1]
    assert lines(carried(mine, fresh)) == [FIRST, "I note trips."]


def test_deleted_moved_and_reworded_lines_stay_so() -> None:
    mine = deleted(changeable(), "actions", 3)
    mine = moved(mine, "actions", 1, 2)
    assert lines(carried(mine, changeable())) == [CAUSE, FIRST, TIP]
    mine = reworded(changeable(), "actions", {3: "If not, I ask Noor."})
    assert lines(carried(mine, changeable())) == [FIRST, CAUSE, "If not, I ask Noor.", TIP]
    fresh = changeable()
    fresh.sections[1].statements.pop(2)
    assert lines(carried(mine, fresh)) == [FIRST, CAUSE, TIP], "its line is drafted no more"


def test_a_passage_of_an_own_line_stays_in_the_list_of_sources() -> None:
    mine = edited(
        changeable(), "actions", 4, "From the library, “Test small”: “Ask one person.”", today=TODAY
    )
    fresh = deleted(changeable(), "actions", 4)
    plan = carried(mine, fresh)
    assert [*plan.passages] == ["p-1"]
    assert lines(plan, "sources") == ["Test small. Jo Writer, A Book."]


def test_what_reviews_brought_stays() -> None:
    before = changeable()
    log = Section(id=LEARNED, title="Learned", statements=[Statement(text="It works.")])
    before.sections.insert(2, log)
    source = AnswerSource(turn=9, quote="7 of 10")
    before.measurements = [
        Measurement(day=TODAY, what="trips", value=7, of=10, unit="", source=source)
    ]
    plan = carried(before, changeable())
    assert [section.id for section in plan.sections] == ["work", "actions", LEARNED, "sources"]
    assert plan.measurements == before.measurements


def test_without_own_changes_the_draft_is_as_it_is() -> None:
    plan = carried(changeable(), other_day(changeable()))
    assert plan.sections == other_day(changeable()).sections
    assert plan.change is not None
    assert plan.change.kind == "drafted"


# What reviews did


def reviewed(plan: Plan, number: int, text: str, kind: str = "") -> Plan:
    """Return the plan with a review's words in place of a line of the actions."""
    plan = plan.model_copy(deep=True)
    before = statement(plan, number)
    new = {"text": text, "was": before.text, "reviewed": True, "kind": kind or before.kind}
    plan.sections[1].statements[number - 1] = before.model_copy(update=new)
    return plan


def left_out(plan: Plan, number: int) -> Plan:
    """Return the plan without a line of the actions that a review left out."""
    plan = plan.model_copy(deep=True)
    plan.left_out.append(plan.sections[1].statements.pop(number - 1).text)
    return plan


@pytest.mark.parametrize("draft", [changeable(), other_day(changeable())])
def test_what_a_review_changed_stands_in_place_of_the_old_line(draft: Plan) -> None:
    mine = reviewed(changeable(), 1, "First step, by me, by Monday 11 May: “I watch Noor”.")
    plan = carried(mine, draft)
    assert lines(plan)[0] == "First step, by me, by Monday 11 May: “I watch Noor”."
    assert FIRST not in lines(plan)
    assert statement(plan, 1).reviewed
    again = carried(plan, draft)
    assert lines(again) == lines(plan)


@pytest.mark.parametrize("draft", [changeable(), other_day(changeable())])
def test_what_a_review_stopped_is_not_drafted_again(draft: Plan) -> None:
    assert lines(carried(left_out(changeable(), 1), draft))[0] == CAUSE
    later = draft.model_copy(deep=True)
    later.sections[1].statements[0].text = FIRST.replace("First step, by me, on", "Later, after")
    assert not any("which key" in line for line in lines(carried(left_out(changeable(), 1), later)))


def test_news_of_a_review_stay_where_they_stood() -> None:
    mine = changeable()
    quote = AnswerSource(turn=9, quote="I go on with the list")
    new = Statement(text=f"I go on with this: “{quote.quote}”.", sources=[quote], reviewed=True)
    mine.sections[1].statements.insert(0, new)
    assert lines(carried(mine, changeable())) == [new.text, FIRST, CAUSE, ADAPT, TIP]


def test_days_stay_those_that_the_review_set() -> None:
    mine = reviewed(changeable(), 3, "If not, I ask Noor.")
    draft = other_day(changeable())
    draft.dates[0] = draft.dates[0].model_copy(update={"day": mine.dates[0].day.replace(day=14)})
    plan = carried(mine, draft)
    assert plan.dates == mine.dates
    assert lines(plan)[0] == FIRST
    assert carried(changeable(), draft).dates == draft.dates


def test_the_list_of_sources_goes_on_naming_the_reviews() -> None:
    mine, draft = changeable(), changeable()
    for plan, text in ((mine, "From the interview and its reviews."), (draft, "From it.")):
        told = Statement(text=text, kind="sources.answers", reviewed=plan is mine)
        plan.sections[2].statements.insert(0, told)
    assert lines(carried(mine, draft), "sources")[0] == "From the interview and its reviews."
