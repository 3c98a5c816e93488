"""Reading: any file of a person becomes a document, or an error that says what to do."""

from __future__ import annotations

import errno
import hashlib
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from coach.errors import Cancelled, DamagedFileError
from coach.knowledge.documents.block import Content
from coach.knowledge.documents.document import Document, Kind
from coach.knowledge.documents.kind import kind_of
from coach.knowledge.documents.limits import MAX_BYTES, MEGABYTE, check_bytes
from coach.knowledge.documents.markdown import read_markdown
from coach.knowledge.documents.pdf import read_pdf
from coach.knowledge.documents.plain import read_plain
from coach.knowledge.documents.problem import UnusableFile, unusable
from coach.knowledge.documents.splitting import split
from coach.knowledge.documents.watch import Watch
from coach.knowledge.documents.word import read_word
from coach.text import one_line

_READERS: dict[Kind, Callable[[BinaryIO, Watch], Content]] = {
    "markdown": read_markdown,
    "text": read_plain,
    "pdf": read_pdf,
    "word": read_word,
}


def read_document(path: Path, *, name: str = "", watch: Watch | None = None) -> Document:
    """Read a file into a document.

    Nothing in the file is run or followed, and nothing is written.

    Args:
        path: The file.
        name: What it is called in citations and errors; the file's own name when empty.
        watch: Who is told how far the reading is, and may end it.

    Raises:
        UnusableFile: it cannot be used; the error says why and what to do.
        Cancelled: the person wants no more.
    """
    watch = watch or Watch()
    name = one_line(name or path.name)
    try:
        return _read(path, name, watch)
    except UnusableFile as error:
        raise error.named(name) from error
    except (Cancelled, DamagedFileError):  # the latter is about the program's own files
        raise
    except FileNotFoundError as error:
        raise unusable("missing").named(name) from error
    except OSError as error:
        cause = one_line(error.strerror or type(error).__name__)
        raise unusable("unreadable", cause=cause).named(name) from error
    except RecursionError as error:
        raise unusable("nested").named(name) from error
    except Exception as error:  # a damaged file makes the libraries raise anything
        raise unusable("damaged").named(name) from error


def _read(path: Path, name: str, watch: Watch) -> Document:
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for without end
        raise unusable("not_a_file")
    with path.open("rb") as file:
        sha256, size = _checksum(file, watch)
        if not size:
            raise unusable("empty")
        kind, content = _content(file, path.name, watch)
        parts = tuple(split(content.blocks, watch))
    if not parts:
        raise unusable("empty")
    return Document(
        name=name,
        sha256=sha256,
        kind=kind,
        parts=parts,
        pages=content.pages,
        skipped=content.skipped,
    )


def _content(file: BinaryIO, name: str, watch: Watch) -> tuple[Kind, Content]:
    """Return what a file is and what its reader found."""
    try:
        kind = kind_of(file, name)
        file.seek(0)
        return kind, _READERS[kind](file, watch)
    except OSError as error:
        if error.errno in (None, errno.EINVAL):  # a damaged file sends its reader to nowhere
            raise unusable("damaged") from error
        raise


def _checksum(file: BinaryIO, watch: Watch) -> tuple[str, int]:
    """Return the checksum and the size of a file.

    Raises:
        UnusableFile: it is too large.
        Cancelled: the person wants no more.
    """
    digest = hashlib.sha256()
    size = 0
    while chunk := file.read(MEGABYTE):
        watch.check()
        size += len(chunk)
        check_bytes(size, MAX_BYTES)
        digest.update(chunk)
    return digest.hexdigest(), size
