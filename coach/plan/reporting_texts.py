"""Words of the report of the checks, from ``prompts/plan/report.yaml``."""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file, render
from coach.text import one_line


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TitleTexts(_Strict):
    """Titles of the parts of the report."""

    checked: str
    drafted: str
    reviewed: str
    passages: str


class CheckedTexts(_Strict):
    """What is said of checking the plan again."""

    all: str
    no_session: str
    passages_gone: str
    own_lines: str
    none: str
    found: str
    place: str
    reworded: str


class WrittenTexts(_Strict):
    """What is said of the checks while the plan was written."""

    not_kept: str
    no_model: str
    worded: str
    redrafted: str
    replaced: str
    failed: str
    removed: str
    none_removed: str
    trouble: str
    what: str
    quick: str
    seconds: str
    minutes: str


class PassageTexts(_Strict):
    """What is said of the passages that were found."""

    none: str
    section: str
    cited: str
    other: str


class ReportTexts(_Strict):
    """All of ``prompts/plan/report.yaml``."""

    count: str
    without_source: str
    with_suggestion: str
    titles: TitleTexts
    checked: CheckedTexts
    written: WrittenTexts
    passages: PassageTexts
    tasks: dict[str, str]
    """What the model words, by the name of its task."""
    problems: dict[str, str]
    """What the checks find, with ``{}`` for a part that differs, and how it is told."""


@lru_cache(maxsize=1)
def texts() -> ReportTexts:
    """Return the words of the report.

    Raises:
        DamagedFileError: the file is missing or not as it should be.
    """
    return load_file("plan/report", ReportTexts)


def reason(problem: str) -> str:
    """Return a problem in plain words; one that is not known as it is, cleaned."""
    line = one_line(problem)
    for pattern, words in _patterns():
        if match := pattern.fullmatch(line):
            return render(words, {"detail": "".join(match.groups())})
    return line


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.escape(found).replace(re.escape("{}"), "(.+)")), words)
        for found, words in texts().problems.items()
    ]
