"""Files: written whole or not at all, private from the first byte; shown; YAML read safely."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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


_SHOW = "import sys, typer; sys.exit(typer.launch(sys.argv[1], locate=True))"
_SHOW_SECONDS = 20


def shown(path: Path) -> str:
    """Return a path as people read it: with ``~`` for their own folder, shorter and as private."""
    with suppress(ValueError, RuntimeError, OSError):
        return str(Path("~") / path.relative_to(Path.home()))
    return str(path)


def has_desktop() -> bool:
    """Return whether there is a window system on which a folder can be shown."""
    if not sys.executable or os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(display) and shutil.which("xdg-open") is not None


def show_in_folder(path: Path) -> bool:
    """Open the folder of a file in the program that the person uses for that.

    A Python of its own does it, because what such programs write would stand in the middle of the
    screen.

    Returns:
        Whether it was handed over; False without a desktop.
    """
    if not has_desktop():
        return False
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-c", _SHOW, str(path.absolute())]
    try:
        done = subprocess.run(
            command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=_SHOW_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    # Explorer says 1 also when it did what it was asked to.
    return done.returncode == 0 or sys.platform == "win32"


def load_yaml(text: str) -> Any:  # noqa: ANN401 - YAML
    """Return what a YAML text holds: plain values only, nothing is built or run.

    PyYAML's reader in C takes a tenth of the time of its other one, which would be seen at the
    start of the program.

    Raises:
        yaml.YAMLError: the text is not YAML.
    """
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
