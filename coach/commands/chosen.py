"""Which model is in use, written to the settings file without touching its other lines."""

from __future__ import annotations

import os
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from coach.config import SETTINGS_FILE, default_home
from coach.errors import CoachError
from coach.files import write_whole


def with_model(text: str, model: str) -> str:
    """Return the settings file ``text`` with ``model`` set; comments and other lines stay.

    Raises:
        tomlkit.exceptions.TOMLKitError: the text is not TOML.
    """
    document = tomlkit.parse(text)
    document["model"] = model
    return tomlkit.dumps(document)


def choose_model(model: str) -> Path:
    """Write ``model`` (a name or a path) to the settings file and return the file's path.

    Raises:
        CoachError: the file cannot be read or written.
    """
    file = Path(os.environ.get("COACH_CONFIG") or default_home() / SETTINGS_FILE)
    try:
        text = file.read_text("utf-8") if file.exists() else ""
        write_whole(file, with_model(text, model))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise CoachError(
            f"The settings file {file} cannot be read.", "Correct or remove it."
        ) from error
    except OSError as error:
        raise CoachError(
            f"The settings file {file} cannot be written: {error.strerror}.",
            "Mend its permissions.",
        ) from error
    return file
