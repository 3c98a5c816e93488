"""Days of a plan's next version: counted from the day of the review, put into kept statements."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from coach.plan.calendar import Calendar
from coach.plan.dates import DAYS, MONTHS, after, named, written
from coach.plan.model import AnswerSource, Plan, Statement
from coach.text import fold_space

_WRITTEN = re.compile(
    rf"(?P<word>\b(?:on|by) )?\b(?:{'|'.join(DAYS)}) (?P<day>\d{{1,2}}) "
    rf"(?P<month>{'|'.join(MONTHS)})\b(?: (?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
_NOT_A_WEEKDAY = re.compile(
    rf"\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening)|{'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
_FIRST = ("first_step", "study", "conversation", "baseline_start", "baseline_end", "act")
_ORDER: dict[str, Sequence[str]] = {
    "actions": _FIRST,
    "stop": _FIRST,
    "conversation": ("conversation", *_FIRST),
    "suppliers": _FIRST,
    "requirements": ("baseline_start", "baseline_end", "study", *_FIRST),
    "review": ("today", *_FIRST),
    "unknown": ("conversation", "baseline_end", *_FIRST),
}
"""Sections whose days are the plan's own, and which of them a day is when several fall on it."""
_PAST = frozenset({"requirements.counted", "requirements.baseline", "actions.later"})
"""Kinds that say what was."""


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
    if section not in _ORDER or statement.kind in _PAST or statement.kind.startswith("answered"):
        return statement
    text = fold_space(statement.text)
    quotes = {fold_space(s.quote) for s in statement.sources if isinstance(s, AnswerSource)}
    held = "|".join(f"“{re.escape(quote)}”" for quote in sorted(quotes, key=len, reverse=True))
    parts = re.split(f"({held})", text) if held else [text]
    old = _old_days(plan)
    for place in range(0, len(parts), 2):
        parts[place] = _WRITTEN.sub(
            lambda match: _instead(match, old, _ORDER[section], calendar), parts[place]
        )
    changed = "".join(parts)
    if changed == text:
        return statement
    kind = statement.kind
    if kind == "actions.first" and not calendar.named_first:
        kind = "actions.first_by"
    return statement.model_copy(update={"text": changed, "kind": kind})


def _old_days(plan: Plan) -> dict[str, dt.date]:
    return {"today": plan.created.date(), **{date.kind: date.day for date in plan.dates}}


def _instead(
    match: re.Match[str], old: Mapping[str, dt.date], order: Sequence[str], calendar: Calendar
) -> str:
    """Return the new day for one that is written in a statement, with the word before it."""
    new = {
        "first_step": calendar.first,
        "conversation": calendar.talk,
        "baseline_start": calendar.count_start,
        "baseline_end": calendar.count_end,
        "study": calendar.study,
        "act": calendar.act,
    }
    unnamed = {"first_step": not calendar.named_first, "conversation": not calendar.named_talk}
    name = next((name for name in order if _same(match, old.get(name))), None)
    if name is None and len(old) == 1:  # an older plan, which does not say what its days are
        name = next(name for name in order if name != "today")
    if name is None:
        return match.group()
    word = match["word"] or ""
    if word and unnamed.get(name):
        word = "by "
    return word + (written(calendar.today) if name == "today" else calendar.say(new[name]))


def _same(match: re.Match[str], day: dt.date | None) -> bool:
    """Return whether a written day is that day."""
    if day is None or (match["year"] and int(match["year"]) != day.year):
        return False
    return (int(match["day"]), match["month"].title()) == (day.day, MONTHS[day.month - 1])
