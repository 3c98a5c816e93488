"""Writing files: whole or not at all, and readable by their owner only from the first byte."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: str) -> None:
    """Write a text file (UTF-8, line feeds) through a private temporary file beside it.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    handle, temporary = tempfile.mkstemp(prefix=".coach-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
