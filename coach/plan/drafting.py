"""Writes a plan: section by section, every statement checked before it may stand in it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence

from coach.checking.claims import MAX_WORDS
from coach.interview.agenda import Agenda
from coach.interview.notes import Notes
from coach.knowledge.library import Library
from coach.knowledge.passages import Passage
from coach.llm.engine import Engine
from coach.llm.prompts import render
from coach.plan.checking import problems
from coach.plan.days import plan_dates
from coach.plan.fitting import shortened
from coach.plan.kept import KeptWordings
from coach.plan.material import Material
from coach.plan.material_texts import texts
from coach.plan.model import (
    SECTION_IDS,
    PassageInfo,
    PassageSource,
    Plan,
    Problem,
    Report,
    Section,
    Statement,
)
from coach.plan.sections import actions, customers, measures, talks
from coach.plan.tasks import Wording
from coach.store.messages import Message

LONG_KINDS = frozenset({"conversation.invitation", "actions.help", "actions.cause", "passage.tip"})
"""Kinds of statements that may be twice as long."""
WORDS_OF_SOURCES = 45
"""About how many words the section on sources has before its notes."""

_DRAFTERS: dict[str, Callable[[Material], Iterator[Statement]]] = {
    "work": customers.work,
    "customer": customers.customer,
    "needs": customers.needs,
    "requirements": measures.requirements,
    "reputation": measures.reputation,
    "actions": actions.actions,
    "stop": actions.stop,
    "conversation": talks.conversation,
    "suppliers": talks.suppliers,
    "review": actions.review,
    "unknown": talks.unknown,
}


def draft_plan(
    notes: Notes,
    messages: Sequence[Message],
    *,
    engine: Engine | None,
    library: Library | None,
    agenda: Agenda | None,
    session: str,
    today: dt.date,
    kept: KeptWordings | None = None,
) -> Iterator[Section | Plan]:
    """Yield each section when it is finished, and at last the whole plan.

    The plan is always complete: what the model does not word well enough, or at all, stands there
    in reviewed wording around the employee's own words. Nothing that a check rejects gets in. Of a
    plan that would be too long some extras are left out at the end.

    Args:
        notes: The facts of the interview.
        messages: The transcript that the notes cite.
        engine: The model; None for reviewed wording only.
        library: Passages to draw on; None for none.
        agenda: Topics of the interview.
        session: Id of the interview.
        today: The day from which the plan counts.
        kept: What the model worded before; what it words now is kept there, so that drafting
            again after a cancel or a kill goes on where it stopped.

    Raises:
        Cancelled: the engine's ``cancel`` was called.
    """
    started = time.perf_counter()
    wording = Wording(engine, kept)
    material = Material(notes, messages, library, wording, today, agenda)
    report = Report()
    finished: list[Section] = []
    for section_id in SECTION_IDS[:-1]:
        drafts = _DRAFTERS[section_id](material)
        section = _section(section_id, drafts, material, report, finished)
        finished.append(section)
        yield section
    plan = Plan(
        session=session,
        created=dt.datetime.combine(today, dt.datetime.now().time()).astimezone(),
        title=render(
            texts().title, {"customer": "" if material.focus is None else material.customer}
        ),
        sections=finished,
        passages=_passages(_cited(finished, material)),
        dates=plan_dates(material),
        report=report,
    )
    plan = shortened(plan, reserve=WORDS_OF_SOURCES)
    cited = _cited(plan.sections, material)
    material.retrieved["sources"] = cited
    lines = talks.sources(material, [(p.id, p.title, p.source) for p in cited])
    section = _section("sources", lines, material, report, plan.sections)
    yield section
    _count(report, wording, material, [*plan.sections, section])
    report.seconds = round(time.perf_counter() - started, 2)
    yield plan.model_copy(
        update={"sections": [*plan.sections, section], "passages": _passages(cited)}
    )


def _count(
    report: Report, wording: Wording, material: Material, finished: Sequence[Section]
) -> None:
    """Put into the report what the model worded, and what was found."""
    report.worded, report.redrafted = wording.worded, wording.redrafted
    report.replaced = wording.replaced
    report.problems += wording.problems
    report.statements = sum(len(section.statements) for section in finished)
    report.retrieved = {key: [p.id for p in found] for key, found in material.retrieved.items()}


def _passages(cited: Sequence[Passage]) -> dict[str, PassageInfo]:
    return {p.id: PassageInfo(id=p.id, title=p.title, source=p.source) for p in cited}


def _section(
    section_id: str,
    drafts: Iterator[Statement],
    material: Material,
    report: Report,
    finished: Sequence[Section],
) -> Section:
    """Return a section with the statements that pass every check and do not stand twice."""
    seen = {statement.text for section in finished for statement in section.statements}
    section = Section(id=section_id, title=texts().sections[section_id])
    for statement in drafts:
        longest = MAX_WORDS * 2 if statement.kind in LONG_KINDS else MAX_WORDS
        found = problems(statement, material.ground(section_id), max_words=longest)
        if statement.text in seen:
            continue
        if found:
            report.removed += 1
            report.problems += [
                Problem(section=section_id, kind=statement.kind, problem=problem)
                for problem in found
            ]
            continue
        seen.add(statement.text)
        section.statements.append(statement)
    if not section.statements:
        section.statements.append(material.statement("empty"))
    return section


def _cited(sections: Sequence[Section], material: Material) -> list[Passage]:
    """Return the passages that the sections cite, in order."""
    found = {p.id: p for passages in material.retrieved.values() for p in passages}
    ids = [
        source.id
        for section in sections
        for statement in section.statements
        for source in statement.sources
        if isinstance(source, PassageSource)
    ]
    return [found[passage_id] for passage_id in dict.fromkeys(ids)]
