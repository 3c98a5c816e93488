"""Private: what belongs to a person can be read by them alone, from the first byte on."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from coach.config import SETTINGS_FILE, Settings
from coach.errors import CoachError
from coach.files import delete_whole, remove_left
from coach.llm.tuning import TUNING_FILE
from coach.settings_file import SETTINGS_LOCK
from coach.store.open_sessions import FOLDER as OPEN_SESSIONS
from coach.text import clean

_OTHERS = 0o077
_SET_UP_MARK = "setup.done"


def make_private() -> None:
    """Let no file or folder that this process and its children make be read by others.

    Libraries make files of their own (Chroma its index, SQLite its journals, the standard library
    its temporary files), whatever the person's umask says.
    """
    os.umask(_OTHERS)


def own_files(settings: Settings) -> list[Path]:
    """Return the files and folders that hold what the person said, added and set; without models.

    Only what is there. Of a database its copies, journals and lock belong to it.
    """
    databases = (settings.database, settings.library_database, settings.shares_database)
    folders = (
        settings.exports_folder,
        settings.index_folder,
        settings.prefix_folder,
        settings.log_file.parent,
        settings.database.parent / OPEN_SESSIONS,
    )
    names = (SETTINGS_FILE, SETTINGS_LOCK, TUNING_FILE, _SET_UP_MARK)
    files = [settings.home / name for name in names]
    found = [*_beginning_with(databases), *folders, *files]
    # What a kill left of a file that was being written whole.
    homes = {settings.home, *([settings.data_home] if settings.data_home else [])}
    found += [path for home in homes for path in home.glob(".coach-*")]
    return [path for path in dict.fromkeys(found) if os.path.lexists(path)]


def exposed(settings: Settings) -> list[Path]:
    """Return what other accounts on this machine could read, if they could get to it.

    Files of models are left out: everybody may have them. Windows keeps no such bits; there a
    person's folder is private by its access list.
    """
    # The folder itself may hold other things of the person, which are none of the program's.
    homes = [settings.home, *([settings.data_home] if settings.data_home else [])]
    return _open_to_others([*homes, settings.models_folder, *_below(own_files(settings))])


def tighten(settings: Settings) -> None:
    """Take from others what an earlier version let them read; what cannot be changed is let go."""
    for path in [*exposed(settings), *_open_to_others(_below([settings.models_folder]))]:
        with suppress(OSError):
            path.chmod(path.stat().st_mode & ~_OTHERS)


def clean_up(settings: Settings) -> None:
    """Remove what processes left that were killed while they wrote: it may hold answers."""
    homes = [settings.home, *([settings.data_home] if settings.data_home else [])]
    folders = [*homes, settings.prefix_folder, settings.log_file.parent]
    exports = _below([settings.exports_folder])
    for folder in [*folders, *(path for path in exports if path.is_dir())]:
        remove_left(folder)


def exported_files(settings: Settings, session_id: str) -> Path | None:
    """Return the folder with an interview's files in the program's own folder; None without any."""
    folder = settings.exports_folder / session_id
    return folder if os.path.lexists(folder) else None


def delete_left(path: Path) -> None:
    """Delete what a deleted interview has left.

    Raises:
        CoachError: it cannot be deleted.
    """
    try:
        delete_whole(path)
    except OSError as error:
        raise CoachError(
            f"The interview is deleted, but {clean(str(path))} is not: {error.strerror}.",
            "Delete it yourself.",
        ) from error


def _beginning_with(databases: tuple[Path, ...]) -> Iterator[Path]:
    for database in databases:
        with suppress(OSError):
            for path in sorted(database.parent.iterdir()):
                if path.name == database.name or path.name.startswith(
                    (f"{database.name}.", f"{database.name}-")
                ):
                    yield path


def _below(roots: Iterable[Path]) -> Iterator[Path]:
    """Yield paths and, of folders, everything in them; links are not followed."""
    for root in roots:
        yield root
        if root.is_dir() and not root.is_symlink():
            for folder, names, files in os.walk(root):
                yield from (Path(folder, name) for name in (*names, *files))


def _open_to_others(paths: Iterable[Path]) -> list[Path]:
    found = []
    for path in paths if sys.platform != "win32" else ():
        with suppress(OSError):  # gone meanwhile
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & _OTHERS:
                found.append(path)
    return found
