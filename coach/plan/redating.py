"""Days of a plan in its statements: put in place of others, or left out to compare two lines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from coach.plan.dates import DAYS, MONTHS
from coach.plan.model import AnswerSource, Plan, Statement
from coach.text import fold_space

_WRITTEN = re.compile(
    rf"(?P<word>\b(?:on|by) )?\b(?:{'|'.join(DAYS)}) (?P<day>\d{{1,2}}) "
    rf"(?P<month>{'|'.join(MONTHS)})\b(?: (?P<year>\d{{4}}))?",
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


def days_of(plan: Plan) -> dict[str, dt.date]:
    """Return the days that a plan sets by name, with the day on which it was written."""
    return {"today": plan.created.date(), **{date.kind: date.day for date in plan.dates}}


def with_days(
    statement: Statement, section: str, old: Mapping[str, dt.date], say: Callable[[str, str], str]
) -> Statement:
    """Return a statement with other days in place of those that its plan set.

    A day inside the owner's words is never changed, and neither is one that says what was.

    Args:
        statement: The statement.
        section: Id of its section.
        old: The days that the plan set, by name.
        say: Returns the new day of a name as it is written, given the word before it ("on ").
    """
    if section not in _ORDER or statement.kind in _PAST or statement.kind.startswith("answered"):
        return statement
    text = fold_space(statement.text)
    quotes = {fold_space(s.quote) for s in statement.sources if isinstance(s, AnswerSource)}
    held = "|".join(f"“{re.escape(quote)}”" for quote in sorted(quotes, key=len, reverse=True))
    parts = re.split(f"({held})", text) if held else [text]

    def instead(match: re.Match[str]) -> str:
        name = next((name for name in _ORDER[section] if _same(match, old.get(name))), None)
        if name is None and len(old) == 1:  # an older plan, which does not say what its days are
            name = next(name for name in _ORDER[section] if name != "today")
        return match.group() if name is None else say(name, match["word"] or "")

    for place in range(0, len(parts), 2):
        parts[place] = _WRITTEN.sub(instead, parts[place])
    changed = "".join(parts)
    return statement if changed == text else statement.model_copy(update={"text": changed})


def undated(text: str) -> str:
    """Return a text without its days, to compare lines of plans that were written apart."""
    return fold_space(_WRITTEN.sub(" ", text))


def _same(match: re.Match[str], day: dt.date | None) -> bool:
    """Return whether a written day is that day."""
    if day is None or (match["year"] and int(match["year"]) != day.year):
        return False
    return (int(match["day"]), match["month"].title()) == (day.day, MONTHS[day.month - 1])
