"""The days of a plan, for calendars."""

from __future__ import annotations

from coach.llm.prompts import render
from coach.plan.material import Material
from coach.plan.material_texts import texts
from coach.plan.model import PlanDate


def plan_dates(material: Material) -> list[PlanDate]:
    """Return the days that a plan made of ``material`` sets, with their titles."""
    calendar = material.calendar
    days = {
        "first_step": calendar.first,
        "conversation": calendar.talk,
        "baseline_start": calendar.count_start,
        "baseline_end": calendar.count_end,
        "study": calendar.study,
        "act": calendar.act,
    }
    titles = texts().dates
    return [
        PlanDate.model_validate(
            {
                "kind": kind,
                "day": day,
                "title": render(titles[kind], {"customer": material.customer}),
            }
        )
        for kind, day in days.items()
    ]
