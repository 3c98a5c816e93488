"""Changes to a finished plan: the owner's words, new lines, deleted ones, another order.

Every function returns another plan and leaves the one it was given as it is; saving is the business
of :mod:`coach.plan.versions`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from coach.llm.prompts import render
from coach.plan.dates import named
from coach.plan.editing_texts import texts
from coach.plan.material_texts import texts as wording
from coach.plan.model import (
    AnswerSource,
    Change,
    ChangeKind,
    DateKind,
    PassageInfo,
    PassageSource,
    Plan,
    PlanDate,
    Section,
    Source,
    Statement,
)
from coach.text import clean, content_words, fold_space, words

EMPTY = "empty"
"""Kind of the statement that stands in a section with nothing else."""
SOURCES = "sources"
"""The section that follows from all others."""

_DAY_OF: dict[str, DateKind] = {
    "actions.first": "first_step",
    "actions.first_by": "first_step",
    "actions.ask": "first_step",
    "actions.find": "first_step",
    "conversation.next": "conversation",
    "conversation.ask": "conversation",
    "review.study": "study",
    "review.act": "act",
}
"""Kinds of statements that set one day of the calendar."""


def edited(plan: Plan, section_id: str, number: int, text: str, *, today: dt.date) -> Plan:
    """Return the plan with the owner's words in place of a statement; the same plan when equal.

    Sources that still hold stay: quotes that stand in the new words, and whatever the new words are
    still about. The line is no longer the coach's suggestion. A day that the owner changes in it
    changes in the calendar too.

    Args:
        plan: The plan; it stays as it is.
        section_id: The section's id.
        number: The statement's place in it, from 1.
        text: The owner's words.
        today: From when a day such as "Friday" counts.

    Raises:
        NotFoundError: there is no such section or statement.
        UsageError: the words are empty or too long, or the line is one of the list of sources.
    """
    section = _open_section(plan, section_id)
    before, line = statement_at(section, number), own_words(text)
    if line == fold_space(before.text):
        return plan
    after = before.model_copy(
        update={
            "text": line,
            "edited": True,
            "was": before.was or ("" if before.edited else before.text),
            "sources": holding(before.sources, before.text, line),
            "kind": "" if before.kind == EMPTY else before.kind,
        }
    )
    dates = _redated(plan, before, after, today)
    statements = _replaced(section.statements, number, [after])
    return _with(plan.model_copy(update={"dates": dates}), section, statements, "edited")


def added(plan: Plan, section_id: str, text: str, *, at: int | None = None) -> Plan:
    """Return the plan with a statement of the owner's own.

    Args:
        plan: The plan; it stays as it is.
        section_id: The section's id.
        text: The owner's words.
        at: The place that it gets, from 1; without it the last.

    Raises:
        NotFoundError: there is no such section, or no such place.
        UsageError: the words are empty or too long, or the section is the list of sources.
    """
    section = _open_section(plan, section_id)
    new = Statement(text=own_words(text), edited=True)
    kept = [s for s in section.statements if s.kind != EMPTY]
    place = len(kept) + 1 if at is None else min(at, len(kept) + 1)
    if place < 1 or (at is not None and at > len(section.statements) + 1):
        raise texts().errors.no_statement.not_found(section=section.id, number=at)
    return _with(plan, section, [*kept[: place - 1], new, *kept[place - 1 :]], "added")


def deleted(plan: Plan, section_id: str, number: int) -> Plan:
    """Return the plan without a statement; drafting it again leaves it out too.

    Raises:
        NotFoundError: there is no such section or statement.
        UsageError: the line is one of the list of sources.
    """
    section = _open_section(plan, section_id)
    gone = statement_at(section, number)
    drafted = gone.was or ("" if gone.edited else gone.text)
    left_out = [*plan.left_out, drafted] if drafted else plan.left_out
    plan = plan.model_copy(update={"left_out": left_out})
    return _with(plan, section, _replaced(section.statements, number, []), "deleted")


def moved(plan: Plan, section_id: str, number: int, to: int) -> Plan:
    """Return the plan with a statement at another place of its section; the same when it is there.

    Args:
        plan: The plan; it stays as it is.
        section_id: The section's id.
        number: Where the statement is, from 1.
        to: Where it goes, from 1.

    Raises:
        NotFoundError: there is no such section or place.
        UsageError: the line is one of the list of sources.
    """
    section = _open_section(plan, section_id)
    statement = statement_at(section, number)
    statement_at(section, to)
    if number == to:
        return plan
    rest = _replaced(section.statements, number, [])
    return _with(plan, section, [*rest[: to - 1], statement, *rest[to - 1 :]], "moved")


def reworded(plan: Plan, section_id: str, wordings: dict[int, str]) -> Plan:
    """Return the plan with new wordings of the coach's; their sources stay.

    Args:
        plan: The plan; it stays as it is.
        section_id: The section's id.
        wordings: The new texts by the statements' places, from 1.

    Raises:
        NotFoundError: there is no such section or statement.
        UsageError: the line is one of the list of sources.
    """
    section = _open_section(plan, section_id)
    statements = list(section.statements)
    for number, text in wordings.items():
        before = statement_at(section, number)
        update = {"text": text, "was": before.was or ("" if before.edited else before.text)}
        statements[number - 1] = before.model_copy(update=update)
    return _with(plan, section, statements, "reworded") if wordings else plan


def find_section(plan: Plan, section_id: str) -> Section:
    """Return a section by its id.

    Raises:
        NotFoundError: the plan has no such section.
    """
    section = plan.section(section_id.strip().lower())
    if section is None:
        ids = ", ".join(one.id for one in plan.sections if one.id != SOURCES)
        raise texts().errors.no_section.not_found(section=section_id, sections=ids)
    return section


def statement_at(section: Section, number: int) -> Statement:
    """Return a statement by its place in the section, from 1.

    Raises:
        NotFoundError: there is none.
    """
    if not 1 <= number <= len(section.statements):
        raise texts().errors.no_statement.not_found(section=section.id, number=number)
    return section.statements[number - 1]


def own_words(text: str) -> str:
    """Return what the owner typed as one clean line.

    Raises:
        UsageError: it has no words, or too many characters.
    """
    line, limit = fold_space(clean(text)), texts().limit
    if not words(line):
        raise texts().errors.empty.usage()
    if len(line) > limit:
        raise texts().errors.too_long.usage(count=len(line), limit=limit)
    return line


def holding(sources: Sequence[Source], before: str, after: str) -> list[Source]:
    """Return the sources that a statement still rests on after its owner changed it."""
    return [source for source in sources if _holds(source, before, after)]


def is_about(text: str, other: str) -> bool:
    """Return whether at least half of what one text says stands in the other, in any form."""
    some, more = stems(text), stems(other)
    return bool(some and more) and 2 * len(some & more) >= min(len(some), len(more))


def stems(text: str) -> set[str]:
    """Return the stems of the words that carry meaning."""
    import snowballstemmer

    stem = snowballstemmer.stemmer("english").stemWord
    return {stem(word.split("'")[0]) for word in content_words(text)}


def tidied(plan: Plan) -> Plan:
    """Return the plan with a list of sources that names exactly the passages that it cites."""
    rest = [section for section in plan.sections if section.id != SOURCES]
    statements = [statement for section in rest for statement in section.statements]
    cited = dict.fromkeys(s.id for one in statements for s in one.sources if s.type == "passage")
    passages = {key: plan.passages[key] for key in cited if key in plan.passages}
    plan = plan.model_copy(update={"passages": passages})
    section = plan.section(SOURCES)
    if section is None:
        return plan
    told = {s.id: one for one in section.statements for s in one.sources if s.type == "passage"}
    lines = [s for s in section.statements if s.kind != "sources.passage"]
    lines += [told.get(key) or _source_line(key, info) for key, info in passages.items()]
    listed = section.model_copy(update={"statements": lines})
    sections = [listed if one.id == SOURCES else one for one in plan.sections]
    return plan.model_copy(update={"sections": sections})


def _source_line(passage_id: str, info: PassageInfo) -> Statement:
    given = {"title": info.title, "source": info.source}
    text = fold_space(render(wording().statements["sources.passage"], given))
    source = PassageSource(id=passage_id)
    return Statement(text=text, sources=[source], kind="sources.passage")


def _open_section(plan: Plan, section_id: str) -> Section:
    """Return a section whose statements may be changed."""
    section = find_section(plan, section_id)
    if section.id == SOURCES:
        raise texts().errors.fixed.usage()
    return section


def _with(plan: Plan, section: Section, statements: Sequence[Statement], kind: ChangeKind) -> Plan:
    """Return the plan with other statements in one section, and a note of what changed."""
    new = section.model_copy(update={"statements": list(statements)})
    sections = [new if one.id == section.id else one for one in plan.sections]
    change = Change(kind=kind, after=plan.version, section=section.id)
    return tidied(plan.model_copy(update={"sections": sections, "change": change}))


def _replaced(
    statements: Sequence[Statement], number: int, by: Sequence[Statement]
) -> list[Statement]:
    return [*statements[: number - 1], *by, *statements[number:]]


def _holds(source: Source, before: str, after: str) -> bool:
    if isinstance(source, AnswerSource):
        quote = fold_space(source.quote)
        if quote in after or is_about(quote, after):
            return True
        return quote not in fold_space(before) and is_about(before, after)
    # New words of the owner's are no suggestion; a passage says only what was copied from it.
    return isinstance(source, PassageSource) and stems(after) <= stems(before)


def _redated(plan: Plan, before: Statement, after: Statement, today: dt.date) -> list[PlanDate]:
    """Return the plan's days, with the one that this statement sets as the owner names it now."""
    kind = _DAY_OF.get(before.kind)
    day = named(after.text, today)
    same = named(before.text, today) == day
    if kind is None or day is None or same:
        return plan.dates
    return [one.model_copy(update={"day": day}) if one.kind == kind else one for one in plan.dates]
