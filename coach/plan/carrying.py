"""What its owner and reviews did to a plan stays when the plan is drafted again.

Drafting knows the interview only. What a review kept, changed, stopped, measured or learned is
marked in the plan (``Statement.reviewed``, ``Plan.left_out``) and put into the new draft.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from coach.plan.dates import written
from coach.plan.editing import EMPTY, SOURCES, is_about, tidied
from coach.plan.model import Change, Plan, Section, Statement
from coach.plan.redating import days_of, undated, with_days
from coach.text import fold_space, words

_QUOTED = re.compile(r"“[^“”]*”")
_NOTHING = frozenset({EMPTY, "unknown.none"})
"""Kinds that stand in a section with nothing else."""
_ALONE = frozenset({"actions", "stop", "suppliers"})
"""Sections in which no two drafted lines quote the same words."""
_FAMILIES = (
    {"requirements.measure", "requirements.guess"},
    {"needs.heard", "needs.assumed"},
    {"actions.first", "actions.first_by", "actions.ask", "actions.find", "actions.later"},
    {"actions.try", "actions.help"},
    {"conversation.next", "conversation.someday", "conversation.ask"},
    {"suppliers.request", "suppliers.quoted", "suppliers.talk"},
)
"""Kinds of which one stands for the other when the notes or days have changed."""


def carried(previous: Plan, fresh: Plan) -> Plan:
    """Return a plan drafted anew with the changes of its owner and of reviews.

    The owner's words stand in place of the statement that they replaced, or where they stood;
    deleted statements are left out again, those at another place go there again. A rewording of
    the coach's stays where the statement that it replaced was drafted again. What reviews wrote
    and kept stays, with the log, the figures and the days that the last review set; what they
    left out is left out again.
    """
    reviewed = _was_reviewed(previous)
    sections = [_redated(previous, fresh, section) for section in fresh.sections]
    sections = [carried_section(previous, section) for section in sections]
    for place, old in enumerate(previous.sections):
        if fresh.section(old.id) is None:
            sections.insert(place, old)
    return tidied(
        fresh.model_copy(
            update={
                "sections": sections,
                "passages": {**previous.passages, **fresh.passages},
                # The days that a review set count from the day of the review.
                "created": previous.created if reviewed else fresh.created,
                "dates": previous.dates if reviewed else fresh.dates,
                "measurements": fresh.measurements or previous.measurements,
                "left_out": previous.left_out,
                "change": Change(kind="drafted", after=previous.version),
            }
        )
    )


def carried_section(previous: Plan, fresh: Section) -> Section:
    """Return one section drafted anew with the changes of its owner and of reviews."""
    old = previous.section(fresh.id)
    if old is None:
        return fresh
    if fresh.id == SOURCES:
        renewed = {s.kind: s for s in old.statements if s.reviewed}
        return _with(fresh, [renewed.get(s.kind, s) for s in fresh.statements])
    statements = [s for s in fresh.statements if not _is_left_out(s, fresh.id, previous.left_out)]
    for number, statement in enumerate(old.statements):
        if statement.edited or statement.was or statement.reviewed:
            _put(statement, statements, old.statements[:number], fresh.id)
    told = [s for s in statements if s.kind not in _NOTHING]
    if any(s.edited for s in statements) or (told and any(s.reviewed for s in statements)):
        statements = told
    return _with(fresh, _in_order(statements, old.statements))


def _put(
    statement: Statement, statements: list[Statement], before: Sequence[Statement], section: str
) -> None:
    """Put a changed statement in place of what it replaced, or else where it stood."""
    place = next((i for i, s in enumerate(statements) if _was(statement, s, section)), None)
    if place is None and not (statement.edited or statement.reviewed):
        return
    if place is None and statement.kind:
        # The same line is drafted with another day or name when the notes have changed.
        place = next((i for i, s in enumerate(statements) if _stands_for(statement, s)), None)
    if place is not None:
        statements[place] = statement
        return
    earlier = {s.text for s in before}
    last = max((i for i, s in enumerate(statements) if s.text in earlier), default=-1)
    lost = last < 0 and bool(before)
    statements.insert(len(statements) if lost else last + 1, statement)


def _was(statement: Statement, drafted: Statement, section: str) -> bool:
    """Return whether a changed statement stands in place of a drafted one."""
    if statement.reviewed:
        return bool(statement.was) and _same(drafted.text, statement.was, section)
    return drafted.text == statement.was


def _stands_for(statement: Statement, drafted: Statement) -> bool:
    """Return whether a changed statement is about the same as a drafted one of its kind."""
    if drafted.edited or drafted.reviewed:
        return False
    about = statement.was or statement.text
    if statement.edited:
        return drafted.kind == statement.kind and is_about(about, drafted.text)
    family = next((kinds for kinds in _FAMILIES if statement.kind in kinds), {statement.kind})
    # Without ``was`` it is news of a review's, and stands for a drafted line without words only.
    same_words = bool(statement.was) and bool(_quotes(about) & _quotes(drafted.text))
    neither = not _quotes(about) and not _quotes(drafted.text)
    return drafted.kind in family and (same_words or neither)


def _is_left_out(statement: Statement, section: str, left_out: Collection[str]) -> bool:
    return any(_same(statement.text, text, section) for text in left_out)


def _same(text: str, other: str, section: str) -> bool:
    """Return whether two drafted lines are the same, whatever day or case they name."""
    if not other or text == other:
        return text == other
    if undated(text) == undated(other):
        return True
    quotes = _quotes(text)
    begins = words(_QUOTED.sub("", text))[:2] == words(_QUOTED.sub("", other))[:2]
    return bool(quotes) and quotes == _quotes(other) and (begins or section in _ALONE)


def _quotes(text: str) -> set[str]:
    return {fold_space(quote).casefold() for quote in _QUOTED.findall(text)}


def _was_reviewed(plan: Plan) -> bool:
    return any(one.reviewed for section in plan.sections for one in section.statements)


def _redated(previous: Plan, fresh: Plan, section: Section) -> Section:
    """Return a drafted section with the days that the last review set."""
    if not _was_reviewed(previous):
        return section
    old, new, today = days_of(fresh), days_of(previous), previous.created.date()

    def say(name: str, word: str) -> str:
        day = new.get(name, old[name])
        return word + written(day, None if name == "today" else today)

    return _with(section, [with_days(s, section.id, old, say) for s in section.statements])


def _with(section: Section, statements: Sequence[Statement]) -> Section:
    return section.model_copy(update={"statements": list(statements)})


def _in_order(statements: Sequence[Statement], old: Sequence[Statement]) -> list[Statement]:
    """Return the statements with those that stood there before in the order of then."""
    ranks = {statement.text: rank for rank, statement in enumerate(old)}
    known = iter(sorted((s for s in statements if s.text in ranks), key=lambda s: ranks[s.text]))
    return [next(known) if s.text in ranks else s for s in statements]
