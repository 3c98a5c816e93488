"""Figures that the employee counted, read from their words; what is not clear is not guessed.

"7 of 10", "3", "12 minutes", "2,5", "70 %", "seven of ten", "3 December: 12; 10 December: 9". Not
read are ranges, clock times, limits ("at least five") and several numbers without a day each: who
typed them knows which figure is meant, and is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from coach.plan.dates import DAYS, MONTHS
from coach.text import clean, fold_space, with_latin

MAX_VALUE = 1e9
MAX_FIGURES = 20
MAX_UNIT_WORDS = 4
MAX_UNIT_LETTERS = 40
MAX_CHARACTERS = 1000
MAX_DAYS_BACK = 200
"""A day without a year that would be longer ago is more likely one that is still to come."""

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty""".split()
_SPELLED = {word: str(number) for number, word in enumerate(_SMALL)}
_SPELLED |= {word: str(n * 10) for n, word in enumerate("thirty forty fifty sixty".split(), 3)}
_SPELLED |= {"seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100"}
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_NUMBER = rf"{_FIGURE}|{'|'.join(sorted(_SPELLED, key=len, reverse=True))}"
_LEAD = (
    r"(?:(?:it was|there were|we had|i counted|we counted|counted|i had|a total of|in total|about"
    r"|around|roughly|approximately|approx\.?|exactly|~)\s+|[~=]\s*)*"
)
_ENTRY = re.compile(
    rf"{_LEAD}(?P<value>{_NUMBER}|none(?=\s+(?:out\s+)?of\s))(?![\d.,:]|\s*[-–—]\s*\d)"
    rf"(?:\s*(?:(?:out\s+)?of(?:\s+the)?\s+|/\s*)(?P<of>{_NUMBER})(?![\d.,:/]))?"
    r"\s*(?P<unit>%|[^\W\d_][^\d%,;:.!?()/“”\"]*)?[.!]?"
)
_THOUSAND_OR_DECIMAL = re.compile(r"\d+\.\d{3}")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_UNCLEAR = frozenset(_SPELLED) | frozenset(
    "or and to than not no but maybe between until from if last this next ago then later".split()
)
_PERCENT = frozenset(("%", "percent", "per cent", "pct"))
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS)
_DAY = re.compile(
    r"\b(?:on |by |until |last )?(?:"
    r"(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?:(?:{'|'.join(DAYS)}),? )?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\.?(?: of)? "
    rf"(?P<m1>{_MONTH})\b\.?(?:,? (?P<y1>\d{{4}}))?"
    rf"|(?:(?:{'|'.join(DAYS)}),? )?(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"(?:,? (?P<y2>\d{4})\b)?"
    rf"|(?P<weekday>{'|'.join(DAYS)})|(?P<word>today|yesterday))\b",
    re.IGNORECASE,
)
_APART = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_AROUND = " \t:,()-–—"


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        day: When it was counted.
        value: The number.
        of: The whole that it is a part of, or None.
        unit: What is counted, as it was said; ``%`` for per cent; empty when not said.
    """

    day: dt.date
    value: float
    of: float | None
    unit: str


def figures(text: str, today: dt.date) -> list[Figure]:
    """Return the figures of ``text``; none when it cannot be read without guessing.

    Args:
        text: What the employee typed.
        today: The day of a single figure without one. Days in the future are not read.
    """
    if len(text) > MAX_CHARACTERS:
        return []
    lines = [fold_space(part) for part in re.split(r"[;\n]", with_latin(clean(text)))]
    parts = [line for line in lines if line]
    if not parts or len(parts) > MAX_FIGURES:
        return []
    if len(parts) == 1:
        single = _figure(parts[0], today)
        if single is not None:
            return [single[0]]
        parts = _APART.split(parts[0])
        if not 1 < len(parts) <= MAX_FIGURES:
            return []
    found = [_figure(part, today) for part in parts]
    dated = [figure for one in found if one is not None for figure, named in [one] if named]
    return dated if len(dated) == len(parts) else []


def _figure(text: str, today: dt.date) -> tuple[Figure, bool] | None:
    """Return the one figure of a part, and whether its day was named."""
    days = list(_DAY.finditer(text))
    if len(days) > 1:
        return None
    day: dt.date | None = today
    if days:
        day = _day(days[0], today)
        before, after = text[: days[0].start()], text[days[0].end() :]
        text = f"{before.strip(_AROUND)} {after.strip(_AROUND)}".strip()
    match = _ENTRY.fullmatch(fold_space(text).lower())
    if match is None or day is None or day > today:
        return None
    value, of = _value(match["value"]), _value(match["of"])
    unit = _unit(text, match)
    if value is None or unit is None or (match["of"] and (of is None or not value <= of > 0)):
        return None
    return Figure(day, value, of, unit), bool(days)


def _value(text: str | None) -> float | None:
    if text is None or _THOUSAND_OR_DECIMAL.fullmatch(text):
        return None  # 1.250 is one and a quarter here and twelve hundred and fifty there
    if text == "none":
        return 0.0
    text = _SPELLED.get(text, text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        text = text.replace(",", "")
    value = float(text.replace(",", "."))
    return value if value <= MAX_VALUE else None


def _unit(text: str, match: re.Match[str]) -> str | None:
    """Return the unit as it was typed; None when the words are more than a unit."""
    unit = fold_space(match["unit"] or "").rstrip(".!")
    if unit in _PERCENT:
        return "%"
    spelled = match["value"] in _SPELLED and text.lower().find(f"{match['value']}{unit}") >= 0
    if (unit and spelled) or _ORDINAL.match(unit):
        return None
    parts = unit.split()
    if len(parts) > MAX_UNIT_WORDS or len(unit) > MAX_UNIT_LETTERS or set(parts) & _UNCLEAR:
        return None
    return unit


def _day(match: re.Match[str], today: dt.date) -> dt.date | None:
    """Return the day that is meant: the last one of that name that is not in the future."""
    try:
        if match["iso"]:
            return dt.date.fromisoformat(match["iso"])
        if match["word"]:
            return today - dt.timedelta(days=int(match["word"].lower() == "yesterday"))
        if match["weekday"]:
            back = (today.weekday() - DAYS.index(match["weekday"].title())) % 7
            return today - dt.timedelta(days=back)
        number, name = int(match["d1"] or match["d2"]), (match["m1"] or match["m2"])[:3].lower()
        month = next(i for i, full in enumerate(MONTHS, 1) if full.lower().startswith(name))
        if year := match["y1"] or match["y2"]:
            return dt.date(int(year), month, number)
        day = dt.date(today.year, month, number)
        day = day if day <= today else dt.date(today.year - 1, month, number)
        return day if (today - day).days <= MAX_DAYS_BACK else None
    except ValueError:
        return None
