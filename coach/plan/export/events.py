"""The plan's days as a calendar file (RFC 5545).

Days are all-day events. Where the employee named a time they are at that time wherever the
calendar is ("floating"), which is right for the owner of the plan. An event of a later version of
the plan takes the place of the earlier one: its id is the same and its sequence higher.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from coach.llm.prompts import render
from coach.plan.dates import written
from coach.plan.export.labels import labels
from coach.plan.export.page import QUESTION, plain
from coach.plan.export.times import clock_time
from coach.plan.model import DateKind, Plan, PlanDate

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Coach//Customer-focus plan//EN"
MEETING = dt.timedelta(minutes=30)
REMINDER_ALL_DAY = dt.timedelta(hours=-15)
"""A reminder at nine in the morning of the day before."""
REMINDER_TIMED = dt.timedelta(hours=-1)

_ABOUT: dict[DateKind, tuple[str, ...]] = {
    "first_step": (
        "actions.first",
        "actions.first_by",
        "actions.ask",
        "actions.find",
        "actions.needs",
    ),
    "conversation": (
        "conversation.next",
        "conversation.someday",
        "conversation.ask",
        "conversation.invitation",
        QUESTION,
    ),
    "baseline_start": ("requirements.measure", "requirements.guess", "requirements.definition"),
    "baseline_end": ("requirements.count", "requirements.target"),
    "study": ("review.study", "actions.sign", "actions.expect"),
    "act": ("review.act", "actions.adapt"),
}
"""The kinds of statements that describe each event."""
_TIMED: dict[DateKind, str] = {
    "first_step": "actions.first",
    "conversation": "conversation.next",
}
"""Kinds of statements in which the employee named the day, and maybe a time."""


def to_ics(plan: Plan) -> bytes:
    """Return the calendar file of a plan."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", labels().calendar.name)
    for date in plan.dates:
        calendar.add_component(_event(plan, date))
    return bytes(calendar.to_ical())


def _event(plan: Plan, date: PlanDate) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_OID, f"{plan.id or plan.session}/{date.kind}")))
    event.add("sequence", plan.version)
    event.add("dtstamp", plan.created.astimezone(dt.timezone.utc))
    event.add("summary", plain(date.title))
    event.add("description", _description(plan, date))
    time = _time(plan, date)
    if time is None:
        event.add("dtstart", date.day)
        event.add("dtend", date.day + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        _add_reminder(event, REMINDER_ALL_DAY)
    else:
        start = dt.datetime.combine(date.day, time)
        event.add("dtstart", start)
        event.add("dtend", start + MEETING)
        _add_reminder(event, REMINDER_TIMED)
    return event


def _add_reminder(event: Event, before: dt.timedelta) -> None:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", str(event["summary"]))
    alarm.add("trigger", before)
    event.add_component(alarm)


def _description(plan: Plan, date: PlanDate) -> str:
    """Return the plan's statements about a day, the questions with their numbers."""
    lines: list[str] = []
    number = 0
    for kind in _ABOUT[date.kind]:
        for statement in plan.statements(kind):
            text = plain(statement.text)
            if kind == QUESTION:
                number += 1
                text = f"{number}. {text}"
            lines += ["", labels().questions, text] if kind == QUESTION and number == 1 else [text]
    given = {"version": plan.version, "day": written(plan.created.date())}
    return "\n".join([*lines, "", render(labels().calendar.footer, given)]).strip()


def _time(plan: Plan, date: PlanDate) -> dt.time | None:
    """Return the time that the employee named together with the day."""
    kind = _TIMED.get(date.kind)
    found = (
        clock_time(source.quote)
        for statement in (plan.statements(kind) if kind else [])
        for source in statement.sources
        if source.type == "answer"
    )
    return next((time for time in found if time is not None), None)
