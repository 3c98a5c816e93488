from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from coach.errors import CoachError, NotFoundError
from coach.plan.editing import added, deleted, edited
from coach.plan.model import Change
from coach.plan.versions import Version, Versions, entries
from coach.store.store import Store
from tests.plan.changes import ADAPT, CAUSE, FIRST, TIP, TODAY, changeable, lines, saved


def test_changes_are_undone_and_brought_back_one_by_one_also_after_a_restart(
    tmp_path: Path,
) -> None:
    store, first = saved(tmp_path)
    versions = Versions(store, first.id)
    second = versions.save(added(first, "work", "I drive."))
    third = versions.save(deleted(second, "actions", 1))
    assert (second.version, third.version) == (2, 3)
    store.close()

    store = Store(tmp_path / "coach.sqlite3")
    versions = Versions(store, first.id)
    assert lines(versions.undo()) == lines(second)
    assert lines(versions.undo(), "work") == lines(first, "work")
    with pytest.raises(CoachError, match="nothing to undo"):
        versions.undo()
    assert lines(versions.redo(), "work") == ["I drive."]
    assert lines(versions.redo()) == lines(third)
    with pytest.raises(CoachError, match="nothing to bring back"):
        versions.redo()
    assert [one.number for one in versions.all()] == [1, 2, 3, 4, 5, 6, 7]
    assert versions.get().version == 7
    store.close()


def test_after_a_new_change_nothing_is_brought_back(tmp_path: Path) -> None:
    store, plan = saved(tmp_path)
    versions = Versions(store, plan.id)
    versions.save(deleted(plan, "actions", 1))
    versions.save(deleted(versions.undo(), "actions", 2))
    with pytest.raises(CoachError, match="nothing to bring back"):
        versions.redo()
    assert lines(versions.get()) == [FIRST, ADAPT, TIP]
    assert lines(versions.undo()) == lines(plan)
    store.close()


def test_going_back_to_a_version_makes_a_new_one_that_can_be_undone(tmp_path: Path) -> None:
    store, plan = saved(tmp_path)
    versions = Versions(store, plan.id)
    second = versions.save(deleted(plan, "actions", 1))
    third = versions.save(deleted(second, "actions", 1))
    back = versions.restore(1)
    assert (back.version, lines(back)) == (4, lines(plan))
    assert lines(versions.undo()) == lines(third)
    with pytest.raises(CoachError, match="at version 5 already"):
        versions.restore(5)
    with pytest.raises(NotFoundError, match="no version 9"):
        versions.restore(9)
    assert lines(versions.get(2)) == lines(second)
    store.close()


def test_drafting_again_can_be_undone(tmp_path: Path) -> None:
    store, plan = saved(tmp_path)
    versions = Versions(store, plan.id)
    mine = versions.save(added(plan, "work", "I drive."))
    fresh = changeable(plan.session).model_copy(update={"title": "Another"})
    fresh.change = Change(kind="drafted", after=mine.version)
    store.save_plan(plan.session, fresh.model_dump_json())
    assert versions.undo().sections == mine.sections
    store.close()


def test_a_change_of_an_older_version_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    store, plan = saved(tmp_path)
    here, there = Versions(store, plan.id), Versions(store, plan.session)
    there.save(added(plan, "work", "Theirs."))
    with pytest.raises(CoachError, match="another window"):
        here.save(added(plan, "work", "Mine."))
    assert lines(here.get(), "work") == ["Theirs."]
    assert len(here.all()) == 2
    store.close()


def test_each_version_says_what_it_changed(tmp_path: Path) -> None:
    store, plan = saved(tmp_path)
    versions = Versions(store, plan.id)
    plan = versions.save(edited(plan, "actions", 2, "I note [trips].", today=TODAY))
    versions.undo()
    versions.redo()
    versions.restore(1)
    copy = versions.get().model_copy(update={"title": "Copied elsewhere"})
    store.save_plan(copy.session, copy.model_dump_json())
    told = [str(version) for version in versions.all()]
    assert told == [
        "Written from the interview",
        "A line changed by you: What I will do",
        "Undone, back to version 1",
        "Brought back, as in version 2",
        "Back to version 1",
        "The plan was written again",
    ]
    store.close()


def test_changes_of_one_sitting_are_one_entry() -> None:
    def version(number: int, kind: str | None, minutes: int) -> Version:
        change = Change.model_validate({"kind": kind, "after": number - 1}) if kind else None
        plan = changeable().model_copy(update={"version": number, "change": change})
        start = dt.datetime(2026, 5, 4, tzinfo=dt.timezone.utc)
        return Version(plan, start + dt.timedelta(minutes=minutes))

    history = [
        version(1, None, 0),
        version(2, "edited", 1),
        version(3, "moved", 20),
        version(4, "undone", 45),
        version(5, "edited", 80),
        version(6, "reviewed", 81),
        version(7, "restored", 82),
    ]
    found = [(one.version.number, one.changes) for one in entries(history)]
    assert found == [(1, 1), (4, 3), (5, 1), (6, 1), (7, 1)]
    assert str(entries(history)[1]) == "3 changes by you"


def test_a_failure_in_the_middle_of_a_save_leaves_the_plan_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, plan = saved(tmp_path)
    versions = Versions(store, plan.id)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("coach.store.rows.touch", killed)
    with pytest.raises(KeyboardInterrupt):
        versions.save(deleted(plan, "actions", 1))
    monkeypatch.undo()
    assert len(versions.all()) == 1
    assert lines(versions.save(deleted(plan, "actions", 2))) == [FIRST, ADAPT, TIP]
    assert CAUSE in lines(versions.undo())
    store.close()
