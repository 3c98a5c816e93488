"""Checksums of large files, and the memory that a file was verified."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import Any

CHUNK_BYTES = 1 << 20
STAMP_SUFFIX = ".verified"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hexadecimal.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def is_stamped(path: Path, sha256: str) -> bool:
    """Tell whether this very file was verified before and has not been touched since.

    Size and time of change stand for the content, so that a start need not read a gigabyte.
    """
    try:
        return bool(json.loads(_stamp(path).read_text("utf-8")) == _facts(path, sha256))
    except (OSError, ValueError, RecursionError):
        return False


def verify(path: Path, sha256: str) -> bool:
    """Read the whole file, compare its SHA-256, and remember a match beside it.

    Raises:
        OSError: the file cannot be read.
    """
    forget(path)
    facts = _facts(path, sha256)
    if sha256_of(path) != sha256:
        return False
    # A folder that cannot be written only means that the file is read again next time.
    with contextlib.suppress(OSError):
        _stamp(path).write_text(json.dumps(facts), "utf-8")
    return True


def is_verified(path: Path, sha256: str, size: int | None = None) -> bool:
    """Tell whether the file is there and is the one with this checksum, reading it only if needed.

    Args:
        path: The file.
        sha256: Its checksum.
        size: Its size in bytes where known; another size saves reading the file.

    Raises:
        OSError: the file is there and cannot be read.
    """
    if not path.is_file() or (size is not None and path.stat().st_size != size):
        return False
    return is_stamped(path, sha256) or verify(path, sha256)


def forget(path: Path) -> None:
    """Forget that the file was verified."""
    with contextlib.suppress(OSError):
        _stamp(path).unlink(missing_ok=True)


def move_stamp(old: Path, new: Path) -> None:
    """Carry the memory of a verification along when a file was renamed."""
    with contextlib.suppress(OSError):
        os.replace(_stamp(old), _stamp(new))


def _stamp(path: Path) -> Path:
    return path.with_name(path.name + STAMP_SUFFIX)


def _facts(path: Path, sha256: str) -> dict[str, Any]:
    status = path.stat()
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": sha256}
