"""The settings file: one setting saved at a time, and the rest of the file as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from coach.config import (
    SETTINGS_FILE,
    default_home,
    make_private_folder,
    settings_file,
    with_setting,
)
from coach.errors import CoachError
from coach.files import write_whole

SETTINGS_LOCK = f"{SETTINGS_FILE}.lock"
"""An empty file in the home folder; held by whoever saves a setting."""
_SAVING_SECONDS = 10.0


def save_setting(name: str, value: str | bool) -> Path:
    """Write one setting to the settings file and return the file's path.

    Programs that do it at once do it one after the other, so that no change is lost.

    Raises:
        CoachError: the file cannot be read or written.
    """
    from tomlkit.exceptions import TOMLKitError

    file = settings_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _saving():
            text = file.read_text("utf-8") if file.exists() else ""
            write_whole(file, with_setting(text, name, value))
    except (TOMLKitError, UnicodeDecodeError, RecursionError) as error:
        raise CoachError(
            f"The settings file {file} cannot be read.", "Correct or remove it."
        ) from error
    except OSError as error:
        raise CoachError(
            f"The settings file {file} cannot be written: {error.strerror}.",
            "Mend its permissions.",
        ) from error
    return file


@contextmanager
def _saving() -> Iterator[None]:
    """Let no other program save a setting meanwhile.

    Raises:
        CoachError: another one does, for longer than that ever takes.
    """
    from filelock import FileLock, Timeout

    make_private_folder(default_home())
    lock = FileLock(default_home() / SETTINGS_LOCK, timeout=_SAVING_SECONDS, mode=0o600)
    with ExitStack() as held:
        try:
            held.enter_context(lock)
        except Timeout as error:
            raise CoachError(
                "Another coach window is changing the settings.", "Try again in a moment."
            ) from error
        except (OSError, NotImplementedError):
            pass  # a file system without locks: rather a setting than none
        yield
