"""Days of a plan's next version: counted from the day of the review, put into kept statements."""

from __future__ import annotations

import datetime as dt
import re

from coach.plan.calendar import Calendar
from coach.plan.dates import MONTHS, after, named, written
from coach.plan.model import AnswerSource, Plan, Statement
from coach.plan.redating import days_of, with_days

_NOT_A_WEEKDAY = re.compile(
    rf"\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening)|{'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)


def next_calendar(today: dt.date, *, step: str, talk: str, rhythm: str) -> Calendar:
    """Return the days that follow from the day of the review.

    Args:
        today: The day of the review.
        step: Words about the first step.
        talk: Words about the next talk.
        rhythm: Words about when the owner wants to look at the plan ("in three weeks").
    """
    again = rhythm if after(rhythm, today) else ""
    return Calendar.of(today, step=step, talk=talk, review=again)


def still_ahead(statement: Statement | None, today: dt.date) -> str:
    """Return words of a kept statement that still name a coming day: a bare day of the week.

    "Tomorrow" and "on 3 May" were said at the interview, and mean a day that is over.
    """
    if statement is None:
        return ""
    quotes = [s.quote for s in statement.sources if isinstance(s, AnswerSource)]
    text = ". ".join(quotes)
    return text if named(text, today) and not _NOT_A_WEEKDAY.search(text) else ""


def redated(statement: Statement, section: str, plan: Plan, calendar: Calendar) -> Statement:
    """Return a kept statement with the plan's new days in place of the old ones.

    Only days that the plan set itself are changed, never one inside the owner's words.
    """
    new = {
        "first_step": calendar.first,
        "conversation": calendar.talk,
        "baseline_start": calendar.count_start,
        "baseline_end": calendar.count_end,
        "study": calendar.study,
        "act": calendar.act,
    }
    unnamed = {"first_step": not calendar.named_first, "conversation": not calendar.named_talk}

    def say(name: str, word: str) -> str:
        word = "by " if word and unnamed.get(name) else word
        return word + (written(calendar.today) if name == "today" else calendar.say(new[name]))

    moved = with_days(statement, section, days_of(plan), say)
    if moved is not statement and moved.kind == "actions.first" and not calendar.named_first:
        return moved.model_copy(update={"kind": "actions.first_by"})
    return moved
