"""Versions of a plan: every change is one, so that each can be seen, undone and gone back to.

Nothing is ever overwritten: undoing a change saves the plan as it was before as the next version.
What can be undone follows from what the versions say of themselves, so it survives the program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from coach.errors import DamagedFileError
from coach.plan.editing_texts import texts
from coach.plan.model import Change, ChangeKind, Plan
from coach.text import one_line

if TYPE_CHECKING:
    from coach.store.records import PlanRecord
    from coach.store.store import Store

ONE_SITTING = dt.timedelta(minutes=30)
"""Changes no further apart than this count as one piece of work."""
OWN_CHANGES = frozenset({"edited", "added", "deleted", "moved", "reworded", "undone", "redone"})


@dataclass(frozen=True)
class Version:
    """One version of a plan.

    Attributes:
        plan: The plan as it was; its ``version`` is the number.
        saved: When it was saved, UTC.
    """

    plan: Plan
    saved: dt.datetime

    @property
    def number(self) -> int:
        """The number of the version, from 1."""
        return self.plan.version

    @property
    def kind(self) -> ChangeKind | None:
        """What was changed, or None when the version does not say."""
        change = self.plan.change
        return change.kind if change and change.after == self.number - 1 else None

    def __str__(self) -> str:
        """Return what was changed, in a line for people."""
        words, change = texts().changes, self.plan.change
        if self.kind is None or change is None:
            return words["first" if self.number == 1 else "unknown"]
        section = self.plan.section(change.section)
        title = one_line(section.title, limit=80) if section else ""
        return words[self.kind].format(section=title, to=change.to)


@dataclass(frozen=True)
class Entry:
    """A version that people would call one: the last of the changes of one sitting.

    Attributes:
        version: How the plan was then.
        changes: How many changes led there.
    """

    version: Version
    changes: int = 1

    def __str__(self) -> str:
        if self.changes == 1:
            return str(self.version)
        return texts().changes["several"].format(count=self.changes)


class Versions:
    """The versions of one plan.

    Args:
        store: Where they are kept.
        plan_id: Id of the plan or its session, or a beginning that only one has.

    Raises:
        NotFoundError: there is no such plan.
    """

    def __init__(self, store: Store, plan_id: str) -> None:
        self._store = store
        self.plan_id = store.plan(plan_id).info.id

    def all(self) -> list[Version]:
        """Return the versions, the oldest first.

        Raises:
            DamagedFileError: what is stored is not a plan.
        """
        return [
            Version(_read(record), record.info.created)
            for record in self._store.plan_versions(self.plan_id)
        ]

    def get(self, number: int | None = None) -> Plan:
        """Return a version of the plan, without a number the newest.

        Raises:
            NotFoundError: there is no such version.
            DamagedFileError: what is stored is not a plan.
        """
        return _read(self._store.plan(self.plan_id, number))

    def save(self, plan: Plan) -> Plan:
        """Save a changed plan as the next version and return it.

        Raises:
            CoachError: the plan was changed elsewhere meanwhile, or cannot be saved; nothing was.
        """
        text = plan.model_dump_json()
        version = self._store.change_plan(plan.session, text, after=plan.version)
        if version is None:
            raise texts().errors.changed_elsewhere.failure()
        return plan.model_copy(update={"id": self.plan_id, "version": version})

    def undo(self) -> Plan:
        """Save the plan as it was before the last change that is not undone, and return it.

        Raises:
            CoachError: there is no change, or the plan cannot be saved.
        """
        everything = self.all()
        done, _ = steps(everything)
        if len(done) < 2:
            raise texts().errors.nothing_to_undo.failure()
        return self._back(everything[-1], done[-2], "undone")

    def redo(self) -> Plan:
        """Save the plan as it was before the last undo, and return it.

        Raises:
            CoachError: the last change was no undo, or the plan cannot be saved.
        """
        everything = self.all()
        _, undone = steps(everything)
        if not undone:
            raise texts().errors.nothing_to_redo.failure()
        return self._back(everything[-1], undone[-1], "redone")

    def restore(self, number: int) -> Plan:
        """Save an older version as the newest, and return it.

        Raises:
            NotFoundError: there is no such version.
            CoachError: it is the newest already, or cannot be saved.
        """
        everything = self.all()
        if number == everything[-1].number:
            raise texts().errors.same_version.failure(number=number)
        chosen = next((one for one in everything if one.number == number), None)
        if chosen is None:
            self.get(number)
            raise AssertionError("the store has a version that it does not list")
        return self._back(everything[-1], chosen, "restored")

    def _back(self, newest: Version, target: Version, kind: ChangeKind) -> Plan:
        change = Change(kind=kind, after=newest.number, to=target.number)
        update = {"version": newest.number, "change": change}
        return self.save(target.plan.model_copy(update=update))


def steps(versions: Sequence[Version]) -> tuple[list[Version], list[Version]]:
    """Return the versions that led to the newest, and those that were undone, the last one last.

    Args:
        versions: All versions, the oldest first.
    """
    done: list[Version] = []
    undone: list[Version] = []
    for version in versions:
        if version.kind == "undone" and len(done) > 1:
            undone.append(done.pop())
        elif version.kind == "redone" and undone:
            done.append(undone.pop())
        else:
            done.append(version)
            undone.clear()
    return done, undone


def entries(versions: Sequence[Version]) -> list[Entry]:
    """Return the versions for a list, the oldest first; own changes of one sitting are one entry.

    Args:
        versions: All versions, the oldest first.
    """
    found: list[Entry] = []
    for version in versions:
        last = found[-1] if found else None
        if last is not None and _one_sitting(last.version, version):
            found[-1] = Entry(version, last.changes + 1)
        else:
            found.append(Entry(version))
    return found


def _one_sitting(earlier: Version, later: Version) -> bool:
    own = {earlier.kind, later.kind} <= OWN_CHANGES
    return own and later.saved - earlier.saved <= ONE_SITTING


def _read(record: PlanRecord) -> Plan:
    try:
        return Plan.model_validate_json(record.json)
    except ValidationError as error:
        raise DamagedFileError(
            f"The plan {record.info.id} cannot be read.",
            f"Write it anew with: coach chat --resume {record.info.session_id}",
        ) from error
