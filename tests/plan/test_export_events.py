from __future__ import annotations

import datetime as dt

import ics
import pytest
from icalendar import Calendar

from coach.plan.export.events import to_ics
from coach.plan.model import Plan
from tests.plan import exports, people
from tests.plan.drafts import plan_of

ZONES = ("Europe/Berlin", "America/New_York", "UTC")


def saved(plan: Plan, version: int = 1) -> Plan:
    return plan.model_copy(update={"id": "p-7", "version": version})


def events(plan: Plan) -> dict[str, Calendar]:
    calendar = Calendar.from_ical(to_ics(plan))
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def test_every_day_of_the_plan_is_an_event_of_that_day() -> None:
    plan = saved(exports.nurse())
    found = sorted((e.decoded("DTSTART"), str(e["SUMMARY"])) for e in events(plan).values())
    assert found == sorted((date.day, date.title) for date in plan.dates)
    for event in events(plan).values():
        assert event.decoded("DTEND") - event.decoded("DTSTART") == dt.timedelta(days=1)
        assert event["TRANSP"] == "TRANSPARENT"


def test_a_second_reader_finds_the_same_days_and_the_questions() -> None:
    plan = saved(exports.nurse())
    calendar = ics.Calendar(to_ics(plan).decode("utf-8"))
    assert sorted((e.begin.date(), e.name) for e in calendar.events) == sorted(
        (date.day, date.title) for date in plan.dates
    )
    assert all(event.all_day for event in calendar.events)
    talk = next(event for event in calendar.events if event.name == "Talk with Marta")
    for kind in ("conversation.invitation", "conversation.question"):
        for statement in plan.statements(kind):
            assert statement.text in (talk.description or "")
    assert "6. What should I have asked you?" in (talk.description or "")


def timed() -> Plan:
    someone = people.person(
        ("focus", "Ana", [people.Noted("customer", "Ana")]),
        (
            "conversation",
            "A coffee on Wednesday at 14:30",
            [people.Noted("next", "A coffee on Wednesday at 14:30")],
        ),
    )
    return saved(plan_of(someone))


@pytest.mark.parametrize("zone", ZONES)
def test_a_named_time_is_that_time_wherever_the_calendar_is(
    zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    plan = timed()
    talk = next(e for e in events(plan).values() if str(e["SUMMARY"]) == "Talk with Ana")
    start = talk.decoded("DTSTART")
    assert start == dt.datetime(2026, 11, 25, 14, 30)
    assert start.tzinfo is None
    assert b"DTSTART:20261125T143000\r\n" in to_ics(plan)
    read = ics.Calendar(to_ics(plan).decode("utf-8"))
    begin = next(event.begin for event in read.events if event.name == "Talk with Ana")
    assert (begin.hour, begin.minute) == (14, 30)


def test_a_day_that_nobody_named_has_no_time() -> None:
    someone = people.person(
        ("focus", "Ana", [people.Noted("customer", "Ana")]),
        ("conversation", "at 14:30 some day", [people.Noted("next", "at 14:30 some day")]),
    )
    assert b"T143000" not in to_ics(saved(plan_of(someone)))


def test_a_later_version_takes_the_place_of_the_earlier_one() -> None:
    plan = exports.nurse()
    first, second = events(saved(plan)), events(saved(plan, 2))
    assert first.keys() == second.keys()
    assert len(first) == len(plan.dates)
    assert {int(e["SEQUENCE"]) for e in first.values()} == {1}
    assert {int(e["SEQUENCE"]) for e in second.values()} == {2}
    other = events(saved(plan).model_copy(update={"id": "p-8"}))
    assert not first.keys() & other.keys()


def test_hostile_words_are_text_and_lines_are_folded() -> None:
    plan = exports.hostile()
    data = to_ics(plan)
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    every = list(events(plan).values())
    assert len(every) == len(plan.dates)
    assert {str(e["SUMMARY"]) for e in every} == {f"{exports.CONTROL_SHOWN} {exports.SIGNS}"}
    described = " ".join(str(event["DESCRIPTION"]) for event in every)
    assert exports.TYPST in described
    assert len(ics.Calendar(data.decode("utf-8")).events) == len(every)


def test_a_reminder_comes_before_each_event() -> None:
    for event in events(saved(timed())).values():
        [alarm] = event.walk("VALARM")
        assert alarm["ACTION"] == "DISPLAY"
        assert alarm.decoded("TRIGGER") < dt.timedelta(0)
