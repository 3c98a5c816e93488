from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError, NotFoundError
from coach.store.messages import Message, NewMessage
from coach.store.store import Store

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="file modes of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "coach.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


def said(text: str, **changes: Any) -> NewMessage:
    values: dict[str, Any] = {
        "speaker": "coach",
        "topic": "work",
        "kind": "question",
        "origin": "stock",
        "text": text,
    }
    return NewMessage(**{**values, **changes})


def answer(store: Store, session_id: str, text: str, **changes: Any) -> int:
    values: dict[str, Any] = {
        "speaker": "employee",
        "topic": "work",
        "kind": "answer",
        "origin": "stock",
        "text": text,
    }
    return store.add_message(session_id, **{**values, **changes})


def test_session_ids_are_short_readable_and_different(store: Store) -> None:
    ids = [store.create_session("full") for _ in range(40)]
    assert len(set(ids)) == 40
    assert all(re.fullmatch(r"\d{8}-[a-z2-9]{4}", session_id) for session_id in ids)


def test_a_session_is_found_by_a_beginning_that_only_it_has(store: Store) -> None:
    first, second = store.create_session("full"), store.create_session("short")
    assert store.session(first).form == "full"
    with pytest.raises(NotFoundError, match="Several"):
        store.session("20")
    store.delete_session(first)
    assert store.session("20").id == second
    for unknown in ("", "20991231", "%", "' OR 1=1 --", "\ud800"):
        with pytest.raises(NotFoundError, match="There is no"):
            store.session(unknown)


def test_turns_count_over_both_speakers_and_lines_are_the_contract(store: Store) -> None:
    session_id = store.create_session("full")
    turns = store.commit_turn(
        session_id, messages=[said("Hello."), said("What do you do?")], notes="{}", state="{}"
    )
    assert turns == [0, 1]
    assert answer(store, session_id, "I fix forklifts.", total_ms=None) == 2
    lines = [json.loads(m.model_dump_json()) for m in store.messages(session_id)]
    assert [line["turn"] for line in lines] == [0, 1, 2]
    assert list(lines[2].items()) == [
        ("turn", 2),
        ("speaker", "employee"),
        ("topic", "work"),
        ("kind", "answer"),
        ("origin", "stock"),
        ("text", "I fix forklifts."),
        ("ttft_ms", None),
        ("total_ms", None),
    ]


def test_answers_are_counted_without_asking_back(store: Store) -> None:
    session_id = store.create_session("full")
    answer(store, session_id, "I fix forklifts.")
    turn = answer(store, session_id, "Who sees this?")
    store.set_message_kind(session_id, turn, "clarification")
    assert store.session(session_id).answers == 1
    assert store.messages(session_id)[turn].kind == "clarification"
    with pytest.raises(NotFoundError):
        store.set_message_kind(session_id, 99, "answer")


@pytest.mark.parametrize(
    "text", ["", "[/b] \x00 '; DROP TABLE sessions; --", "naïve 😀", "a" * 100_000]
)
def test_text_comes_back_as_it_was(store: Store, text: str) -> None:
    session_id = store.create_session("full")
    turn = answer(store, session_id, text)
    store.save_draft(session_id, text)
    assert store.messages(session_id)[turn].text == text
    assert store.draft(session_id) == text


def test_what_utf8_cannot_hold_is_replaced_and_not_a_failure(store: Store) -> None:
    session_id = store.create_session("full")
    store.save_draft(session_id, "half \ud83d a letter")
    assert store.draft(session_id) == "half ? a letter"


def test_snapshots_follow_turns(store: Store) -> None:
    session_id = store.create_session("full")
    assert store.snapshot(session_id) is None
    store.commit_turn(session_id, messages=[said("One?")], notes="n0", state="s0")
    turn = answer(store, session_id, "Yes.")
    store.commit_turn(session_id, messages=[said("Two?")], notes="n2", state="s2")
    store.commit_turn(session_id, messages=[], notes="n2b", state="s2b")
    newest = store.snapshot(session_id)
    assert newest is not None
    assert (newest.turn, newest.notes, newest.state) == (2, "n2b", "s2b")
    before = store.snapshot_before(session_id, turn)
    assert before is not None
    assert (before.turn, before.notes) == (0, "n0")
    assert store.snapshot_before(session_id, 0) is None


def test_a_turn_is_committed_whole_or_not_at_all(store: Store, path: Path) -> None:
    session_id = store.create_session("full")
    with sqlite3.connect(path) as other:
        other.execute(
            "CREATE TRIGGER fail BEFORE INSERT ON snapshots BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    other.close()
    with pytest.raises(CoachError):
        store.commit_turn(session_id, messages=[said("One?")], notes="{}", state="{}")
    assert store.messages(session_id) == []


def test_unknown_sessions_are_named(store: Store) -> None:
    for call in (
        lambda: answer(store, "nobody", "x"),
        lambda: store.commit_turn("nobody", messages=[], notes="", state=""),
        lambda: store.messages("nobody"),
        lambda: store.draft("nobody"),
        lambda: store.save_draft("nobody", "x"),
        lambda: store.set_status("nobody", "finished"),
        lambda: store.set_title("nobody", "x"),
        lambda: store.keep_wording("nobody", "key", "x"),
        lambda: store.save_plan("nobody", "{}"),
        lambda: store.delete_session("nobody"),
    ):
        with pytest.raises(NotFoundError, match="nobody"):
            call()


def test_sessions_are_listed_last_used_first(store: Store) -> None:
    first, second = store.create_session("full"), store.create_session("short")
    store.set_title(first, "Forklifts for [Dave]")
    store.set_status(first, "finished")
    listed = store.sessions()
    assert [info.id for info in listed] == [first, second]
    assert (listed[0].title, listed[0].status) == ("Forklifts for [Dave]", "finished")
    assert listed[0].created <= listed[0].updated
    assert listed[0].created.utcoffset() is not None


def test_plans_have_versions_and_are_found_by_session_or_beginning(store: Store) -> None:
    session_id = store.create_session("full")
    plan_id, version = store.save_plan(session_id, '{"title": "Plan für Dave", "sections": []}')
    assert version == 1
    assert store.save_plan(session_id, '{"title": "Second"}') == (plan_id, 2)
    other_id, _ = store.save_plan(store.create_session("short"), '{"title": "Other"}')
    assert other_id != plan_id

    assert [(info.id, info.version) for info in store.plans()] == [(other_id, 1), (plan_id, 2)]
    assert store.plan(plan_id).info.title == "Second"
    assert store.plan(session_id).info.version == 2
    record = store.plan(plan_id, version=1)
    assert json.loads(record.json) == {
        "title": "Plan für Dave",
        "sections": [],
        "id": plan_id,
        "version": 1,
    }
    with pytest.raises(NotFoundError, match="version 3"):
        store.plan(plan_id, version=3)
    with pytest.raises(NotFoundError):
        store.plan("plan-0000")
    with pytest.raises(NotFoundError, match="Several"):
        store.plan("plan-")
    store.delete_session(session_id)
    assert store.plan("plan-").info.id == other_id


def test_wordings_are_kept_until_the_plan_is_saved(store: Store, path: Path) -> None:
    session_id, other = store.create_session("full"), store.create_session("full")
    assert store.wordings(session_id) == {}
    store.keep_wording(session_id, "k1", "zebra")
    store.keep_wording(session_id, "k1", "giraffe")
    store.keep_wording(session_id, "k2", "lion")
    store.keep_wording(other, "k1", "tiger")
    again = Store(path)
    assert again.wordings(session_id) == {"k1": "giraffe", "k2": "lion"}
    again.close()
    store.save_plan(session_id, "{}")
    assert store.wordings(session_id) == {}
    assert store.wordings(other) == {"k1": "tiger"}
    assert b"giraffe" not in path.read_bytes()


def test_deleting_leaves_nothing_in_the_file(store: Store, path: Path) -> None:
    kept = store.create_session("full")
    answer(store, kept, "this stays")
    session_id = store.create_session("full")
    answer(store, session_id, "zebra " * 5_000)
    store.save_draft(session_id, "zebra draft")
    store.save_draft(session_id, "")
    store.set_title(session_id, "zebra")
    store.commit_turn(session_id, messages=[], notes="zebra notes", state="zebra state")
    plan_id, _ = store.save_plan(session_id, '{"title": "zebra plan"}')
    store.keep_wording(session_id, "key", "zebra wording")
    backup = path.with_name(path.name + ".version-1")
    backup.write_bytes(b"zebra")
    size = path.stat().st_size
    store.delete_session(session_id)

    assert all(b"zebra" not in file.read_bytes() for file in path.parent.iterdir())
    assert path.stat().st_size < size
    with pytest.raises(NotFoundError):
        store.session(session_id)
    with pytest.raises(NotFoundError):
        store.plan(plan_id)
    assert store.snapshot(session_id) is None
    assert store.wordings(session_id) == {}
    assert store.messages(kept)[0].text == "this stays"


@POSIX
def test_file_and_folder_are_private_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        store = Store(path)
        store.create_session("full")
        with store._database.transaction() as connection:  # a journal exists while it writes
            connection.execute("DELETE FROM sessions")
            modes = {f.name: stat.S_IMODE(f.stat().st_mode) for f in path.parent.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert modes == {path.name: 0o600, path.name + "-journal": 0o600}


@POSIX
def test_a_file_that_others_could_read_is_made_private(path: Path) -> None:
    Store(path).close()
    path.chmod(0o644)
    Store(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_full_disk_is_explained_and_leaves_nothing_half_written(store: Store) -> None:
    session_id = store.create_session("full")
    answer(store, session_id, "before")
    with store._database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(CoachError, match=r"disk is full.*Free some room"):
        answer(store, session_id, "x" * 100_000)
    with store._database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert [m.text for m in store.messages(session_id)] == ["before"]
    assert answer(store, session_id, "after") == 1


def test_a_file_that_cannot_be_written_is_explained(store: Store) -> None:
    session_id = store.create_session("full")
    with store._database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(CoachError, match=r"cannot be written.*COACH_HOME"):
        answer(store, session_id, "x")
    assert store.messages(session_id) == []


def test_a_place_that_cannot_hold_a_database_is_explained(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CoachError, match="cannot be used"):
        Store(tmp_path / "folder")
    (tmp_path / "file").write_text("")
    with pytest.raises(CoachError, match="cannot be used"):
        Store(tmp_path / "file" / "coach.sqlite3")


def test_threads_share_a_store(store: Store) -> None:
    session_id = store.create_session("full")

    def talk() -> None:
        for number in range(10):
            answer(store, session_id, str(number))

    threads = [threading.Thread(target=talk) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [m.turn for m in store.messages(session_id)] == list(range(40))


def test_two_programs_share_a_file(store: Store, path: Path) -> None:
    session_id = store.create_session("full")
    other = Store(path)
    assert answer(store, session_id, "one") == 0
    assert answer(other, session_id, "two") == 1
    other.close()
    assert [m.text for m in store.messages(session_id)] == ["one", "two"]


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(CoachError, match="closed"):
        store.sessions()


def test_every_answer_that_was_saved_survives_a_kill(path: Path) -> None:
    """A child saves answers without end and says which; it is killed in the middle."""
    script = f"""
import itertools, pathlib
from coach.store.store import Store
store = Store(pathlib.Path({str(path)!r}))
session = store.create_session("full")
print(session, flush=True)
for number in itertools.count():
    turn = store.add_message(session, speaker="employee", topic="work", kind="answer",
                             origin="stock", text=f"answer {{number}} " * 500)
    store.commit_turn(session, messages=[], notes=str(turn), state=str(turn))
    print(turn, flush=True)
"""
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    session_id = child.stdout.readline().strip()
    for _ in range(5):
        child.stdout.readline()
    child.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    reported = [int(line) for line in child.stdout.read().split()]
    child.wait()
    child.stdout.close()

    store = Store(path)
    assert store.notice == ""
    messages = store.messages(session_id)
    last = max(reported, default=4)
    assert [m.turn for m in messages] == list(range(len(messages)))
    assert messages[-1].turn >= last
    snapshot = store.snapshot(session_id)
    assert snapshot is not None
    assert snapshot.turn >= last
    store.close()


def test_a_message_is_checked() -> None:
    with pytest.raises(ValueError, match="speaker"):
        Message.model_validate({**said("x").model_dump(), "turn": 0, "speaker": "ghost"})
