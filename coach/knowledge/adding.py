"""Adding: files of a person become documents of their library, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from coach.knowledge.documents.document import Document
from coach.knowledge.documents.finding import FoundFile, find_files
from coach.knowledge.documents.problem import UnusableFile
from coach.knowledge.documents.reading import read_document
from coach.knowledge.documents.watch import Watch
from coach.store.documents import DocumentStore, NewDocument, StoredPart

Result = Literal["added", "updated", "unchanged", "left out"]


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    Attributes:
        name: The file's name, safe to show.
        result: What happened.
        parts: How many parts were kept.
        remarks: What was left out, and why; plain sentences.
        id: Its name in the library; empty when it was left out.
    """

    name: str
    result: Result
    parts: int = 0
    remarks: tuple[str, ...] = ()
    id: str = ""


def add_documents(
    store: DocumentStore, paths: Iterable[Path], *, watch: Watch | None = None
) -> Iterator[Outcome]:
    """Read files and folders into the library; yield what became of each file.

    A file of a path that is known takes the place of the old one; one that did not change is not
    read again. What was added before somebody stops stays.

    Args:
        store: Where documents are kept.
        paths: Files and folders.
        watch: Told how far the reading of the file in hand is, and may end it.

    Raises:
        Cancelled: the person wants no more.
        CoachError: the library cannot be written.
    """
    watch = watch or Watch()
    found = find_files(paths, watch=watch)
    for remark in found.remarks:
        yield Outcome(remark.name, "left out", remarks=(remark.text,))
    known = {document.path: document for document in store.all()}
    for file in found.files:
        watch.check()
        path = str(file.path.resolve())
        try:
            document = read_document(file.path, name=file.name, watch=watch)
        except UnusableFile as error:
            yield Outcome(file.name, "left out", remarks=(str(error),))
            continue
        before = known.get(path)
        if before is not None and before.sha256 == document.sha256:
            yield Outcome(file.name, "unchanged", before.parts, document.skipped, before.id)
            continue
        document_id = _keep(store, file, path, document)
        result: Result = "updated" if before is not None else "added"
        yield Outcome(file.name, result, len(document.parts), document.skipped, document_id)


def _keep(store: DocumentStore, file: FoundFile, path: str, document: Document) -> str:
    return store.save(
        NewDocument(
            path=path,
            name=file.name,
            sha256=document.sha256,
            kind=document.kind,
            pages=document.pages,
        ),
        [
            StoredPart(number=p.number, heading=p.heading, place=p.place, text=p.text)
            for p in document.parts
        ],
    )
