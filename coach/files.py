"""Files: written whole or not at all, private from the first byte; shown; YAML read safely."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

_LEFT = re.compile(r"\.coach-(\d{1,9})-\w{8}|model-(\d{1,9})\.log|[0-9a-f]{32}\.(\d{1,9})\.part")
"""Names of what is there for a moment only, each with the number of the process that made it: a
file or folder that is being written whole, the log of a model, a state of one."""
_LEFT_SECONDS = 3600.0
"""So long it stays all the same: on a shared disk, processes of other machines are not seen."""


def temporary_prefix() -> str:
    """Return the beginning of names for temporary files and folders of this process."""
    return f".coach-{os.getpid()}-"


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file through a private temporary file beside it; text as UTF-8 with line feeds.

    What a process left beside it that was killed while it wrote goes too.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    remove_left(path.parent)
    handle, temporary = tempfile.mkstemp(prefix=temporary_prefix(), dir=path.parent)
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
    # The file is there and whole; only its name could be lost in a power cut.
    with suppress(OSError):
        sync_folder(path.parent)


def put_in_place(part: Path, path: Path) -> None:
    """Give a finished file its final name, so that both survive a power cut.

    Raises:
        OSError: it cannot be done.
    """
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(part, path)
    with suppress(OSError):
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Let what was renamed in a folder survive a power cut; Windows does it by itself.

    Raises:
        OSError: the disk refuses.
    """
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_left(folder: Path, *, seconds: float = _LEFT_SECONDS) -> None:
    """Remove from a folder what processes left there that were killed; nothing else is touched.

    What cannot be removed stays for the next time.

    Args:
        folder: The folder; those in it are not looked into.
        seconds: How long nobody must have written it.
    """
    with suppress(OSError):
        for path in [*folder.iterdir()]:
            made = _LEFT.fullmatch(path.name)
            if made is not None:
                with suppress(OSError):
                    if _is_left(path, int(made[made.lastindex or 0]), seconds):
                        delete_whole(path)


def _is_left(path: Path, process: int, seconds: float) -> bool:
    import psutil

    old = time.time() - path.lstat().st_mtime >= seconds
    return old and not psutil.pid_exists(process)


def delete_whole(path: Path) -> None:
    """Delete a file or a folder with all that is in it; of a link only the link.

    Raises:
        OSError: it cannot be deleted.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


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


_DEEPEST_YAML = 50


def load_yaml(text: str) -> Any:  # noqa: ANN401 - YAML
    """Return what a YAML text holds: plain values only, nothing is built or run.

    PyYAML's reader in C takes a tenth of the time of its other one, which would be seen at the
    start of the program. It has no limit of depth and crashes, so that is looked at first. Names
    for parts (``&a`` and ``*a``) are refused: with them a few lines can stand for any amount.

    Raises:
        yaml.YAMLError: the text is not YAML, or is nested too deep, or names parts of itself.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                raise yaml.YAMLError("parts are named with & and *, which is not read here")
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST_YAML:
                raise yaml.YAMLError("it is nested too deep")
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError:
        raise
    except Exception as error:  # such as a date that is none, or a number without end
        raise yaml.YAMLError(f"a value cannot be read ({type(error).__name__})") from error
