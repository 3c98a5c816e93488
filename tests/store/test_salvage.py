"""A damaged database is kept, and everything that can still be read of it is saved."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.store.database import Database
from coach.store.documents import DocumentStore, NewDocument, StoredPart
from coach.store.messages import NewMessage
from coach.store.pages import rows_of_file
from coach.store.salvage import LOST
from coach.store.store import Store

PAGE = 4096
SESSIONS, ANSWERS = 3, 12


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "coach.sqlite3"


def answer(session: int, number: int) -> str:
    # Some fill a page and more, as a rambling answer does.
    return f"session {session} answer {number} — " + "and so on " * (1200 if number == 7 else 40)


def fill(path: Path) -> list[str]:
    store = Store(path)
    ids = []
    for session in range(SESSIONS):
        session_id = store.create_session("short")
        ids.append(session_id)
        for number in range(ANSWERS):
            message = NewMessage(
                speaker="employee",
                topic="work",
                kind="answer",
                origin="stock",
                text=answer(session, number),
                ttft_ms=None if number % 2 else float(number),
            )
            notes = json.dumps({"topics": {}, "number": number})
            store.commit_turn(session_id, messages=[message], notes=notes, state="{}")
        store.save_plan(session_id, json.dumps({"title": f"plan {session}", "x": "y" * 6000}))
        store.keep_wording(session_id, "key", "outcome")
        store.reviews.begin(session_id, "{}")
    store.close()
    return ids


def whole(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(line for line in connection.iterdump() if line.startswith("INSERT"))


def texts(store: Store, session_id: str) -> list[str]:
    return [message.text for message in store.messages(session_id)]


def damage_list_of_tables(content: bytes) -> bytes:
    return b"\xff" * PAGE + content[PAGE:]


def damage_header(content: bytes) -> bytes:
    return b"\0" * 100 + content[100:]


def damage_every_inner_page(content: bytes) -> bytes:
    """Overwrite roots and indexes: everything that is not a row."""
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]
    rows = [page[0] == 13 for page in pages]
    overflows = [page[0] == 0 for page in pages]
    return b"".join(
        page if row or over else b"\xff" * PAGE
        for page, row, over in zip(pages, rows, overflows, strict=True)
    )


@pytest.mark.parametrize("damage", [damage_list_of_tables, damage_header, damage_every_inner_page])
def test_all_rows_are_saved_when_what_leads_to_them_is_lost(
    path: Path, damage: Callable[[bytes], bytes]
) -> None:
    fill(path)
    before = whole(path)
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"stale")

    store = Store(path)
    [copy] = [file for file in store.damaged_copies() if not file.name.endswith("-journal")]
    assert copy.read_bytes() == damaged
    assert copy.name in store.notice
    assert f"{SESSIONS} interviews, {SESSIONS * ANSWERS} messages, 3 versions" in store.notice
    store.close()
    assert whole(path) == before

    again = Store(path)
    assert again.notice == ""
    again.create_session("full")
    again.close()


def test_a_file_cut_short_gives_what_is_left_of_it(path: Path) -> None:
    ids = fill(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    store = Store(path)
    saved = 0
    for info in store.sessions():
        assert info.id in ids
        said = texts(store, info.id)
        kept = [text for text in said if text != LOST]
        assert set(kept) <= {answer(s, n) for s in range(SESSIONS) for n in range(ANSWERS)}
        assert [m.turn for m in store.messages(info.id)] == list(range(len(said)))
        saved += len(kept)
    assert saved > SESSIONS * ANSWERS // 4
    store.close()


def test_a_lost_message_leaves_its_number_and_an_interview_without_its_row_is_found(
    path: Path,
) -> None:
    [_, session_id, _] = fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
        connection.execute("DELETE FROM messages WHERE session_id = ? AND turn = 3", (session_id,))
        connection.execute("UPDATE messages SET turn = 1 << 40 WHERE turn = 5")
        connection.commit()
    path.write_bytes(damage_header(path.read_bytes()))
    store = Store(path)
    assert store.session(session_id).answers == ANSWERS - 2
    said = texts(store, session_id)
    assert (len(said), said[3], said[5]) == (ANSWERS, LOST, LOST)
    assert said[4] == answer(1, 4)
    store.close()


def test_nothing_that_can_be_read_is_said(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"these are my notes\n" * 1000)
    store = Store(path)
    assert store.sessions() == []
    assert "Nothing was readable" in store.notice
    store.close()


def test_the_library_is_saved_too(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    library = DocumentStore(path)
    document = NewDocument(path="/a/b.md", name="b.md", sha256="0" * 64, kind="Markdown")
    parts = [
        StoredPart(number=n, heading="h", place="", text=f"part {n} " * 200) for n in range(1, 9)
    ]
    document_id = library.save(document, parts)
    library.close()
    path.write_bytes(damage_list_of_tables(path.read_bytes()))
    library = DocumentStore(path)
    assert "1 documents" in library.notice
    assert library.parts(document_id) == parts
    library.close()


def test_two_programs_mend_a_file_once(path: Path) -> None:
    ids = fill(path)
    path.write_bytes(damage_header(path.read_bytes()))
    opened: list[Database] = []
    threads = [
        threading.Thread(target=lambda: opened.append(Database(path, holds="x"))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bool(database.notice) for database in opened) == [False, False, True]
    for database in opened:
        with database.reading() as connection:
            rows = connection.execute("SELECT id FROM sessions ORDER BY rowid").fetchall()
        assert [row["id"] for row in rows] == ids
        database.close()
    assert len(opened[0].damaged_copies()) == 1


def test_a_kill_while_it_is_mended_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path)
    before = whole(path)
    damaged = damage_header(path.read_bytes())
    path.write_bytes(damaged)

    def killed(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("coach.store.database.salvage", killed)
        with pytest.raises(KeyboardInterrupt):
            Store(path)
    assert path.read_bytes() == damaged
    store = Store(path)
    assert len(store.damaged_copies()) == 1
    store.close()
    assert whole(path) == before


@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_damage_keeps_the_program_from_starting(path: Path, data: st.DataObject) -> None:
    if not path.exists():
        fill(path)
        path.with_name("sound").write_bytes(path.read_bytes())
    content = bytearray(path.with_name("sound").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(st.binary(min_size=1, max_size=64)) * data.draw(st.integers(1, 80))
        content[at : at + len(piece)] = piece
    content[60:64] = data.draw(st.sampled_from([0, 1, 4, -1, 2**30])).to_bytes(
        4, "big", signed=True
    )
    path.write_bytes(content)
    store = Store(path)
    for info in store.sessions():
        store.messages(info.id)
        store.snapshot(info.id)
    store.create_session("full")
    store.close()
    for copy in [*store.damaged_copies(), *path.parent.glob("*.version-*")]:
        copy.unlink()


@given(st.binary(max_size=3 * 512), st.sampled_from([512, 4096]))
def test_bytes_of_any_kind_are_read_without_a_failure(noise: bytes, size: int) -> None:
    head = b"SQLite format 3\0" + size.to_bytes(2, "big")
    page = b"\x0d" + noise
    for _row in rows_of_file(head.ljust(size, b"\0") + page.ljust(2 * size, b"\x81")):
        pass
