from __future__ import annotations

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
