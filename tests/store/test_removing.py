from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError, NotFoundError
from coach.store.messages import NewMessage
from coach.store.store import Store

SECRET = "the-word-that-must-be-gone"


def said(text: str, **changes: Any) -> NewMessage:
    values: dict[str, Any] = {
        "speaker": "employee",
        "topic": "work",
        "kind": "answer",
        "origin": "stock",
        "text": text,
    }
    return NewMessage(**{**values, **changes})


def full(store: Store) -> str:
    """Fill every table with something of one session."""
    session_id = store.create_session("full")
    store.set_title(session_id, "Rota [/b]")
    messages = [said("Hello"), said(SECRET), said("changed", instead_of=1)]
    store.commit_turn(session_id, messages=messages, notes="{}", state="{}")
    store.save_draft(session_id, "not sent")
    store.save_plan(session_id, '{"title": "one"}')
    store.save_plan(session_id, '{"title": "two"}')
    store.keep_wording(session_id, "key", "outcome")
    store.reviews.begin(session_id, "{}")
    return session_id


def everything(store: Store, session_id: str) -> list[Any]:
    return [
        store.session(session_id),
        store.messages(session_id),
        store.snapshot(session_id),
        store.draft(session_id),
        [record.json for record in store.plan_versions(store.plan(session_id).info.id)],
        store.wordings(session_id),
        store.reviews.of(session_id),
    ]


def test_a_deleted_interview_is_gone_from_the_disk_and_comes_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "coach.sqlite3"
    store = Store(path)
    other, session_id = full(store), full(store)
    before, beside = everything(store, session_id), everything(store, other)
    removed = store.delete_session(other)
    store.bring_back(removed)
    removed = store.delete_session(session_id)
    with pytest.raises(NotFoundError):
        store.session(session_id)
    store.delete_session(other)
    assert SECRET.encode() not in path.read_bytes()  # memory is the only place that has it
    store.bring_back(removed)
    assert everything(store, session_id) == before
    assert everything(store, session_id)[1] == beside[1]
    store.close()


def test_what_is_deleted_is_gone_even_where_the_file_cannot_be_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coach.store.database.Database.shrink", lambda self: None)
    path = tmp_path / "coach.sqlite3"
    store = Store(path)
    ids = [store.create_session("full") for _ in range(4)]
    for number in range(12):
        for place, session_id in enumerate(ids):
            words = f"{SECRET}-{place} " * (3, 40, 500)[(number + place) % 3]
            notes = '{"of": "%s"}' % (words if number % 5 == 0 else "")
            store.commit_turn(session_id, messages=[said(words)], notes=notes, state="{}")
    store.delete_session(ids[1])
    assert f"{SECRET}-1 ".encode() not in path.read_bytes()
    assert f"{SECRET}-2 ".encode() in path.read_bytes()
    store.close()


def test_what_a_kill_left_of_it_goes_with_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "coach.sqlite3")
    session_id = full(store)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f".coach-{ended.pid}-k3f9_abc"
    ours = tmp_path / f".coach-{os.getpid()}-k3f9_abc"
    for file in (left, ours):
        file.write_text(SECRET)
    store.delete_session(session_id)
    assert (left.exists(), ours.exists()) == (False, True)
    store.close()


def test_what_is_there_is_not_brought_back_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "coach.sqlite3")
    removed = store.delete_session(full(store))
    store.bring_back(removed)
    before = everything(store, removed.session_id)
    with pytest.raises(CoachError, match="here again already"):
        store.bring_back(removed)
    assert everything(store, removed.session_id) == before
    store.close()


def test_every_table_of_a_session_is_brought_back(tmp_path: Path) -> None:
    """A table that is added to the layout has to be added to what is kept for undo."""
    import sqlite3
    from contextlib import closing

    store = Store(tmp_path / "coach.sqlite3")
    removed = store.delete_session(full(store))
    store.close()
    with closing(sqlite3.connect(tmp_path / "coach.sqlite3")) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
    assert {name for (name,) in tables} == {name for name, rows in removed.rows.items() if rows}
