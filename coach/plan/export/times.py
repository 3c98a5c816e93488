"""Times of day that the employee named, for calendars."""

from __future__ import annotations

import datetime as dt
import re

_NOON = re.compile(r"\b(?:noon|midday)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d.,:])(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?![\d:])\s*(?P<half>[ap]\.?m\b)?"
    r"|\bat\s(?P<dotted>\d{1,2})\.(?P<dotted_minute>[0-5]\d)(?!\d)\s*(?P<dotted_half>[ap]\.?m\b)?"
    r"|(?<![\d.,:])(?P<plain>\d{1,2})\s?(?P<plain_half>[ap]\.?m\b)"
    r"|\bat\s(?P<at>\d{1,2})(?=\s*(?:o['’]?clock\b|sharp\b|[,;.!?)”]|$|on\b|in\sthe\b|with\b))",
    re.IGNORECASE,
)
_FIRST_CERTAIN = 7
"""Hours below this are left open unless the words say which half of the day is meant."""


def clock_time(text: str) -> dt.time | None:
    """Return the first time of day that ``text`` names, or None.

    "at 2" may be either half of the day and is none; "2 pm", "at 2 in the afternoon", "14:30",
    "at 9" and "noon" are times.
    """
    match = _CLOCK.search(text)
    if match is None:
        return dt.time(12) if _NOON.search(text) else None
    got = match.groupdict()
    hour = int(next(got[name] for name in ("hour", "dotted", "plain", "at") if got[name]))
    minute = int(got["minute"] or got["dotted_minute"] or 0)
    half = got["half"] or got["dotted_half"] or got["plain_half"] or _half(text)
    if half and 1 <= hour <= 12:
        return dt.time(hour % 12 + (12 if half[0] in "pP" else 0), minute)
    if not _FIRST_CERTAIN <= hour <= 23:
        return None
    return dt.time(hour, minute)


def _half(text: str) -> str:
    """Return which half of the day other words name."""
    if re.search(r"\b(?:in the|that|this) (?:afternoon|evening)\b", text, re.IGNORECASE):
        return "pm"
    return "am" if re.search(r"\bin the morning\b", text, re.IGNORECASE) else ""
