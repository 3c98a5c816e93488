from __future__ import annotations

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.store.database import Database
from coach.store.migrations import MIGRATIONS, Migration, migrate, version_of
from coach.store.store import Store

NEXT = Migration("a colour", ("ALTER TABLE sessions ADD COLUMN colour TEXT DEFAULT 'grey'",))
BROKEN = Migration("broken", ("CREATE TABLE half (x)", "CREATE TABLE sessions (x)"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "coach.sqlite3"


def fill(path: Path) -> str:
    store = Store(path)
    session_id = store.create_session("full")
    for _ in range(20):
        store.add_message(
            session_id,
            speaker="employee",
            topic="work",
            kind="answer",
            origin="stock",
            text="kept " * 500,
        )
    store.close()
    return session_id


def memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def test_migrations_run_in_order_and_once() -> None:
    connection = memory()
    assert migrate(connection, [*MIGRATIONS, NEXT]) == [*(m.name for m in MIGRATIONS), "a colour"]
    assert version_of(connection) == len(MIGRATIONS) + 1
    assert migrate(connection, [*MIGRATIONS, NEXT]) == []
    connection.close()


@pytest.mark.parametrize("start", range(len(MIGRATIONS) + 1))
def test_every_earlier_version_becomes_the_newest(start: int) -> None:
    def layout(connection: sqlite3.Connection) -> list[tuple[str, str]]:
        return connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()

    fresh, older = memory(), memory()
    migrate(fresh)
    migrate(older, MIGRATIONS[:start])
    migrate(older)
    assert layout(older) == layout(fresh)
    fresh.close()
    older.close()


def test_a_step_that_fails_leaves_nothing_behind() -> None:
    connection = memory()
    with pytest.raises(sqlite3.Error):
        migrate(connection, [*MIGRATIONS, BROKEN])
    assert version_of(connection) == len(MIGRATIONS)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema")]
    assert "half" not in names
    connection.close()


@pytest.mark.parametrize("start", range(1, len(MIGRATIONS)))
def test_each_earlier_version_is_copied_whole_before_it_is_migrated(path: Path, start: int) -> None:
    Database(path, MIGRATIONS[:start]).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO sessions (id, form, created, updated, draft)"
            " VALUES ('one', 'full', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', 'd')"
        )
        connection.commit()
        before = list(connection.iterdump())
    store = Store(path)
    assert (store.session("one").id, store.draft("one"), store.notice) == ("one", "d", "")
    store.close()
    copy = path.with_name(f"{path.name}.version-{start}")
    with closing(sqlite3.connect(copy)) as connection:
        assert version_of(connection) == start
        assert list(connection.iterdump()) == before


def test_an_existing_database_is_copied_before_it_is_migrated(path: Path) -> None:
    session_id = fill(path)
    database = Database(path, [*MIGRATIONS, NEXT])
    with database.reading() as connection:
        row = connection.execute("SELECT id, colour FROM sessions").fetchone()
    assert tuple(row) == (session_id, "grey")
    database.close()
    backup = path.with_name(f"{path.name}.version-{len(MIGRATIONS)}")
    if sys.platform != "win32":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    connection = sqlite3.connect(backup)
    assert version_of(connection) == len(MIGRATIONS)
    assert connection.execute("SELECT count(*) FROM messages").fetchone()[0] == 20
    connection.close()


def test_a_new_or_current_database_is_not_copied(path: Path) -> None:
    fill(path)
    Database(path).close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_database_of_a_newer_version_is_refused_and_untouched(path: Path) -> None:
    fill(path)
    Database(path, [*MIGRATIONS, NEXT]).close()
    path.with_name(f"{path.name}.version-{len(MIGRATIONS)}").unlink()
    # Of a program that was killed: SQLite would put it back into the file, which is not for us.
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"hot")
    before = path.read_bytes()
    with pytest.raises(CoachError, match=r"newer version.*nothing was changed"):
        Store(path)
    assert (path.read_bytes(), journal.read_bytes()) == (before, b"hot")
    assert {file.name for file in path.parent.iterdir()} == {path.name, journal.name}


def test_an_empty_file_is_a_new_database(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"")
    store = Store(path)
    assert (store.notice, store.sessions()) == ("", [])
    store.close()


def test_a_locked_file_is_explained(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path)
    monkeypatch.setattr("coach.store.connecting.BUSY_SECONDS", 0.0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(CoachError, match="Another program"):
        Store(path)
    other.execute("ROLLBACK")
    other.close()
    Store(path).close()


def test_answers_reach_the_disk_before_a_commit_returns(path: Path) -> None:
    database = Database(path)
    with database.reading() as connection:
        pragmas = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode", "foreign_keys", "secure_delete")
        }
    assert pragmas == {
        "synchronous": 3,
        "journal_mode": "delete",
        "foreign_keys": 1,
        "secure_delete": 1,
    }
    database.close()


def test_a_file_that_was_deleted_or_replaced_meanwhile_takes_no_answer(path: Path) -> None:
    database = Database(path)
    path.rename(path.with_name("elsewhere"))
    for again in (False, True):
        if again:
            Database(path).close()
        with pytest.raises(CoachError, match="was not saved"), database.transaction() as connection:
            connection.execute(
                "INSERT INTO sessions (id, form, created, updated) VALUES ('a', 'full', '', '')"
            )
    database.close()
