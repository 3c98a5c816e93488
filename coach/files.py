"""Files: written whole or not at all, private from the first byte; YAML read quickly and safely."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file through a private temporary file beside it; text as UTF-8 with line feeds.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    handle, temporary = tempfile.mkstemp(prefix=".coach-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def load_yaml(text: str) -> Any:  # noqa: ANN401 - YAML
    """Return what a YAML text holds: plain values only, nothing is built or run.

    PyYAML's reader in C takes a tenth of the time of its other one, which would be seen at the
    start of the program.

    Raises:
        yaml.YAMLError: the text is not YAML.
    """
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
