"""What the store's methods share: checks and steps inside one transaction."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

from coach.errors import NotFoundError
from coach.store.messages import NewMessage
from coach.store.records import PlanInfo, PlanRecord

MESSAGE_COLUMNS = "turn, speaker, topic, kind, origin, text, ttft_ms, total_ms, instead_of, now"
PLAN_COLUMNS = "id, session_id, version, created, title"
_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike


def now() -> str:
    """Return the time as it is stored: UTC, ISO 8601."""
    return datetime.now(timezone.utc).isoformat()


def letters(count: int) -> str:
    """Return so many letters that are not mistaken for one another."""
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(count))


def storable(text: str) -> str:
    """Return ``text`` with whatever UTF-8 cannot hold (lone surrogates) as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def only(rows: Sequence[sqlite3.Row], wanted: str, noun: str, listing: str) -> sqlite3.Row:
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


def no_session(session_id: str) -> NotFoundError:
    """Return the error for a session that does not exist."""
    return NotFoundError(f"There is no session '{session_id}'.", "See: coach sessions list")


def check_session(connection: sqlite3.Connection, session_id: str) -> None:
    """Raise NotFoundError unless the session exists."""
    row = connection.execute("SELECT 1 FROM sessions WHERE id = ?", (storable(session_id),))
    if row.fetchone() is None:
        raise no_session(session_id)


def touch(connection: sqlite3.Connection, session_id: str, **columns: str) -> None:
    """Set columns of a session and when it was last changed."""
    columns["updated"] = now()
    names = ", ".join(f"{name} = ?" for name in columns)
    values: tuple[Any, ...] = (*columns.values(), storable(session_id))
    if connection.execute(f"UPDATE sessions SET {names} WHERE id = ?", values).rowcount == 0:
        raise no_session(session_id)


def last_turn(connection: sqlite3.Connection, session_id: str) -> int:
    """Return the number of the session's last turn, -1 before the first."""
    row = connection.execute(
        "SELECT coalesce(max(turn), -1) FROM messages WHERE session_id = ?", (session_id,)
    ).fetchone()
    return int(row[0])


def insert_message(connection: sqlite3.Connection, session_id: str, message: NewMessage) -> int:
    """Add a message as the session's next turn; return the turn.

    One that is given instead of an earlier answer stands in the place of that from now on.
    """
    turn = last_turn(connection, session_id) + 1
    connection.execute(
        "INSERT INTO messages"
        " (session_id, turn, speaker, topic, kind, origin, text, ttft_ms, total_ms, instead_of)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            session_id,
            turn,
            message.speaker,
            message.topic,
            message.kind,
            message.origin,
            storable(message.text),
            message.ttft_ms,
            message.total_ms,
            message.instead_of,
        ),
    )
    if message.instead_of is not None:
        let_stand(connection, session_id, turn)
    return turn


def let_stand(connection: sqlite3.Connection, session_id: str, turn: int) -> None:
    """Let a message stand in the place of the answer that it was given instead of."""
    place: int | None = turn
    while place is not None:
        first = place
        place = connection.execute(
            "SELECT instead_of FROM messages WHERE session_id = ? AND turn = ?",
            (session_id, first),
        ).fetchone()[0]
    connection.execute(
        "UPDATE messages SET now = ? WHERE session_id = ? AND turn = ?",
        (None if turn == first else turn, session_id, first),
    )


def new_plan_id(connection: sqlite3.Connection) -> str:
    """Return an id that no plan has."""
    while True:
        plan_id = f"plan-{letters(4)}"
        if connection.execute("SELECT 1 FROM plans WHERE id = ?", (plan_id,)).fetchone() is None:
            return plan_id


def insert_plan(
    connection: sqlite3.Connection, session_id: str, content: dict[str, Any]
) -> tuple[str, int]:
    """Add a plan as the session's next version; return the plan's id and the version.

    Both are written into ``content``. What was kept of an unfinished plan is deleted.
    """
    touch(connection, session_id)
    last = connection.execute(
        "SELECT id, version FROM plans WHERE session_id = ? ORDER BY version DESC LIMIT 1",
        (session_id,),
    ).fetchone()
    plan_id = new_plan_id(connection) if last is None else str(last["id"])
    version = 1 if last is None else int(last["version"]) + 1
    content.update(id=plan_id, version=version)
    connection.execute(
        f"INSERT INTO plans ({PLAN_COLUMNS}, json) VALUES (?, ?, ?, ?, ?, ?)",
        (
            plan_id,
            session_id,
            version,
            now(),
            storable(str(content.get("title", ""))),
            storable(json.dumps(content, ensure_ascii=False)),
        ),
    )
    connection.execute("DELETE FROM wordings WHERE session_id = ?", (session_id,))
    return plan_id, version


def plan_record(row: sqlite3.Row) -> PlanRecord:
    """Return a row of the plans as an object."""
    values = dict(row)
    text = values.pop("json")
    return PlanRecord(info=PlanInfo(**values), json=text)
