"""Sharing: documents of one person go to the team's server, and are taken away again.

The truth stays with the person: the server holds copies, which can be sent again at any time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from coach.config import Settings
from coach.errors import CoachError
from coach.knowledge.embedding import Embedder
from coach.knowledge.index import Progress
from coach.knowledge.team.rows import (
    WHOLE,
    NewRow,
    SharedDocument,
    is_document,
    read_document,
    rows_to_send,
)
from coach.knowledge.team.server import ServerFailure, TeamServer, server_failures
from coach.knowledge.team.texts import texts
from coach.store.documents import StoredDocument, StoredPart
from coach.store.shares import Share, ShareStore
from coach.text import one_line

MOST_LISTED = 1_000
"""Most documents that are listed."""
_BATCH = 250
"""Rows that are embedded and sent at once: about 3 s of work, so that progress is seen."""
_SECONDS = 60.0
"""Longest wait for a server that takes rows or takes them away; a busy one may need a while."""


class TeamLibrary:
    """What somebody shares with the team; each call asks the server anew.

    Args:
        settings: Address, key and names of the server, and where the list of shares is.

    Raises:
        CoachError: no server is set.
    """

    def __init__(self, settings: Settings) -> None:
        if not settings.library_server:
            raise texts().no_server.raised()
        self._settings = settings
        self.host = one_line(settings.library_host, limit=80)

    def share(
        self,
        document: StoredDocument,
        parts: Sequence[StoredPart],
        embedder: Embedder,
        progress: Progress | None = None,
    ) -> Share:
        """Send a document, or bring it up to date; rows that are no longer in it are taken away.

        What breaks off can be done again, and taken away.

        Args:
            document: The document.
            parts: Its parts; all of their text is sent.
            embedder: Makes the vectors.
            progress: Told how many rows are sent, and of how many.

        Raises:
            CoachError: the server cannot be used, or the search model is missing.
        """
        with self._shares() as shares:
            # Noted first: what was sent in part can be taken away too.
            share = shares.begin(document)
        rows = rows_to_send(share.team_id, document, parts)
        with self._asked(create=True) as (server, there):
            batch = min(_BATCH, server.largest_batch or _BATCH)
            for start in range(0, len(rows), batch):
                self._send(there, rows[start : start + batch], embedder)
                if progress is not None:
                    progress(min(start + batch, len(rows)), len(rows))
            mine: dict[str, Any] = {"document": share.team_id}
            if rows:
                old = {"version": {"$ne": rows[0].metadata["version"]}}
                mine = {"$and": [mine, old]}
            there.delete(where=mine)
        return share

    def unshare(self, team_id: str) -> bool:
        """Take a document away from the server; return whether there was anything of it.

        Raises:
            CoachError: the server cannot be used; the document then still counts as shared.
        """
        with self._asked() as (_, there):
            found = there is not None and self._remove(there, team_id)
        with self._shares() as shares:
            shares.end(team_id)
        return found

    def documents(self) -> tuple[list[SharedDocument], bool]:
        """Return what the team shares, in order of name, and whether there is more.

        Malformed rows are left out.

        Raises:
            CoachError: the server cannot be used.
        """
        found: dict[str, SharedDocument] = {}
        with self._asked() as (_, there):
            if there is None:
                return [], False
            rows = there.get(
                where={"$and": [{"kind": WHOLE}, {"part": 1}]},
                limit=MOST_LISTED + 1,
                include=["metadatas"],
            )["metadatas"]
        for fields in rows[:MOST_LISTED]:
            try:
                document = read_document(fields)
            except ValueError:
                continue
            found[document.id] = document
        listed = sorted(found.values(), key=lambda document: (document.name.lower(), document.id))
        return listed, len(rows) > MOST_LISTED

    def shares(self) -> list[Share]:
        """Return what this person shares, without asking the server.

        Raises:
            CoachError: the list of shares cannot be read.
        """
        if not self._settings.shares_database.exists():
            return []
        with self._shares() as shares:
            return shares.all()

    def find(self, document_id: str) -> Share:
        """Return what this person shares by the id of the document, or by its team id.

        Raises:
            NotFoundError: the person does not share it.
        """
        if is_document(document_id):
            for share in self.shares():
                if share.team_id == document_id:
                    return share
        if not self._settings.shares_database.exists():
            raise texts().not_known.not_found(id=one_line(document_id, limit=60))
        with self._shares() as shares:
            return shares.find(document_id)

    def rows(self) -> int:
        """Return how many rows the team shares.

        Raises:
            CoachError: the server cannot be used.
        """
        with self._asked() as (_, there):
            return 0 if there is None else int(there.count())

    def _send(self, there: Any, rows: Sequence[NewRow], embedder: Embedder) -> None:  # noqa: ANN401
        vectors = embedder.embed([row.embedded for row in rows])
        # Chroma takes no batch in which only some rows have a text.
        for whole in (True, False):
            places = [n for n, row in enumerate(rows) if (row.text is not None) is whole]
            if places:
                there.upsert(
                    ids=[rows[n].id for n in places],
                    embeddings=vectors[places],
                    metadatas=[rows[n].metadata for n in places],
                    documents=[rows[n].text for n in places] if whole else None,
                )

    def _remove(self, there: Any, team_id: str) -> bool:  # noqa: ANN401
        where = {"document": team_id}
        found = bool(there.get(where=where, limit=1, include=[])["ids"])
        there.delete(where=where)
        if there.get(where=where, limit=1, include=[])["ids"]:
            raise ServerFailure("unfit", "what was deleted is still there")
        return found

    @contextmanager
    def _shares(self) -> Iterator[ShareStore]:
        settings = self._settings
        place = "/".join(
            (
                settings.library_server,
                settings.library_tenant,
                settings.library_tenant_database,
                settings.library_name,
            )
        )
        with closing(ShareStore(settings.shares_database, place)) as store:
            yield store

    @contextmanager
    def _asked(self, *, create: bool = False) -> Iterator[tuple[TeamServer, Any]]:
        """Give the server and the team's rows; its failures become errors for people."""
        try:
            server = TeamServer(self._settings, _SECONDS)
            try:
                with server_failures():
                    yield server, server.rows(create=create)
            finally:
                server.close()
        except ServerFailure as error:
            told = texts().failure(error.reason)
            raise CoachError(told.error.format(host=self.host), told.remedy) from None
