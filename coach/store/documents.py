"""Documents that people added to their library, and the text of their parts."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from coach.store.database import Database
from coach.store.migrations import Migration
from coach.store.rows import letters, now, only, storable

LIBRARY_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "documents and their parts",
        (
            """
            CREATE TABLE documents (
                id TEXT PRIMARY KEY,
                path TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                kind TEXT NOT NULL,
                pages INTEGER,
                added TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE parts (
                document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
                number INTEGER NOT NULL CHECK (number >= 1),
                heading TEXT NOT NULL,
                place TEXT NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (document_id, number)
            )
            """,
        ),
    ),
)
_COLUMNS = """
    id, path, name, sha256, kind, pages, added,
    (SELECT count(*) FROM parts WHERE document_id = documents.id) AS parts
"""
_NAME_LETTERS = 24


class NewDocument(BaseModel):
    """A file as it was read.

    Attributes:
        path: Where it lies; a file of the same path is the same document.
        name: Its name, for citations.
        sha256: Checksum of the file.
        kind: What it was read as.
        pages: How many pages it has, or None for a kind without pages.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    name: str
    sha256: str
    kind: str
    pages: int | None = None


class StoredDocument(NewDocument):
    """A document of the library.

    Attributes:
        id: Its name in the library, such as ``handbook-k3f9``.
        added: When it was last read, UTC.
        parts: How many parts it has.
    """

    id: str
    added: datetime
    parts: int


class StoredPart(BaseModel):
    """A part of a document.

    Attributes:
        number: Its place in the document, counted from 1.
        heading: The headings that it stands under, or empty.
        place: Where it stands, for citations, or empty.
        text: Its text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    heading: str
    place: str
    text: str


@dataclass(frozen=True)
class RemovedDocument:
    """A document that was taken out of the library, whole; it is in memory only.

    Attributes:
        document: What it was.
        parts: Its text.
    """

    document: StoredDocument
    parts: tuple[StoredPart, ...]


class DocumentStore:
    """The documents of one person's library. Any thread may use it.

    Every method raises CoachError when the file cannot be used; nothing is then half-written.

    Args:
        path: The SQLite file.

    Raises:
        CoachError: it cannot be opened, or a newer version of the program wrote it.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path, LIBRARY_MIGRATIONS, holds="your library")

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return self._database.path

    @property
    def notice(self) -> str:
        """What people should know about the opening of the file; empty when all was well."""
        return self._database.notice

    def save(self, document: NewDocument, parts: Sequence[StoredPart]) -> str:
        """Keep a document in place of the one of the same path, and return its id."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT id FROM documents WHERE path = ?", (storable(document.path),)
            ).fetchone()
            document_id = row["id"] if row else f"{_slug(document.name)}-{letters(4)}"
            connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            columns = {"id": document_id, **document.model_dump(), "added": now()}
            _insert(connection, columns, parts)
        return str(document_id)

    def all(self) -> list[StoredDocument]:
        """Return all documents, in order of name and id."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM documents ORDER BY name COLLATE NOCASE, id"
            ).fetchall()
        return [StoredDocument(**dict(row)) for row in rows]

    def find(self, document_id: str) -> StoredDocument:
        """Return a document by its id or by a beginning of it that only one has.

        Raises:
            NotFoundError: there is none, or there are several.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM documents WHERE substr(id, 1, length(?1)) = ?1",
                (storable(document_id),),
            ).fetchall()
        row = only(rows, document_id, "document", "coach knowledge list --own")
        return StoredDocument(**dict(row))

    def parts(self, document_id: str) -> list[StoredPart]:
        """Return the parts of a document, in order; none when there is no such document."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT number, heading, place, text FROM parts WHERE document_id = ?"
                " ORDER BY number",
                (storable(document_id),),
            ).fetchall()
        return [StoredPart(**dict(row)) for row in rows]

    def remove(self, document_id: str) -> RemovedDocument:
        """Delete a document and its text; nothing of it stays in the file, or in copies of it.

        Damaged files that were set aside go too: the documents themselves are elsewhere.

        Returns:
            What was deleted; ``bring_back`` takes it. It is nowhere else in the library any more.

        Raises:
            NotFoundError: there is no such document.
        """
        removed = RemovedDocument(self.find(document_id), tuple(self.parts(document_id)))
        self._database.delete_backups(damaged=True)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM documents WHERE id = ?", (storable(document_id),))
        self._database.shrink()
        return removed

    def bring_back(self, removed: RemovedDocument) -> None:
        """Put back what ``remove`` returned, unless its file was added again meanwhile."""
        document = removed.document
        if any(other.path == document.path for other in self.all()):
            return
        columns = document.model_dump(exclude={"parts", "added"})
        with self._database.transaction() as connection:
            _insert(connection, {**columns, "added": document.added.isoformat()}, removed.parts)

    def fingerprint(self) -> str:
        """Return a checksum of all documents, which an index of them is compared with."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, sha256 FROM documents ORDER BY id").fetchall()
        lines = "\n".join(f"{row['id']} {row['sha256']}" for row in rows)
        return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()

    def close(self) -> None:
        """Close the file; calling it twice is fine."""
        self._database.close()


def _insert(
    connection: sqlite3.Connection, columns: Mapping[str, Any], parts: Sequence[StoredPart]
) -> None:
    """Write a document and its parts, of which nothing is there."""
    names = ("id", "path", "name", "sha256", "kind", "pages", "added")
    values = [columns[name] for name in names]
    connection.execute(
        f"INSERT INTO documents ({', '.join(names)}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [storable(value) if isinstance(value, str) else value for value in values],
    )
    connection.executemany(
        "INSERT INTO parts (document_id, number, heading, place, text) VALUES (?, ?, ?, ?, ?)",
        [(columns["id"], p.number, *map(storable, (p.heading, p.place, p.text))) for p in parts],
    )


def _slug(name: str) -> str:
    """Return the plain letters of a file's name, for an id that is easy to type."""
    stem = Path(name).stem or name
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:_NAME_LETTERS].strip("-")
    return slug or "document"
