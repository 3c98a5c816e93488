"""Sessions, messages, states of interviews and plans; the only place that knows SQL."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from coach.errors import NotFoundError
from coach.store.database import Database
from coach.store.messages import Message, MessageKind, MessageOrigin, NewMessage, Speaker
from coach.store.records import (
    Form,
    PlanInfo,
    PlanRecord,
    SessionInfo,
    SessionStatus,
    Snapshot,
)

_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
_SESSION_COLUMNS = """
    id, form, created, updated, status, title,
    (SELECT count(*) FROM messages
      WHERE session_id = sessions.id AND speaker = 'employee' AND kind = 'answer') AS answers
"""
_PLAN_COLUMNS = "id, session_id, version, created, title"


class Store:
    """The database of one person's interviews and plans.

    What a method has saved when it returns survives a kill and a power cut. Every method may be
    called from any thread, and raises CoachError when the disk is full or the file cannot be used;
    nothing is then half-written.
    """

    def __init__(self, path: Path) -> None:
        """Open the database, making it where there is none.

        Raises:
            CoachError: it cannot be opened, or a newer version of the program wrote it.
        """
        self._database = Database(path)

    @property
    def notice(self) -> str:
        """What people should know about the opening of the file; empty when all was well."""
        return self._database.notice

    def close(self) -> None:
        """Close the database; calling it twice is fine."""
        self._database.close()

    # Sessions

    def create_session(self, form: Form) -> str:
        """Begin a session and return its id, such as ``20261122-k3f9``."""
        now = _now()
        with self._database.transaction() as connection:
            while True:
                session_id = f"{datetime.now():%Y%m%d}-{_letters(4)}"
                with suppress(sqlite3.IntegrityError):  # taken: draw again
                    connection.execute(
                        "INSERT INTO sessions (id, form, created, updated) VALUES (?, ?, ?, ?)",
                        (session_id, form, now, now),
                    )
                    return session_id

    def sessions(self) -> list[SessionInfo]:
        """Return all sessions, the last used first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_SESSION_COLUMNS} FROM sessions ORDER BY updated DESC, rowid DESC"
            ).fetchall()
        return [SessionInfo(**dict(row)) for row in rows]

    def session(self, session_id: str) -> SessionInfo:
        """Return a session by its id or by a beginning of it that only one session has.

        Raises:
            NotFoundError: no session has that id, or several begin like that.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_SESSION_COLUMNS} FROM sessions WHERE substr(id, 1, length(?1)) = ?1"
                " ORDER BY id",
                (_storable(session_id),),
            ).fetchall()
        return SessionInfo(**dict(_only(rows, session_id, "session", "coach sessions list")))

    def set_status(self, session_id: str, status: SessionStatus) -> None:
        """Say whether the session is open or finished.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            _touch(connection, session_id, status=status)

    def set_title(self, session_id: str, title: str) -> None:
        """Say what the session is about, for lists.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            _touch(connection, session_id, title=_storable(title))

    def save_draft(self, session_id: str, text: str) -> None:
        """Keep what was typed and not sent; an empty text forgets it.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            _touch(connection, session_id, draft=_storable(text))

    def draft(self, session_id: str) -> str:
        """Return what was typed and not sent, or an empty text.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT draft FROM sessions WHERE id = ?", (_storable(session_id),)
            ).fetchone()
        if row is None:
            raise _no_session(session_id)
        return str(row["draft"])

    def delete_session(self, session_id: str) -> None:
        """Delete a session with its messages, notes and plans, for good.

        What was there is overwritten. Copies of the database from before an update go too, since
        they may hold the session.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            deleted = connection.execute(
                "DELETE FROM sessions WHERE id = ?", (_storable(session_id),)
            )
            if deleted.rowcount == 0:
                raise _no_session(session_id)
        self._database.delete_backups()
        self._database.shrink()

    def damaged_copies(self) -> list[Path]:
        """Return files of the database that were found damaged and set aside."""
        return self._database.damaged_copies()

    # Messages and states

    def add_message(
        self,
        session_id: str,
        *,
        speaker: Speaker,
        topic: str,
        kind: MessageKind,
        origin: MessageOrigin,
        text: str,
        ttft_ms: float | None = None,
        total_ms: float | None = None,
    ) -> int:
        """Save a message and return its turn.

        Raises:
            NotFoundError: no session has that id.
        """
        message = NewMessage(
            speaker=speaker,
            topic=topic,
            kind=kind,
            origin=origin,
            text=_storable(text),
            ttft_ms=ttft_ms,
            total_ms=total_ms,
        )
        with self._database.transaction() as connection:
            _touch(connection, session_id)
            return _insert_message(connection, session_id, message)

    def commit_turn(
        self, session_id: str, *, messages: Sequence[NewMessage], notes: str, state: str
    ) -> list[int]:
        """Save messages, notes and the state of the agenda together; return the messages' turns.

        The notes and the state are kept as the snapshot of the session's last turn.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            _touch(connection, session_id)
            turns = [_insert_message(connection, session_id, message) for message in messages]
            connection.execute(
                "INSERT OR REPLACE INTO snapshots (session_id, turn, notes, state)"
                " VALUES (?, ?, ?, ?)",
                (session_id, _last_turn(connection, session_id), notes, state),
            )
        return turns

    def messages(self, session_id: str) -> list[Message]:
        """Return the messages of a session in order.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.reading() as connection:
            _check_session(connection, session_id)
            rows = connection.execute(
                "SELECT turn, speaker, topic, kind, origin, text, ttft_ms, total_ms"
                " FROM messages WHERE session_id = ? ORDER BY turn",
                (session_id,),
            ).fetchall()
        return [Message(**dict(row)) for row in rows]

    def set_message_kind(self, session_id: str, turn: int, kind: MessageKind) -> None:
        """Say what a saved message turned out to be.

        Raises:
            NotFoundError: the session has no such turn.
        """
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE messages SET kind = ? WHERE session_id = ? AND turn = ?",
                (kind, _storable(session_id), turn),
            )
            if changed.rowcount == 0:
                raise NotFoundError(f"The session {session_id} has no message {turn}.")

    def snapshot(self, session_id: str) -> Snapshot | None:
        """Return the newest notes and state, or None before the first."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT turn, notes, state FROM snapshots WHERE session_id = ?"
                " ORDER BY turn DESC LIMIT 1",
                (_storable(session_id),),
            ).fetchone()
        return None if row is None else Snapshot(**dict(row))

    def snapshot_before(self, session_id: str, turn: int) -> Snapshot | None:
        """Return notes and state as they were before a turn, or None when there were none."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT turn, notes, state FROM snapshots WHERE session_id = ? AND turn < ?"
                " ORDER BY turn DESC LIMIT 1",
                (_storable(session_id), turn),
            ).fetchone()
        return None if row is None else Snapshot(**dict(row))

    # Plans

    def keep_wording(self, session_id: str, key: str, outcome: str) -> None:
        """Keep what the model worded for the session's plan until the plan is saved.

        Args:
            session_id: The session that the plan is written from.
            key: Names everything that the wording depends on.
            outcome: The wording, as its owner writes it.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            _touch(connection, session_id)
            connection.execute(
                "INSERT OR REPLACE INTO wordings (session_id, key, outcome) VALUES (?, ?, ?)",
                (session_id, key, _storable(outcome)),
            )

    def wordings(self, session_id: str) -> dict[str, str]:
        """Return what is kept of the session's unfinished plan, by key."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT key, outcome FROM wordings WHERE session_id = ?", (_storable(session_id),)
            ).fetchall()
        return {str(row["key"]): str(row["outcome"]) for row in rows}

    def save_plan(self, session_id: str, plan_json: str) -> tuple[str, int]:
        """Save a plan as the session's next version; return the plan's id and the version.

        All versions of a session's plan have one id. Id and version are written into the JSON.
        What was kept of the unfinished plan is deleted.

        Args:
            session_id: The session that it was written from.
            plan_json: A JSON object; its ``title`` is the plan's title in lists.

        Raises:
            NotFoundError: no session has that id.
            ValueError: ``plan_json`` is not a JSON object.
        """
        content = json.loads(plan_json)
        if not isinstance(content, dict):
            raise ValueError("a plan is a JSON object")
        with self._database.transaction() as connection:
            _touch(connection, session_id)
            last = connection.execute(
                "SELECT id, version FROM plans WHERE session_id = ? ORDER BY version DESC LIMIT 1",
                (session_id,),
            ).fetchone()
            plan_id = _new_plan_id(connection) if last is None else str(last["id"])
            version = 1 if last is None else int(last["version"]) + 1
            content.update(id=plan_id, version=version)
            connection.execute(
                f"INSERT INTO plans ({_PLAN_COLUMNS}, json) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    plan_id,
                    session_id,
                    version,
                    _now(),
                    _storable(str(content.get("title", ""))),
                    _storable(json.dumps(content, ensure_ascii=False)),
                ),
            )
            connection.execute("DELETE FROM wordings WHERE session_id = ?", (session_id,))
        return plan_id, version

    def plans(self) -> list[PlanInfo]:
        """Return the newest version of every plan, the newest plan first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_PLAN_COLUMNS} FROM plans AS one WHERE version ="
                " (SELECT max(version) FROM plans WHERE id = one.id)"
                " ORDER BY created DESC, rowid DESC"
            ).fetchall()
        return [PlanInfo(**dict(row)) for row in rows]

    def plan(self, plan_id: str, version: int | None = None) -> PlanRecord:
        """Return a plan by its id or its session's, or by a beginning that only one has.

        Args:
            plan_id: Id of a plan or of the session that it was written from.
            version: The version wanted; without it the newest.

        Raises:
            NotFoundError: no plan has that id or version, or several begin like that.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT id FROM plans WHERE substr(id, 1, length(?1)) = ?1"
                " OR substr(session_id, 1, length(?1)) = ?1 ORDER BY id",
                (_storable(plan_id),),
            ).fetchall()
            found = _only(rows, plan_id, "plan", "coach plan list")["id"]
            row = connection.execute(
                f"SELECT {_PLAN_COLUMNS}, json FROM plans"
                " WHERE id = ?1 AND (version = ?2 OR ?2 IS NULL) ORDER BY version DESC LIMIT 1",
                (found, version),
            ).fetchone()
        if row is None:
            raise NotFoundError(
                f"The plan {found} has no version {version}.", "See: coach plan list"
            )
        values = dict(row)
        text = values.pop("json")
        return PlanRecord(info=PlanInfo(**values), json=text)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat()


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(count))


def _storable(text: str) -> str:
    """Return ``text`` with whatever UTF-8 cannot hold (lone surrogates) as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _only(rows: Sequence[sqlite3.Row], wanted: str, noun: str, listing: str) -> sqlite3.Row:
    """Return the one row, or the one whose id is ``wanted`` exactly."""
    exact = [row for row in rows if row["id"] == wanted]
    if exact:
        return exact[0]
    if not rows or not wanted:
        raise NotFoundError(f"There is no {noun} '{wanted}'.", f"See: {listing}")
    if len(rows) > 1:
        raise NotFoundError(
            f"Several {noun}s begin with '{wanted}'.", f"Type more of the id. See: {listing}"
        )
    return rows[0]


def _no_session(session_id: str) -> NotFoundError:
    return NotFoundError(f"There is no session '{session_id}'.", "See: coach sessions list")


def _check_session(connection: sqlite3.Connection, session_id: str) -> None:
    row = connection.execute("SELECT 1 FROM sessions WHERE id = ?", (_storable(session_id),))
    if row.fetchone() is None:
        raise _no_session(session_id)


def _touch(connection: sqlite3.Connection, session_id: str, **columns: str) -> None:
    """Set columns of a session and when it was last changed."""
    columns["updated"] = _now()
    names = ", ".join(f"{name} = ?" for name in columns)
    values: tuple[Any, ...] = (*columns.values(), _storable(session_id))
    if connection.execute(f"UPDATE sessions SET {names} WHERE id = ?", values).rowcount == 0:
        raise _no_session(session_id)


def _last_turn(connection: sqlite3.Connection, session_id: str) -> int:
    row = connection.execute(
        "SELECT coalesce(max(turn), -1) FROM messages WHERE session_id = ?", (session_id,)
    ).fetchone()
    return int(row[0])


def _insert_message(connection: sqlite3.Connection, session_id: str, message: NewMessage) -> int:
    turn = _last_turn(connection, session_id) + 1
    connection.execute(
        "INSERT INTO messages"
        " (session_id, turn, speaker, topic, kind, origin, text, ttft_ms, total_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            session_id,
            turn,
            message.speaker,
            message.topic,
            message.kind,
            message.origin,
            _storable(message.text),
            message.ttft_ms,
            message.total_ms,
        ),
    )
    return turn


def _new_plan_id(connection: sqlite3.Connection) -> str:
    while True:
        plan_id = f"plan-{_letters(4)}"
        if connection.execute("SELECT 1 FROM plans WHERE id = ?", (plan_id,)).fetchone() is None:
            return plan_id
