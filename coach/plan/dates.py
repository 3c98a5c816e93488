"""Days that the plan sets: found in the employee's words, or counted from today."""

from __future__ import annotations

import datetime as dt
import re

from coach.text import with_latin

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January February March April May June July August September October November December"
).split()

FREE = ((12, 25), (12, 26), (1, 1))
"""Months and days on which most offices are closed, in most countries where people read this."""
_NOT_AHEAD = r"(?<!last )(?<!every )(?<!each )(?<!since )(?<!past )(?<!most )"
_DAY = re.compile(
    rf"{_NOT_AHEAD}\b(?:(?P<next>next|the following)\s+)?(?P<day>{'|'.join(DAYS)})\b", re.IGNORECASE
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_DAY_OF_MONTH = re.compile(
    rf"\b(?:on )?(?:the )?(?P<which>{'|'.join(_ORDINALS)}) (?P<day>{'|'.join(DAYS)}) of (?:the|each"
    r"|every|next) month\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(r"\b(?:no|rather|instead|too (?:soon|late|early|busy))\b", re.IGNORECASE)
"""What stands between two days of which the second takes the place of the first."""
_TOMORROW = re.compile(r"\b(?P<two>the day after )?tomorrow\b", re.IGNORECASE)
_TODAY = re.compile(
    r"(?<!from )\b(?:today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE
)
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in MONTHS)
_DATE = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\.?(?: of)? (?P<m1>{_MONTH})"
    rf"|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?P<part>start|beginning|end) of (?:the |this )?(?P<unit>month|quarter|year)\b"
    rf"|\b(?P<part_of>start|beginning|middle|end) of (?P<month>{_MONTH})\b",
    re.IGNORECASE,
)
_PARTS = {"start": 1, "beginning": 1, "middle": 15, "end": 31}
_UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "a couple of": 2, "a few": 3,
}  # fmt: skip
_COUNT = "|".join(sorted(_COUNTS, key=len, reverse=True))
_SPAN = re.compile(
    rf"\b(?:in|after|for|within)\s+(?:about\s+)?(?P<count>\d{{1,2}}|{_COUNT})\s+"
    rf"(?P<unit>day|week|month|{'|'.join(DAYS)})s?\b|\bnext\s+(?P<next>week|month)\b"
    rf"|^\W*(?:(?:about|maybe|perhaps|say)\s+)?(?P<bare>\d{{1,2}}|{_COUNT})\s+"
    r"(?P<bare_unit>day|week|month)s?(?: trial| test)?\W*$",
    re.IGNORECASE,
)
"""A time that is named alone, with what leads to it or as the whole answer ("three weeks")."""
_FROM = re.compile(
    rf"\b(?P<count>\d{{1,2}}|{_COUNT})\s+(?P<unit>day|week|month)s?\s+"
    rf"(?:(?:from|after) (?P<start>today|tomorrow|now|then|{'|'.join(DAYS)})|later|hence)\b"
    rf"|\b(?P<day>today|tomorrow|{'|'.join(DAYS)}) week\b",
    re.IGNORECASE,
)
"""A time counted from a day: "a week from Monday", "21 days later", "Tuesday week"."""
_UNIT_DAYS = {"day": 1, "week": 7, "month": 28}
_SAID_ON = re.compile(
    rf"\b(?:told|said|asked|rang|called|phoned|wrote|mentioned)\b[^.;]{{0,30}}?"
    rf"\b(?P<when>on (?:{'|'.join(DAYS)}))\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    rf"\b(?:last (?:{'|'.join(DAYS)}|week|month|year|spring|summer|autumn|winter|night|time)"
    rf"|yesterday|this morning|(?:\w+ )?(?:days?|weeks?|months?|years?) ago"
    rf"|(?:in|last) (?:spring|summer|autumn|winter|{'|'.join(MONTHS)}))\b",
    re.IGNORECASE,
)


def written(day: dt.date, today: dt.date | None = None) -> str:
    """Return a day as people write it, without the year when it is the year of ``today``.

    ``Thursday 26 November``, or ``Thursday 26 November 2026``.
    """
    year = "" if today is not None and day.year == today.year else f" {day.year}"
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def working_day(day: dt.date) -> dt.date:
    """Return ``day``, or the next one that is no weekend and none of the days in ``FREE``."""
    while day.weekday() > 4 or (day.month, day.day) in FREE:
        day += dt.timedelta(days=1)
    return day


def named(text: str, today: dt.date, *, since: dt.date | None = None) -> dt.date | None:
    """Return the first coming day that ``text`` names, or None.

    A weekday that lies behind ("last Tuesday") or comes back ("every Monday") names none; one of
    the month ("the first Tuesday of the month") names the next one.

    Args:
        text: The words.
        today: The day on which they are read.
        since: The day from which "three weeks later" counts; ``today`` when None.
    """
    text = with_latin(text)
    if match := _FROM.search(text):
        return _counted_from(match, today, since or today)
    if match := _DATE.search(text):
        month = (match["m1"] or match["m2"])[:3].title()
        return _coming(int(match["d1"] or match["d2"]), month, today)
    if match := _PART.search(text):
        return _part_of(match, today)
    if match := _TOMORROW.search(text):
        return today + dt.timedelta(days=2 if match["two"] else 1)
    if match := _DAY_OF_MONTH.search(text):
        which, weekday = _ORDINALS[match["which"].lower()], DAYS.index(match["day"].title())
        return _day_of_month(which, weekday, today)
    if match := _chosen_day(text):
        ahead = (DAYS.index(match["day"].title()) - today.weekday()) % 7 or 7
        return today + dt.timedelta(days=ahead)
    return today if _TODAY.search(text) else None


def _chosen_day(text: str) -> re.Match[str] | None:
    """Return the weekday that a text names; the last one where others were taken back.

    "Monday, no, Monday she has the exam board. Tuesday then."
    """
    found = list(_DAY.finditer(text))
    if len(found) > 1 and _TAKEN_BACK.search(text, found[0].end(), found[-1].start()):
        return found[-1]
    return found[0] if found else None


def _part_of(match: re.Match[str], today: dt.date) -> dt.date:
    """Return the working day that "the end of the quarter" or "the start of January" means.

    Quarters and years are those of the calendar.
    """
    day = _PARTS[(match["part"] or match["part_of"]).lower()]
    unit = (match["unit"] or "year").lower()
    month, year = today.month, today.year
    if match["month"]:
        title = match["month"][:3].title()
        month = next(i for i, name in enumerate(MONTHS, 1) if name.startswith(title))
    elif unit != "month":
        months = _UNIT_MONTHS[unit]
        first = month - (month - 1) % months
        month = first + months - 1 if day > 1 else first
    found = _in_month(year, month, day)
    while found <= today:
        ahead = month - 1 + _UNIT_MONTHS[unit]
        year, month = year + ahead // 12, ahead % 12 + 1
        found = _in_month(year, month, day)
    return working_day(found)


def _in_month(year: int, month: int, day: int) -> dt.date:
    last = (dt.date(year, month, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return min(last, dt.date(year, month, min(day, last.day)))


def _counted_from(match: re.Match[str], today: dt.date, since: dt.date) -> dt.date:
    start = (match["start"] or match["day"] or "").lower()
    ahead = {"tomorrow": 1}.get(start, 0)
    if start.title() in DAYS:
        ahead = (DAYS.index(start.title()) - today.weekday()) % 7 or 7
    days = _UNIT_DAYS["week"] if match["day"] else _days(match["count"], match["unit"])
    if not start:
        return working_day(since + dt.timedelta(days=days))
    return today + dt.timedelta(days=ahead + days)


def _days(count: str, unit: str) -> int:
    word = count.lower()
    number = int(word) if word.isdigit() else _COUNTS[word]
    return number * _UNIT_DAYS.get(unit.lower(), 7)  # "after four Mondays"


def after(text: str, start: dt.date) -> dt.date | None:
    """Return the working day after the time that ``text`` names ("in a month"), or None.

    Args:
        text: The words.
        start: The day from which the time counts.
    """
    match = _SPAN.search(with_latin(text))
    if match is None:
        return None
    if match["next"]:
        days = _UNIT_DAYS[match["next"].lower()]
    else:
        days = _days(match["count"] or match["bare"], match["unit"] or match["bare_unit"])
    return working_day(start + dt.timedelta(days=days))


def past_words(text: str) -> str | None:
    """Return the words of ``text`` that say when something was ("last Tuesday"), or None."""
    if match := _PAST.search(text):
        return match.group()
    match = _SAID_ON.search(text)
    return match["when"] if match else None


def _coming(day: int, month: str, today: dt.date) -> dt.date | None:
    number = next(i for i, name in enumerate(MONTHS, 1) if name.startswith(month))
    for year in (today.year, today.year + 1):
        try:
            found = dt.date(year, number, day)
        except ValueError:
            return None
        if found >= today:
            return found
    return None


def _day_of_month(which: int, weekday: int, today: dt.date) -> dt.date:
    """Return the next day that is, for example, the second Tuesday of its month."""
    start = today.replace(day=1)
    while True:
        following = (start + dt.timedelta(days=32)).replace(day=1)
        days = [start + dt.timedelta(days=n) for n in range((following - start).days)]
        same = [day for day in days if day.weekday() == weekday]
        found = same[which - 1 if which > 0 else which]
        if found > today:
            return found
        start = following
