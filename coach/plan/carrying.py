"""What its owner did to a plan stays when the plan is drafted again from the interview."""

from __future__ import annotations

from collections.abc import Sequence

from coach.plan.editing import EMPTY, SOURCES, is_about, tidied
from coach.plan.model import Change, Plan, Section, Statement


def carried(previous: Plan, fresh: Plan) -> Plan:
    """Return a plan drafted anew with the owner's changes of the plan before.

    The owner's words stand in place of the statement that they replaced, or where they stood;
    deleted statements are left out again, those at another place go there again. A rewording of
    the coach's stays where the statement that it replaced was drafted again. The log and figures
    of reviews stay.
    """
    sections = [carried_section(previous, section) for section in fresh.sections]
    for place, old in enumerate(previous.sections):
        if fresh.section(old.id) is None:
            sections.insert(place, old)
    return tidied(
        fresh.model_copy(
            update={
                "sections": sections,
                "passages": {**previous.passages, **fresh.passages},
                "measurements": fresh.measurements or previous.measurements,
                "left_out": previous.left_out,
                "change": Change(kind="drafted", after=previous.version),
            }
        )
    )


def carried_section(previous: Plan, fresh: Section) -> Section:
    """Return one section drafted anew with the owner's changes of the plan before."""
    old = previous.section(fresh.id)
    if old is None or fresh.id == SOURCES:
        return fresh
    statements = [s for s in fresh.statements if s.text not in previous.left_out]
    for number, statement in enumerate(old.statements):
        if statement.edited or statement.was:
            _put(statement, statements, old.statements[:number])
    if any(statement.edited for statement in statements):
        statements = [s for s in statements if s.kind != EMPTY]
    return fresh.model_copy(update={"statements": _in_order(statements, old.statements)})


def _put(statement: Statement, statements: list[Statement], before: Sequence[Statement]) -> None:
    """Put a changed statement in place of what it replaced, or else where it stood."""
    place = next((i for i, s in enumerate(statements) if s.text == statement.was), None)
    if place is None and not statement.edited:
        return
    if place is None and statement.kind:
        # The same line is drafted with another day or name when the notes have changed.
        about = statement.was or statement.text
        place = next(
            (
                i
                for i, s in enumerate(statements)
                if s.kind == statement.kind and not s.edited and is_about(about, s.text)
            ),
            None,
        )
    if place is not None:
        statements[place] = statement
        return
    earlier = {s.text for s in before}
    last = max((i for i, s in enumerate(statements) if s.text in earlier), default=-1)
    lost = last < 0 and bool(before)
    statements.insert(len(statements) if lost else last + 1, statement)


def _in_order(statements: Sequence[Statement], old: Sequence[Statement]) -> list[Statement]:
    """Return the statements with those that stood there before in the order of then."""
    ranks = {statement.text: rank for rank, statement in enumerate(old)}
    known = iter(sorted((s for s in statements if s.text in ranks), key=lambda s: ranks[s.text]))
    return [next(known) if s.text in ranks else s for s in statements]
