"""Own: the documents of a person in their library; added and removed as somebody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coach.errors import Cancelled
from coach.knowledge.adding import Outcome, add_documents
from coach.knowledge.documents.finding import find_files
from coach.knowledge.documents.watch import Watch
from coach.knowledge.passages import Passage
from coach.knowledge.sources import own_passage
from coach.store.documents import DocumentStore, RemovedDocument, StoredDocument

if TYPE_CHECKING:
    from coach.knowledge.library import Library


@dataclass(frozen=True)
class Step:
    """How far adding or removing is.

    Attributes:
        stage: What is being done: files looked for, one of them read, or the index built.
        name: The file in hand, safe to show; empty when none is.
        number: Which of the files it is, counted from 1.
        files: How many files there are.
        done: How many steps of the file (pages, paragraphs) or rows of the index are done.
        total: Of how many; 0 when nobody knows.
    """

    stage: Literal["finding", "reading", "index"]
    name: str = ""
    number: int = 0
    files: int = 0
    done: int = 0
    total: int = 0


Tell = Callable[[Step], None]


class OwnLibrary:
    """The documents of one person. Safe for threads; the file is opened for each call.

    Args:
        library: The library that searches them.
        path: The SQLite file; looking at it does not make it.
    """

    def __init__(self, library: Library, path: Path) -> None:
        self._library = library
        self._path = path

    def documents(self) -> list[StoredDocument]:
        """Return all documents, in order of name.

        Raises:
            CoachError: the file cannot be used.
        """
        if not self._path.exists():
            return []
        with closing(DocumentStore(self._path)) as store:
            return store.all()

    def passages(self, document_id: str) -> list[Passage]:
        """Return the parts of a document as passages, in its order.

        Raises:
            NotFoundError: there is no such document.
            CoachError: the file cannot be used.
        """
        with closing(DocumentStore(self._path)) as store:
            document = store.find(document_id)
            return [own_passage(document, part) for part in store.parts(document.id)]

    def add(
        self, paths: Sequence[Path], *, tell: Tell, cancelled: Callable[[], bool]
    ) -> Iterator[Outcome]:
        """Read files and folders, yield what became of each, and make them ready for search.

        What was read before somebody stops stays, and is made ready at the next search.

        Args:
            paths: Files and folders.
            tell: Told how far it is, from the thread that calls.
            cancelled: Asked often whether to stop.

        Raises:
            Cancelled: the person wants no more.
            CoachError: the library cannot be written, or its index cannot be built.
        """
        tell(Step("finding"))
        found = find_files(paths, watch=Watch(cancelled))
        files = found.files
        # What is left out is told first, and was never to be read.
        reading = -len(found.remarks)

        def progress(done: int, total: int) -> None:
            if 0 <= reading < len(files):
                name = files[reading].name
                tell(Step("reading", name, reading + 1, len(files), done, total))

        changed = False
        with closing(DocumentStore(self._path)) as store:
            progress(0, 0)
            for outcome in add_documents(store, paths, watch=Watch(cancelled, progress)):
                changed = changed or outcome.result in ("added", "updated")
                reading += 1
                yield outcome
                progress(0, 0)
        if changed or not self._library.ready():
            self._index(tell, cancelled)

    def remove(
        self, document_id: str, *, tell: Tell, cancelled: Callable[[], bool]
    ) -> RemovedDocument:
        """Delete the text of a document from the library; the file itself is not touched.

        Returns:
            What was deleted, for ``bring_back``.

        Raises:
            NotFoundError: there is no such document.
            Cancelled: the person wants no more; the document is gone all the same.
            CoachError: the library cannot be written, or its index cannot be built.
        """
        with closing(DocumentStore(self._path)) as store:
            removed = store.remove(store.find(document_id).id)
        self._index(tell, cancelled)
        return removed

    def bring_back(
        self, removed: RemovedDocument, *, tell: Tell, cancelled: Callable[[], bool]
    ) -> None:
        """Put back a document that ``remove`` deleted, and make it ready for search.

        Raises:
            Cancelled: the person wants no more; the document is back all the same.
            CoachError: the library cannot be written, or its index cannot be built.
        """
        with closing(DocumentStore(self._path)) as store:
            store.bring_back(removed)
        self._index(tell, cancelled)

    def prepare(self, *, tell: Tell, cancelled: Callable[[], bool]) -> None:
        """Build the index of the whole library when a search would have to wait for it.

        Raises:
            Cancelled: the person wants no more.
            CoachError: the passages, the search model or the index cannot be used.
        """
        if not self._library.ready():
            self._library.rebuild(_told(tell, cancelled))

    def _index(self, tell: Tell, cancelled: Callable[[], bool]) -> None:
        tell(Step("index"))
        self._library.rebuild_own(_told(tell, cancelled))


def _told(tell: Tell, cancelled: Callable[[], bool]) -> Callable[[int, int], None]:
    """Return the progress of an index that ``tell`` is told of and ``cancelled`` may end."""

    def progress(done: int, total: int) -> None:
        if cancelled():
            raise Cancelled
        tell(Step("index", done=done, total=total))

    return progress
