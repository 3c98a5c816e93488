"""Keeps what was typed and not sent, so that it is there after any end of the program."""

from __future__ import annotations

import asyncio
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.workspace import Workspace


class Draft:
    """The unsent text of one interview; the newest always wins."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = Lock()
        self._text = ""
        self._saved = ""
        self.session_id: str | None = None

    def begin(self, session_id: str, text: str) -> None:
        """Take over the draft that is on disk."""
        self.session_id, self._text, self._saved = session_id, text, text

    def set(self, text: str) -> None:
        """Note the unsent text; :meth:`save` writes it."""
        self._text = text

    async def save(self) -> None:
        """Write the newest text, in a thread."""
        await asyncio.to_thread(self._save)

    def _save(self) -> None:
        with self._lock:
            if self.session_id is not None and self._text != self._saved:
                text = self._text
                self._workspace.store.save_draft(self.session_id, text)
                self._saved = text
