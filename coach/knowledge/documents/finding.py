"""Finding: the files to read, from the files and folders that a person names."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coach.knowledge.documents.kind import CONVERTED, READ
from coach.knowledge.documents.texts import RemarkName, texts
from coach.knowledge.documents.watch import Watch
from coach.text import one_line

MAX_FILES = 10_000
"""Most files of one call; whoever names more has named the wrong folder."""
MAX_DEPTH = 50
"""Folders inside each other that are followed."""


@dataclass(frozen=True)
class FoundFile:
    """A file to read.

    Attributes:
        path: Where it is.
        name: Its path inside the folder that was named, with "/", or the file's name; safe to show.
        size: Its size in bytes, to tell how far the reading of all is.
    """

    path: Path
    name: str
    size: int


@dataclass(frozen=True)
class Remark:
    """What was left out, and why.

    Attributes:
        name: Name of the file or folder; safe to show.
        text: A plain sentence.
    """

    name: str
    text: str


@dataclass(frozen=True)
class Found:
    """All files to read.

    Attributes:
        files: The files, each once, in order of what was named and then of their names.
        remarks: What was left out.
    """

    files: tuple[FoundFile, ...]
    remarks: tuple[Remark, ...]

    @property
    def size(self) -> int:
        """Size of all files in bytes."""
        return sum(file.size for file in self.files)


def find_files(paths: Iterable[Path], *, watch: Watch | None = None) -> Found:
    """Return the files to read.

    A file that is named is taken whatever it is called. In a folder, those are taken whose names
    end like a document's; a kind that has to be saved as another first is taken too, so that its
    reading tells that. Hidden files, and links that lead out of the folder, are not followed.

    Args:
        paths: Files and folders, as the person named them.
        watch: May end it; its progress is told nothing, as nobody knows how much there is.

    Raises:
        Cancelled: the person wants no more.
    """
    search = _Search(watch or Watch())
    for path in paths:
        search.add(path)
    return Found(tuple(search.files), tuple(search.remarks))


class _Search:
    """Collects files and remarks."""

    def __init__(self, watch: Watch) -> None:
        self.files: list[FoundFile] = []
        self.remarks: list[Remark] = []
        self._watch = watch
        self._seen: set[object] = set()
        self._full = False

    def add(self, path: Path) -> None:
        """Add a file or a folder that was named; where it is a link, what it leads to."""
        name = one_line(path.name or str(path))
        try:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                self._folder(path, os.path.realpath(path), "", 0)
            elif stat.S_ISREG(status.st_mode):
                self._file(path, name, status)
            else:
                self._remark(name, "special")
        except FileNotFoundError:
            self._remark(name, "missing")
        except (OSError, ValueError, RuntimeError) as error:  # the last: links in a circle
            self._remark(name, "unreadable", cause=_cause(error))

    def _folder(self, folder: Path, root: str, inside: str, depth: int) -> None:
        """Add the files of a folder and of those in it.

        Args:
            folder: The folder.
            root: The real path of the folder that was named.
            inside: Path of the folder in it, ending in "/"; empty for itself.
            depth: How many folders it lies in.
        """
        name = one_line(inside.rstrip("/") or folder.name or str(folder))
        if depth > MAX_DEPTH:
            self._remark(name, "too_deep_folder")
            return
        if not self._first(folder.stat(), folder):
            return
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: (entry.name.lower(), entry.name))
        except OSError as error:
            self._remark(name, "unreadable", cause=_cause(error))
            return
        counts: dict[RemarkName, int] = {"hidden": 0, "other_files": 0}
        for entry in entries:
            self._watch.check()
            if left := self._entry(entry, root, inside, depth):
                counts[left] += 1
        for remark, count in counts.items():
            if count:
                self._remark(name, remark, count=count)

    def _entry(
        self, entry: os.DirEntry[str], root: str, inside: str, depth: int
    ) -> RemarkName | None:
        """Add what stands in a folder; return under what it is counted when it is left out."""
        path, name = Path(entry.path), f"{inside}{entry.name}"
        try:
            if _hidden(entry):
                return "hidden"
            real = os.path.realpath(path)
            if not _within(real, root):
                self._remark(name, "leads_out")
                return None
            if entry.is_symlink() and not os.path.exists(real):
                self._remark(name, "dead_link")
            elif entry.is_dir():
                # What a link inside the folder leads to is come by anyway.
                if not entry.is_symlink():
                    self._folder(path, root, f"{name}/", depth + 1)
            elif not entry.is_file():
                self._remark(name, "special")
            elif path.suffix.lower() not in READ | CONVERTED:
                return "other_files"
            else:
                self._file(path, name, path.stat())
        except (OSError, ValueError, RuntimeError) as error:
            self._remark(name, "unreadable", cause=_cause(error))
        return None

    def _file(self, path: Path, name: str, status: os.stat_result) -> None:
        if not self._first(status, path):
            return
        if len(self.files) < MAX_FILES:
            self.files.append(FoundFile(path, one_line(name), status.st_size))
        elif not self._full:
            self._full = True
            self._remark(name, "too_many", limit=MAX_FILES)

    def _first(self, status: os.stat_result, path: Path) -> bool:
        """Tell whether a file or folder comes up for the first time, under whatever name."""
        key = (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _remark(self, path: str, remark: RemarkName, **values: object) -> None:
        self.remarks.append(Remark(one_line(path), texts().remark(remark, **values)))


def _hidden(entry: os.DirEntry[str]) -> bool:
    """Tell whether a file is hidden, or the mark that an office program leaves on an open one."""
    if entry.name.startswith((".", "~$")):
        return True
    if sys.platform == "win32":
        attributes = entry.stat(follow_symlinks=False).st_file_attributes
        return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)
    return False


def _within(real: str, root: str) -> bool:
    """Tell whether a real path lies in the folder ``root``."""
    try:
        return os.path.commonpath([real, root]) == os.path.commonpath([root])
    except ValueError:  # on another drive
        return False


def _cause(error: Exception) -> str:
    return one_line(getattr(error, "strerror", None) or type(error).__name__)
