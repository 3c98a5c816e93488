"""The manifest: which build of an index is in force, and what it was made from."""

from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.knowledge.embedding import EMBEDDING_SHA256

FORMAT = 4
"""Raised when rows, vectors or the collection change in a way that old indexes do not fit."""

_FILE = "manifest.json"


class Source(BaseModel):
    """Everything that an index depends on; Chroma's version too, for it can panic on newer data."""

    model_config = ConfigDict(extra="forbid")

    fingerprint: str
    format: int = FORMAT
    embedding: str = EMBEDDING_SHA256
    chroma: str = Field(default_factory=lambda: importlib.metadata.version("chromadb"))

    def same_vectors(self) -> bool:
        """Return whether a text gets the same vector today as when the index was made."""
        return (self.format, self.embedding) == (FORMAT, EMBEDDING_SHA256)


class Manifest(BaseModel):
    """Which build is in force and what it was made from.

    Attributes:
        folder: Name of the build's folder.
        chroma: Checksum of each of Chroma's vector files, by path inside the folder.
        exact: Checksum of each file of the exact vectors, by name.
        source: What it was made from; an index made from anything else is out of date.
    """

    model_config = ConfigDict(extra="forbid")

    folder: str
    chroma: dict[str, str]
    exact: dict[str, str]
    source: Source


def read_manifest(root: Path) -> Manifest | None:
    """Return the manifest of the index in ``root``; None when there is none that makes sense."""
    try:
        manifest = Manifest.model_validate_json((root / _FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    # A file from outside must not lead out of the index folder.
    return manifest if Path(manifest.folder).name == manifest.folder else None


def has_manifest(root: Path) -> bool:
    """Tell whether an index was ever built in ``root``; reads nothing."""
    return (root / _FILE).is_file()


def manifest_stamp(root: Path) -> tuple[int, int, int] | None:
    """Return what changes whenever the manifest in ``root`` does; None when there is none."""
    try:
        found = (root / _FILE).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def write_manifest(root: Path, manifest: Manifest) -> None:
    """Put a build in force, in one step.

    Raises:
        OSError: the folder cannot be written to.
    """
    draft = root / f"{_FILE}.new"
    draft.write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
    os.replace(draft, root / _FILE)


def remove_manifest(root: Path) -> None:
    """Take the build in force out of it.

    Raises:
        OSError: the folder cannot be written to.
    """
    (root / _FILE).unlink(missing_ok=True)
