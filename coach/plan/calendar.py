"""The days that a plan sets: first step, talk, count, study, act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from coach.plan.dates import named, soon, working_day, written

FIRST_STEP_DAYS = 4
"""Days to the first step when the employee named none; never more than seven."""
COUNT_DAYS = 11
"""Days that the first count takes: two working weeks from a Monday to a Friday."""
STUDY_DAYS = 14
ACT_DAYS = 42


@dataclass(frozen=True)
class Calendar:
    """All days of a plan.

    Attributes:
        today: The day on which the plan is written.
        first: The first step, within seven days.
        talk: The conversation with the customer.
        count_start: First day of the first count.
        count_end: Last day of the first count.
        study: When results are compared with the prediction.
        act: When the next version is decided on.
        named_first: Whether the employee named the day of the first step.
        named_talk: Whether the employee named the day of the conversation.
    """

    today: dt.date
    first: dt.date
    talk: dt.date
    count_start: dt.date
    count_end: dt.date
    study: dt.date
    act: dt.date
    named_first: bool
    named_talk: bool

    @classmethod
    def of(cls, today: dt.date, *, step: str, talk: str, review: str) -> Calendar:
        """Return the days that follow from today and from what the employee said.

        Args:
            today: The day on which the plan is written.
            step: Words about the first step.
            talk: Words about the next conversation.
            review: Words about when to look at it again.
        """
        by = today + dt.timedelta(days=FIRST_STEP_DAYS)
        by = by if by.weekday() < 5 else today + dt.timedelta(days=FIRST_STEP_DAYS - 2)
        first_named = soon(step, today) or soon(talk, today)
        talk_named = named(talk, today) or soon(step, today)
        count_start = working_day(today + dt.timedelta(days=1))
        study = named(review, today)
        if study is None or study <= (first_named or by) + dt.timedelta(days=3):
            study = working_day(today + dt.timedelta(days=STUDY_DAYS))
        count_end = min(count_start + dt.timedelta(days=COUNT_DAYS), study - dt.timedelta(days=1))
        act = max(today + dt.timedelta(days=ACT_DAYS), study + dt.timedelta(days=ACT_DAYS - 14))
        return cls(
            today=today,
            first=first_named or by,
            talk=talk_named or by,
            count_start=count_start,
            count_end=max(count_start, count_end),
            study=study,
            act=working_day(act),
            named_first=first_named is not None,
            named_talk=talk_named is not None,
        )

    @property
    def written(self) -> dict[str, str]:
        """The days as texts, by the names that the wording uses."""
        return {
            "today": written(self.today),
            "first": written(self.first),
            "study": written(self.study),
            "act": written(self.act),
        }

    @property
    def all_written(self) -> list[str]:
        """All days of the plan as they are written in it."""
        days = [self.today, self.first, self.talk, self.count_start, self.count_end]
        return sorted({written(day) for day in [*days, self.study, self.act]})
