"""Sessions, messages, states of interviews and plans; the only place that knows SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from coach.errors import NotFoundError
from coach.store.database import Database
from coach.store.key import Key
from coach.store.messages import REVIEW, Message, MessageKind, MessageOrigin, NewMessage, Speaker
from coach.store.open_sessions import OpenSessions
from coach.store.plans import Plans
from coach.store.records import (
    Form,
    SessionInfo,
    SessionStatus,
    Snapshot,
)
from coach.store.removing import Removed, Removing
from coach.store.reviews import Reviews
from coach.store.rows import (
    MESSAGE_COLUMNS,
    check_session,
    insert_message,
    last_turn,
    let_stand,
    letters,
    no_session,
    now,
    only,
    storable,
    touch,
)
from coach.store.searching import Searching

_SESSION_COLUMNS = f"""
    id, form, created, updated, status, title,
    (SELECT count(*) FROM messages
      WHERE session_id = sessions.id AND speaker = 'employee' AND kind = 'answer'
        AND topic <> '{REVIEW}' AND instead_of IS NULL) AS answers
"""


class Store(Plans):
    """The database of one person's interviews, plans and reviews.

    What a method has saved when it returns survives a kill and a power cut. Every method may be
    called from any thread, and raises CoachError when the disk is full or the file cannot be used;
    nothing is then half-written.

    Attributes:
        reviews: What people said of their plans weeks later.
        searching: Finds what was said in any interview.
    """

    def __init__(self, path: Path, key: Key | None = None) -> None:
        """Open the database, making it where there is none.

        Args:
            path: The file.
            key: What it is encrypted with.

        Raises:
            LockedError: it is encrypted, and there is no key.
            CoachError: it cannot be opened, or a newer version of the program wrote it.
        """
        super().__init__(Database(path, key=key))
        self._open = OpenSessions(path)
        self.reviews = Reviews(self._database, self._open)
        self.searching = Searching(self._database)
        self._removing = Removing(self._database)

    @property
    def notice(self) -> str:
        """What people should know about the opening of the file; empty when all was well."""
        return self._database.notice

    @property
    def encrypted(self) -> bool:
        """Whether the file is encrypted."""
        return self._database.encrypted

    def rewrite(self, key: Key | None) -> None:
        """Write the file anew with another key, or plain with None, whole or not at all.

        Copies from before an update and damaged ones are deleted: they have the old key, or none.

        Raises:
            CoachError: it cannot be done, or another program is using the file.
        """
        self._database.rewrite(key)

    def hold(self, session_id: str) -> None:
        """Keep a session for this program until ``let_go``, so that no other one goes on with it.

        Args:
            session_id: The whole id.

        Raises:
            CoachError: another program holds it.
        """
        self._open.open(session_id)

    def let_go(self, session_id: str) -> None:
        """Take back one ``hold``; with the last one other programs may go on with the session."""
        self._open.leave(session_id)

    def close(self) -> None:
        """Close the database; calling it twice is fine."""
        self._open.close()
        self._database.close()

    # Sessions

    def create_session(self, form: Form) -> str:
        """Begin a session and return its id, such as ``20261122-k3f9``."""
        created = now()
        with self._database.transaction() as connection:
            while True:
                session_id = f"{datetime.now():%Y%m%d}-{letters(4)}"
                with suppress(sqlite3.IntegrityError):  # taken: draw again
                    connection.execute(
                        "INSERT INTO sessions (id, form, created, updated) VALUES (?, ?, ?, ?)",
                        (session_id, form, created, created),
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
                (storable(session_id),),
            ).fetchall()
        return SessionInfo(**dict(only(rows, session_id, "session", "coach sessions list")))

    def set_status(self, session_id: str, status: SessionStatus) -> None:
        """Say whether the session is open or finished.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            touch(connection, session_id, status=status)

    def set_title(self, session_id: str, title: str) -> None:
        """Say what the session is about, for lists.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            touch(connection, session_id, title=storable(title))

    def save_draft(self, session_id: str, text: str) -> None:
        """Keep what was typed and not sent; an empty text forgets it.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            touch(connection, session_id, draft=storable(text))

    def draft(self, session_id: str) -> str:
        """Return what was typed and not sent, or an empty text.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT draft FROM sessions WHERE id = ?", (storable(session_id),)
            ).fetchone()
        if row is None:
            raise no_session(session_id)
        return str(row["draft"])

    def delete_session(self, session_id: str) -> Removed:
        """Delete a session with its messages, notes and plans.

        What was there is overwritten. Copies of the database from before an update go too, since
        they may hold the session.

        Returns:
            What was deleted; ``bring_back`` takes it. It is nowhere else any more.

        Raises:
            NotFoundError: no session has that id.
        """
        return self._removing.delete(session_id)

    def bring_back(self, removed: Removed) -> None:
        """Put back what ``delete_session`` returned.

        Raises:
            CoachError: a plan or a session of its name is there.
        """
        self._removing.bring_back(removed)

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
            text=storable(text),
            ttft_ms=ttft_ms,
            total_ms=total_ms,
        )
        with self._database.transaction() as connection:
            touch(connection, session_id)
            return insert_message(connection, session_id, message)

    def commit_turn(
        self,
        session_id: str,
        *,
        messages: Sequence[NewMessage],
        notes: str,
        state: str,
        stands: int | None = None,
    ) -> list[int]:
        """Save messages, notes and the state of the agenda together; return the messages' turns.

        The notes and the state are kept as the snapshot of the session's last turn.

        Args:
            session_id: The session.
            messages: What was said.
            notes: JSON.
            state: JSON.
            stands: Turn of an earlier text of a changed answer that shall count again.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.transaction() as connection:
            touch(connection, session_id)
            turns = [insert_message(connection, session_id, message) for message in messages]
            if stands is not None:
                let_stand(connection, session_id, stands)
            connection.execute(
                "INSERT OR REPLACE INTO snapshots (session_id, turn, notes, state)"
                " VALUES (?, ?, ?, ?)",
                (session_id, last_turn(connection, session_id), notes, state),
            )
        return turns

    def messages(self, session_id: str) -> list[Message]:
        """Return the messages of a session in order.

        Raises:
            NotFoundError: no session has that id.
        """
        with self._database.reading() as connection:
            check_session(connection, session_id)
            rows = connection.execute(
                f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE session_id = ? ORDER BY turn",
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
                (kind, storable(session_id), turn),
            )
            if changed.rowcount == 0:
                raise NotFoundError(f"The session {session_id} has no message {turn}.")

    def snapshot(self, session_id: str) -> Snapshot | None:
        """Return the newest notes and state, or None before the first."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT turn, notes, state FROM snapshots WHERE session_id = ?"
                " ORDER BY turn DESC LIMIT 1",
                (storable(session_id),),
            ).fetchone()
        return None if row is None else Snapshot(**dict(row))

    def snapshot_before(self, session_id: str, turn: int) -> Snapshot | None:
        """Return notes and state as they were before a turn, or None when there were none."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT turn, notes, state FROM snapshots WHERE session_id = ? AND turn < ?"
                " ORDER BY turn DESC LIMIT 1",
                (storable(session_id), turn),
            ).fetchone()
        return None if row is None else Snapshot(**dict(row))
