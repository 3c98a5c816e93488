"""Which documents of the library somebody shares with the team, and under which names."""

from __future__ import annotations

import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from coach.store.database import Database
from coach.store.documents import StoredDocument
from coach.store.migrations import Migration
from coach.store.rows import only, storable

SHARE_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "what is shared",
        (
            """
            CREATE TABLE shares (
                document_id TEXT NOT NULL,
                place TEXT NOT NULL,
                team_id TEXT NOT NULL,
                name TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                PRIMARY KEY (document_id, place)
            )
            """,
        ),
    ),
)
"""A file of its own: what was sent stays known when a document, or the whole library, is gone."""


class Share(BaseModel):
    """A document that was sent to a team's server.

    Attributes:
        id: The document's name in the library; the document itself may be removed by now.
        team_id: Its random name on the server.
        name: Its file's name.
        sha256: Checksum of the file that was sent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    team_id: str
    name: str
    sha256: str


def shared_names(path: Path) -> list[str]:
    """Return the names of all documents that are shared in any place.

    Raises:
        CoachError: the file cannot be used.
    """
    if not path.exists():
        return []
    database = Database(path, SHARE_MIGRATIONS, holds="what you share")
    try:
        with database.reading() as connection:
            rows = connection.execute("SELECT DISTINCT name FROM shares ORDER BY name").fetchall()
    finally:
        database.close()
    return [str(row["name"]) for row in rows]


class ShareStore:
    """What one person shares in one place. Any thread may use it.

    Every method raises CoachError when the file cannot be used; nothing is then half-written.

    Args:
        path: The SQLite file of shares.
        place: The server and the collections there; shares in other places are not seen.

    Raises:
        CoachError: the file cannot be opened, or a newer version of the program wrote it.
    """

    def __init__(self, path: Path, place: str) -> None:
        self._database = Database(path, SHARE_MIGRATIONS, holds="what you share")
        self._place = storable(place)

    def begin(self, document: StoredDocument) -> Share:
        """Note that a document is shared, before any of it is sent; its team name stays the same.

        The team name is random, so that nobody can tell from it whose the document is or which
        documents have the same owner.
        """
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT team_id FROM shares WHERE document_id = ? AND place = ?",
                (document.id, self._place),
            ).fetchone()
            team_id = row["team_id"] if row else f"team-{secrets.token_hex(8)}"
            connection.execute(
                "INSERT OR REPLACE INTO shares (document_id, place, team_id, name, sha256)"
                " VALUES (?, ?, ?, ?, ?)",
                (document.id, self._place, team_id, storable(document.name), document.sha256),
            )
        return Share(id=document.id, team_id=team_id, name=document.name, sha256=document.sha256)

    def all(self) -> list[Share]:
        """Return all shares, in order of name."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT document_id AS id, team_id, name, sha256 FROM shares WHERE place = ?"
                " ORDER BY name COLLATE NOCASE, document_id",
                (self._place,),
            ).fetchall()
        return [Share(**dict(row)) for row in rows]

    def find(self, document_id: str) -> Share:
        """Return a share by the document's id or a beginning of it that only one share has.

        Raises:
            NotFoundError: there is none, or there are several.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT document_id AS id, team_id, name, sha256 FROM shares"
                " WHERE place = ?1 AND substr(document_id, 1, length(?2)) = ?2",
                (self._place, storable(document_id)),
            ).fetchall()
        found = only(rows, document_id, "shared document", "coach knowledge list --own")
        return Share(**dict(found))

    def end(self, team_id: str) -> None:
        """Forget a share, after its document was taken away."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM shares WHERE team_id = ? AND place = ?",
                (storable(team_id), self._place),
            )

    def close(self) -> None:
        """Close the file; calling it twice is fine."""
        self._database.close()
