"""Where passages come from: the files of a folder, or the documents that somebody added."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from coach.knowledge.passages import Passage, fingerprint, load_passages
from coach.store.documents import DocumentStore, StoredDocument, StoredPart
from coach.text import one_line

OWN_TOPIC = "own"
"""Topic of all passages of documents that somebody added."""
OWN_METHOD = "Your organisation's own document"
_MAX_LINE = 300


class PassageSource(Protocol):
    """Passages, and a checksum of all that they are read from."""

    def fingerprint(self) -> str:
        """Return a checksum that changes when any passage does; empty when there are none."""
        ...

    def passages(self) -> list[Passage]:
        """Return all passages, in order of topic and id."""
        ...


class Folder:
    """The passages of a folder of Markdown files.

    Args:
        path: The folder.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def fingerprint(self) -> str:
        """Return a checksum of all files."""
        return fingerprint(self._path)

    def passages(self) -> list[Passage]:
        """Return the passages.

        Raises:
            CoachError: a file cannot be read or is no passage.
        """
        return load_passages(self._path)


class OwnDocuments:
    """The parts of the documents that somebody added, each as a passage.

    Args:
        path: The SQLite file; it is not made by reading.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def fingerprint(self) -> str:
        """Return a checksum of all documents; empty when there are none."""
        if not self._path.exists():
            return ""
        store = DocumentStore(self._path)
        try:
            return store.fingerprint() if store.all() else ""
        finally:
            store.close()

    def passages(self) -> list[Passage]:
        """Return the parts of all documents.

        Raises:
            CoachError: the file cannot be used.
        """
        if not self._path.exists():
            return []
        store = DocumentStore(self._path)
        try:
            return [own_passage(d, part) for d in store.all() for part in store.parts(d.id)]
        finally:
            store.close()


def own_passage(document: StoredDocument, part: StoredPart) -> Passage:
    """Return a part of a document as a passage that is cited with its file and place."""
    place = f", {part.place}" if part.place else ""
    return Passage(
        id=f"{document.id}-{part.number}",
        title=one_line(part.heading or document.name, limit=_MAX_LINE),
        topic=OWN_TOPIC,
        keywords=[],
        aliases=[],
        method=OWN_METHOD,
        source=one_line(f"{document.name}{place}", limit=_MAX_LINE),
        text=part.text,
    )
