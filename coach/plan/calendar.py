"""The days that a plan sets: first step, talk, count, study, act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from coach.plan.dates import after, named, working_day, written
from coach.text import sentences

FIRST_STEP_DAYS = 4
"""Days to the first step when the employee named none; never more than seven."""
COUNT_DAYS = 11
"""Days that the first count takes: two working weeks from a Monday to a Friday."""
STUDY_DAYS = 14
LEAST_DAYS = 3
"""Days from the first step to the study, at least: sooner there is nothing to compare."""
ACT_DAYS = 7
"""Days from the study to the decision: time to talk about what was found."""


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
        late_step: Whether what the employee called the first step is more than a week away.
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
    late_step: bool

    @classmethod
    def of(
        cls, today: dt.date, *, step: str, talk: str, review: str, ask_first: bool = False
    ) -> Calendar:
        """Return the days that follow from today and from what the employee said.

        Args:
            today: The day on which the plan is written.
            step: Words about the first step.
            talk: Words about the next conversation.
            review: Words about when to look at it again; "three weeks later" counts from the first
                step.
            ask_first: Whether the talk comes before the count, because what would be counted is
                only a guess.
        """
        by = today + dt.timedelta(days=FIRST_STEP_DAYS)
        by = by if by.weekday() < 5 else today + dt.timedelta(days=FIRST_STEP_DAYS - 2)
        step_named = named(step, today)
        later = step_named or after(step, today)
        talk_named = named(talk, today)
        first_named = _soon(step_named, today) or (None if later else _soon(talk_named, today))
        talk_named = talk_named or _soon(step_named, today)
        count_start = working_day(today + dt.timedelta(days=1))
        asked = working_day((talk_named or by) + dt.timedelta(days=1))
        begin = first_named or by
        study = _study(review, today, begin)
        if ask_first and asked + dt.timedelta(days=LEAST_DAYS) < study:
            count_start = max(count_start, asked)
        count_end = min(count_start + dt.timedelta(days=COUNT_DAYS), study - dt.timedelta(days=1))
        count_end -= dt.timedelta(days=max(0, count_end.weekday() - 4))
        act = study + dt.timedelta(days=ACT_DAYS)
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
            late_step=later is not None and first_named is None,
        )

    @property
    def written(self) -> dict[str, str]:
        """The days as texts, by the names that the wording uses."""
        return {
            "today": written(self.today),
            "first": self.say(self.first),
            "talk": self.say(self.talk),
            "count_start": self.say(self.count_start),
            "count_end": self.say(self.count_end),
            "study": self.say(self.study),
            "act": self.say(self.act),
        }

    def say(self, day: dt.date) -> str:
        """Return a day as it is written in the plan."""
        return written(day, self.today)

    @property
    def all_written(self) -> list[str]:
        """All days of the plan as they are written in it."""
        return sorted(set(self.written.values()))


def _study(review: str, today: dt.date, begin: dt.date) -> dt.date:
    """Return the first day named for the review that leaves time after the first step."""
    for words in (review, *sentences(review)):
        day = named(words, today, since=begin) or after(words, begin)
        if day is not None and day > begin + dt.timedelta(days=LEAST_DAYS):
            return day
    return working_day(today + dt.timedelta(days=STUDY_DAYS))


def _soon(day: dt.date | None, today: dt.date) -> dt.date | None:
    """Return ``day`` when it lies within the next seven days."""
    return day if day is not None and day <= today + dt.timedelta(days=7) else None
