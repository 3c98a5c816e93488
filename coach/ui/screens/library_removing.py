"""Removing documents from the library, and bringing them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work

from coach.store.documents import StoredDocument
from coach.text import one_line
from coach.ui.screens.confirm import Confirm
from coach.ui.screens.page import Page, TopBar, Value
from coach.ui.texts import texts

if TYPE_CHECKING:
    from coach.store.documents import RemovedDocument
    from coach.ui.screens.library_finding import Finder
    from coach.ui.screens.library_list import PassageList

NAME_CHARACTERS = 120


class Removing(Page):
    """What the page of the library does with documents that are not wanted any more."""

    _finder: Finder
    _query: str

    @property
    def _list(self) -> PassageList:
        raise NotImplementedError

    def load(self) -> object:
        """Show the documents as they are now."""
        raise NotImplementedError

    def action_remove(self) -> None:
        """Remove the marked document, after asking."""
        document = self._list.entry
        if not isinstance(document, StoredDocument):
            return
        name = one_line(document.name, limit=NAME_CHARACTERS)

        def answered(yes: bool | None) -> None:
            if yes:
                self.remove_document(document.id, name)

        self.app.push_screen(Confirm(texts().library.remove.format(name=name)), answered)

    @work(group="remove", exit_on_error=False)
    async def remove_document(self, document_id: str, name: str) -> None:
        """Remove a document in a thread; it can be brought back until Coach is closed."""
        words, own = texts().library, self.workspace.own

        def remove() -> RemovedDocument:
            return own.remove(document_id, tell=lambda _step: None, cancelled=self._finder.stopped)

        removed = await self._doing(words.removing, remove)
        if removed is not None:
            self.coach.deleted.documents.append(removed)
            self.tell(words.removed.format(name=name))
        self._shown_anew(removed is not None)

    @work(group="remove", exit_on_error=False)
    async def action_undo(self) -> None:
        """Bring back the document that was removed last."""
        words, own, deleted = texts().library, self.workspace.own, self.coach.deleted.documents
        if not deleted:
            return
        removed = deleted.pop()

        def bring_back() -> bool:
            own.bring_back(removed, tell=lambda _step: None, cancelled=self._finder.stopped)
            return True

        done = await self._doing(words.bringing_back, bring_back)
        if done:
            name = one_line(removed.document.name, limit=NAME_CHARACTERS)
            self.tell(words.brought_back.format(name=name))
        self._shown_anew(bool(done))

    async def _doing(self, remark: str, work_: Callable[[], Value]) -> Value | None:
        self.query_one(TopBar).remark(remark)
        return await self.fetch(work_)

    def _shown_anew(self, changed: bool) -> None:
        if changed and not self._query:
            self._list.open_group("own")
        self.load()
        self.refresh_bindings()
