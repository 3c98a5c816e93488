"""What of a plan is looked at in a review: its actions, what is not known, what is counted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coach.plan.material_texts import questions
from coach.plan.model import Plan, Statement

Group = Literal[
    "first", "test", "kept", "later", "stop", "talk", "request", "unknown", "measure", "next"
]
MAX_ACTIONS = 3
MAX_UNKNOWN = 4

KINDS: dict[str, Group] = {
    "actions.first": "first",
    "actions.first_by": "first",
    "actions.ask": "first",
    "actions.find": "first",
    "actions.try": "test",
    "actions.help": "test",
    "actions.kept": "kept",
    "actions.later": "later",
    "stop.what": "stop",
    "conversation.next": "talk",
    "conversation.someday": "talk",
    "conversation.ask": "talk",
    "suppliers.request": "request",
    "suppliers.quoted": "request",
    "suppliers.talk": "request",
    "unknown.guess": "unknown",
    "unknown.ask": "unknown",
    "unknown.look": "unknown",
    "requirements.measure": "measure",
    "requirements.guess": "measure",
}
"""Kinds of statements that are looked at."""
_BY_SECTION: dict[str, Group] = {
    "actions": "test",
    "stop": "stop",
    "conversation": "talk",
    "suppliers": "request",
    "unknown": "unknown",
}
"""For plans whose statements say no kind: the first of a section stands for it."""
_MOST: dict[Group, int] = {"unknown": MAX_UNKNOWN}
_ACTIONS: tuple[Group, ...] = ("first", "test", "kept", "later")
ACTED_ON: tuple[Group, ...] = (*_ACTIONS, "stop", "talk", "request")
"""What was to be done; each is kept, changed or stopped."""
_ASKED = re.compile(r"^(?P<question>.+?): I (?:ask (?P<whom>.+?)|find out) by ", re.DOTALL)


@dataclass(frozen=True)
class Item:
    """One thing that is looked at.

    Attributes:
        key: Names it; the same as long as its statement reads the same.
        group: What it is.
        section: Id of the section that it stands in.
        statement: The statement of the plan; None for the next step, which has none yet.
        expected: What the plan predicts for it; empty when nothing.
    """

    key: str
    group: Group
    section: str
    statement: Statement | None = None
    expected: str = ""

    @property
    def text(self) -> str:
        """What the plan says; empty for the next step."""
        return self.statement.text if self.statement else ""

    @property
    def question(self) -> str:
        """What is not known, without whom it is asked; empty for anything else."""
        match = self._asked
        return match["question"] if match else ""

    @property
    def whom(self) -> str:
        """Whom the plan asks; empty when the employee finds it out themselves."""
        match = self._asked
        return (match["whom"] or "") if match else ""

    @property
    def slot(self) -> tuple[str, str]:
        """Topic and slot of the interview that an open question is about; empty when unknown."""
        if self.guess:
            return "needs", "needs"
        for one in questions().unknown:
            if self.group == "unknown" and one.question == self.question:
                return one.topic, one.slot
        return "", ""

    @property
    def guess(self) -> bool:
        """Whether it asks if the employee's guess about a need is right."""
        return self.statement is not None and self.statement.kind == "unknown.guess"

    @property
    def own(self) -> bool:
        """Whether it is found out by the employee and not asked of somebody."""
        return self.statement is not None and self.statement.kind == "unknown.look"

    @property
    def _asked(self) -> re.Match[str] | None:
        return _ASKED.match(self.text) if self.group == "unknown" else None


NEXT = Item("next", "next", "actions")
"""The first step of the plan's next version, where none is left open."""


def items(plan: Plan) -> list[Item]:
    """Return what of a plan is looked at, in the plan's order and no more than fits ten minutes."""
    expected = [s.text for s in plan.statements("actions.sign")]
    expected += [s.text for s in plan.statements("actions.expect")]
    found: list[Item] = []
    for section in plan.sections:
        for statement in section.statements:
            group = _group(section.id, statement, section.statements)
            if group is None or _full(found, group):
                continue
            sign = expected[0] if expected and group in ("first", "test") else ""
            item = Item(_key(group, statement), group, section.id, statement, sign)
            if item.key not in {other.key for other in found}:
                found.append(item)
                expected = expected if not sign else []
    return _measure_last(found)


def _group(section: str, statement: Statement, beside: Sequence[Statement]) -> Group | None:
    if statement.kind or any(other.kind for other in beside):
        return KINDS.get(statement.kind)
    return _BY_SECTION.get(section)


def _full(found: Sequence[Item], group: Group) -> bool:
    if group in _ACTIONS:
        return sum(item.group in _ACTIONS for item in found) >= MAX_ACTIONS
    return sum(item.group == group for item in found) >= _MOST.get(group, 1)


def _measure_last(found: list[Item]) -> list[Item]:
    """Return the items with the actions first: the figure is easier to tell after the rest."""
    order = [*(i for i in found if i.group not in ("measure", "unknown"))]
    order += [i for i in found if i.group == "measure"]
    return [*order, *(i for i in found if i.group == "unknown")]


def _key(group: Group, statement: Statement) -> str:
    return f"{group}-{hashlib.sha256(statement.text.encode()).hexdigest()[:8]}"
