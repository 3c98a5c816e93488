"""Searches for the library page; builds the index first when there is none."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.knowledge.own import Tell
    from coach.knowledge.passages import Passage
    from coach.workspace import Workspace

MOST_FOUND = 12


class Finder:
    """Finds passages in a thread; one index is built for all searches that wait for it.

    Args:
        workspace: Gives the library.
        tell: Told in that thread how far the index is.
    """

    def __init__(self, workspace: Workspace, tell: Tell) -> None:
        self._workspace = workspace
        self._tell = tell
        self._stop = threading.Event()
        self._building: asyncio.Future[Exception | None] | None = None

    async def find(self, query: str) -> list[Passage]:
        """Return the passages that fit ``query``, best first.

        Raises:
            Cancelled: :meth:`stop` was called.
            CoachError: the passages, the search model or the index cannot be used.
        """
        await self._prepare()
        return await asyncio.to_thread(self._find, query)

    def stop(self) -> None:
        """End the building of an index soon."""
        self._stop.set()

    def stopped(self) -> bool:
        """Tell whether nobody waits for an index any more."""
        return self._stop.is_set()

    def _find(self, query: str) -> list[Passage]:
        hits = self._workspace.library.search(query, limit=MOST_FOUND, patient=True)
        return [hit.passage for hit in hits]

    async def _prepare(self) -> None:
        if self._building is None:
            self._building = asyncio.ensure_future(asyncio.to_thread(self._build))
        building = self._building
        try:
            # A search that another one takes the place of does not end the building.
            failure = await asyncio.shield(building)
        finally:
            if building.done() and self._building is building:
                self._building = None
        if failure is not None:
            raise failure

    def _build(self) -> Exception | None:
        # Returned, as perhaps nobody waits for it any more.
        try:
            self._workspace.own.prepare(tell=self._tell, cancelled=self.stopped)
        except Exception as error:
            return error
        return None
