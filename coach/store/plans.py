"""Plans of sessions, all their versions, and what an unfinished one has so far."""

from __future__ import annotations

import json

from coach.errors import NotFoundError
from coach.store.database import Database
from coach.store.records import PlanInfo, PlanRecord
from coach.store.rows import PLAN_COLUMNS, insert_plan, only, plan_record, storable, touch


class Plans:
    """The part of a store that keeps plans.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

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
            touch(connection, session_id)
            connection.execute(
                "INSERT OR REPLACE INTO wordings (session_id, key, outcome) VALUES (?, ?, ?)",
                (session_id, key, storable(outcome)),
            )

    def wordings(self, session_id: str) -> dict[str, str]:
        """Return what is kept of the session's unfinished plan, by key."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT key, outcome FROM wordings WHERE session_id = ?", (storable(session_id),)
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
            return insert_plan(connection, session_id, content)

    def change_plan(self, session_id: str, plan_json: str, *, after: int) -> int | None:
        """Save a changed plan as the session's next version, unless there is a newer one already.

        Args:
            session_id: The session of the plan.
            plan_json: The changed plan, as for ``save_plan``.
            after: The version that was changed.

        Returns:
            The version; None when the newest is not the one that was changed. Nothing was saved
            then.

        Raises:
            NotFoundError: no session has that id.
        """
        content = json.loads(plan_json)
        with self._database.transaction() as connection:
            newest = connection.execute(
                "SELECT max(version) FROM plans WHERE session_id = ?", (storable(session_id),)
            ).fetchone()[0]
            return insert_plan(connection, session_id, content)[1] if newest == after else None

    def plan_versions(self, plan_id: str) -> list[PlanRecord]:
        """Return all versions of a plan, the oldest first.

        Args:
            plan_id: The plan's whole id.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {PLAN_COLUMNS}, json FROM plans WHERE id = ? ORDER BY version",
                (storable(plan_id),),
            ).fetchall()
        return [plan_record(row) for row in rows]

    def plans(self) -> list[PlanInfo]:
        """Return the newest version of every plan, the newest plan first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {PLAN_COLUMNS} FROM plans AS one WHERE version ="
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
                (storable(plan_id),),
            ).fetchall()
            found = only(rows, plan_id, "plan", "coach plan list")["id"]
            row = connection.execute(
                f"SELECT {PLAN_COLUMNS}, json FROM plans"
                " WHERE id = ?1 AND (version = ?2 OR ?2 IS NULL) ORDER BY version DESC LIMIT 1",
                (found, version),
            ).fetchone()
        if row is None:
            raise NotFoundError(
                f"The plan {found} has no version {version}.", "See: coach plan list"
            )
        return plan_record(row)
