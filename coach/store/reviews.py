"""Reviews of plans: how far each one is, kept with every answer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from coach.errors import NotFoundError
from coach.store.database import Database
from coach.store.messages import NewMessage
from coach.store.open_sessions import OpenSessions
from coach.store.rows import check_session, insert_message, insert_plan, now, storable, touch


class ReviewRecord(BaseModel):
    """One review of a session's plan."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session_id: str
    number: int
    """1 for the first review of a session's plan."""
    begun: datetime
    """UTC."""
    finished: datetime | None
    """None while it goes on."""
    state: str
    """What was answered, as JSON of whoever holds the review."""


class Reviews:
    """The reviews of all plans in one database; ``Store.reviews`` has them.

    Every method may be called from any thread, and raises CoachError when the file cannot be used;
    nothing is then half-written.
    """

    def __init__(self, database: Database, open_sessions: OpenSessions) -> None:
        self._database = database
        self._open = open_sessions

    def of(self, session_id: str) -> list[ReviewRecord]:
        """Return the reviews of a session's plan, the first one first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT session_id, number, begun, finished, state FROM reviews"
                " WHERE session_id = ? ORDER BY number",
                (storable(session_id),),
            ).fetchall()
        return [ReviewRecord(**{**dict(row), "finished": row["finished"] or None}) for row in rows]

    def begin(self, session_id: str, state: str) -> ReviewRecord:
        """Begin a review and return it; one that is not finished goes on instead.

        Raises:
            NotFoundError: no session has that id.
            CoachError: another program goes on with the session or its review.
        """
        self._open.open(session_id)
        try:
            with self._database.transaction() as connection:
                check_session(connection, session_id)
                connection.execute(
                    "INSERT INTO reviews (session_id, number, begun, state)"
                    " SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3 FROM reviews"
                    " WHERE session_id = ?1 HAVING coalesce(sum(finished = ''), 0) = 0",
                    (session_id, now(), storable(state)),
                )
            return self.of(session_id)[-1]
        except BaseException:
            self._open.leave(session_id)
            raise

    def leave(self, session_id: str) -> None:
        """Let other programs go on with a review that was begun here."""
        self._open.leave(session_id)

    def save(
        self,
        review: ReviewRecord,
        messages: Sequence[NewMessage],
        state: Callable[[Sequence[int]], str],
    ) -> None:
        """Save what was said and how far the review is, both or neither.

        Args:
            review: A review that goes on.
            messages: What was said; none when something was skipped.
            state: Returns the new state, given the messages' turns in the transcript.

        Raises:
            NotFoundError: the review is over, or deleted with its session.
        """
        with self._database.transaction() as connection:
            touch(connection, review.session_id)
            turns = [insert_message(connection, review.session_id, one) for one in messages]
            _update(connection, review, state=state(turns))

    def finish(self, review: ReviewRecord, plan_json: str | None = None) -> tuple[str, int] | None:
        """End a review and save the plan's next version, both or neither.

        Args:
            review: The review; its state stays as it was saved last.
            plan_json: The next version, as for ``Store.save_plan``; None when there is none.

        Returns:
            The plan's id and its new version; None without a plan.

        Raises:
            NotFoundError: the review is over, or deleted with its session.
        """
        with self._database.transaction() as connection:
            _update(connection, review, finished=now())
            if plan_json is None:
                return None
            return insert_plan(connection, review.session_id, json.loads(plan_json))


def _update(connection: sqlite3.Connection, review: ReviewRecord, **columns: str) -> None:
    """Change columns of a review that goes on."""
    names = ", ".join(f"{name} = ?" for name in columns)
    values = (*map(storable, columns.values()), review.session_id, review.number)
    done = connection.execute(
        f"UPDATE reviews SET {names} WHERE session_id = ? AND number = ? AND finished = ''", values
    )
    if done.rowcount == 0:
        raise NotFoundError("This review is over, or its interview was deleted.")
