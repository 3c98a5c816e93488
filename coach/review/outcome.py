"""The next version of a plan: what a review keeps, changes, stops and has learned.

Nothing is made up: every new statement is reviewed wording around the owner's own words, and
passes the same checks as a drafted one. What was not looked at stays, with new days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from coach.checking.claims import MAX_WORDS, Ground
from coach.interview.notes import Notes
from coach.plan.calendar import Calendar
from coach.plan.checking import problems
from coach.plan.dates import written
from coach.plan.days import plan_dates
from coach.plan.material import Material
from coach.plan.model import (
    LEARNED,
    AnswerSource,
    Change,
    Plan,
    Problem,
    Report,
    Section,
    Statement,
)
from coach.plan.redating import undated
from coach.plan.tasks import Wording
from coach.review.changes import Changes, drafted
from coach.review.days import next_calendar, still_ahead
from coach.review.items import NEXT, Item
from coach.review.log import log, say
from coach.review.state import State
from coach.review.texts import statement_texts
from coach.review.words import Answers
from coach.store.messages import Message
from coach.text import fold_space

LOG_STATEMENTS = 16
"""Longest log; what is older stands in the versions before."""
_LONG = frozenset({"conversation.invitation", "actions.help", "actions.cause", "passage.tip"})
"""Kinds of statements that may be twice as long."""


def next_version(
    plan: Plan,
    items: Sequence[Item],
    state: State,
    *,
    notes: Notes,
    messages: Sequence[Message],
    today: dt.date,
) -> Plan:
    """Return the plan that follows from a review; saving it gives it its version.

    Args:
        plan: The newest version; ``items`` are of it.
        items: What was looked at.
        state: The answers of the review.
        notes: The facts of the interview.
        messages: The transcript, the review's answers included.
        today: The day from which the next version counts.
    """
    material = Material(notes, messages, None, Wording(None), today)
    answers = [Answers.of(item, state, material.answers) for item in [*items, NEXT]]
    material.calendar = _calendar(plan, answers, today)
    changes = Changes(plan, answers, material)
    checked = _Checked(plan, material, changes)
    sections = [
        checked.section(old.id, old.title, changes.section(old.id))
        for old in plan.sections
        if old.id != LEARNED
    ]
    learned = _learned(plan, checked, [*log(material, answers), *changes.elsewhere(plan)])
    place = next((n for n, one in enumerate(sections, 1) if one.id == "review"), len(sections))
    sections[place:place] = [learned] if learned.statements else []
    report = checked.report
    report.statements = sum(len(section.statements) for section in sections)
    return plan.model_copy(
        update={
            "created": dt.datetime.combine(today, dt.datetime.now().time()).astimezone(),
            "sections": sections,
            "dates": plan_dates(material),
            "report": report,
            "change": Change(kind="reviewed", after=plan.version),
            "measurements": changes.measurements,
            "left_out": [*plan.left_out, *_left_out(plan, sections)],
        }
    )


def _left_out(plan: Plan, sections: Sequence[Section]) -> list[str]:
    """Return the drafted lines that the review left out, so that they are not drafted again."""
    now = [statement for section in sections for statement in section.statements]
    stays = {undated(text) for one in now for text in (one.text, one.was) if text}
    lines = [s for one in plan.sections if one.id != LEARNED for s in one.statements]
    texts = [drafted(statement) for statement in lines if statement.kind != "empty"]
    return [text for text in texts if text and undated(text) not in stays]


def _calendar(plan: Plan, answers: Sequence[Answers], today: dt.date) -> Calendar:
    """Return the new days; a day of the week in words that stay counts from now."""
    step = talk = ""
    for one in answers:
        told = one.words("change") or one.words("step")
        words = told.text if told else still_ahead(one.item.statement, today)
        over = (one.chosen("done"), one.chosen("decision"))
        if one.item.group == "first" and (over[1] == "stop" or over == ("yes", "keep")):
            continue
        if one.item.group in ("first", "next"):
            step = words or step
        elif one.item.group == "talk":
            talk = words
    quotes = [
        source.quote
        for statement in plan.statements("review.words")
        for source in statement.sources
        if isinstance(source, AnswerSource)
    ]
    return next_calendar(today, step=step, talk=talk, rhythm=" ".join(quotes))


def _learned(plan: Plan, checked: _Checked, new: Sequence[Statement]) -> Section:
    """Return the log, the newest first."""
    before = plan.section(LEARNED)
    earlier = before.statements if before else []
    drafts = [*((one, None) for one in new), *((one, one) for one in earlier)]
    section = checked.section(LEARNED, statement_texts().title, drafts, may_be_empty=True)
    section.statements = section.statements[:LOG_STATEMENTS]
    return section


class _Checked:
    """Lets into a section what passes the checks of a plan.

    A statement that stays as it was passed them when it was drafted, or is the owner's own edit.
    One that only gets new days may have no problem that it did not have before.
    """

    def __init__(self, plan: Plan, material: Material, changes: Changes) -> None:
        self._plan = plan
        self._material = material
        self._changes = changes
        self._seen: set[str] = set()
        self.report = Report(retrieved=plan.report.retrieved)

    def section(
        self,
        section_id: str,
        title: str,
        drafts: Iterable[tuple[Statement, Statement | None]],
        *,
        may_be_empty: bool = False,
    ) -> Section:
        """Return a section of statements, each given with the one that it was before."""
        section = Section(id=section_id, title=title)
        ground = self._ground(section_id)
        for new, before in drafts:
            statement = self._passing(section_id, new, before, ground)
            if statement is not None and statement.text not in self._seen:
                self._seen.add(statement.text)
                section.statements.append(statement)
        if not section.statements and not may_be_empty:
            none = say(self._material, "unknown.none")
            empty = none if section_id == "unknown" else self._material.statement("empty")
            section.statements.append(empty.model_copy(update={"reviewed": True}))
        return section

    def _passing(
        self, section_id: str, new: Statement, before: Statement | None, ground: Ground
    ) -> Statement | None:
        if new is before:
            return new
        found = _problems(new, ground)
        if before is None:
            new = new.model_copy(update={"reviewed": True})
        if before is not None:
            return before if set(found) - set(_problems(before, ground)) else new
        if not found:
            return new
        self.report.removed += 1
        self.report.problems += [
            Problem(section=section_id, kind=new.kind, problem=problem) for problem in found
        ]
        return None

    def _ground(self, section_id: str) -> Ground:
        ground = self._material.ground(section_id)
        old = [written(day.day) for day in self._plan.dates]
        old += [written(day.day, self._plan.created.date()) for day in self._plan.dates]
        heard = self._changes.heard
        return replace(
            ground,
            passages={p.id: f"{p.title}\n{p.source}" for p in self._plan.passages.values()},
            dates=[*ground.dates, written(self._material.today), *old],
            assumed=[
                quote
                for quote in [*ground.assumed, *self._changes.guesses]
                if fold_space(quote) not in heard
            ],
        )


def _problems(statement: Statement, ground: Ground) -> list[str]:
    longest = MAX_WORDS * 2 if statement.kind in _LONG else MAX_WORDS
    return problems(statement, ground, max_words=longest)
