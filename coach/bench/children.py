"""The environment of the program's processes that are started to be measured."""

from __future__ import annotations

import os
from pathlib import Path

import coach
from coach.config import Settings

_TERMINAL = ("COLUMNS", "LINES")
"""Would hide the size of the terminal that a child is given."""


def child_environment(settings: Settings | None = None, data: Path | None = None) -> dict[str, str]:
    """Return this process's environment, with the program importable.

    Args:
        settings: The child uses their home and model.
        data: The child keeps its sessions there, and sees no others.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _TERMINAL}
    environment["PYTHONPATH"] = str(Path(coach.__file__).resolve().parents[1])
    # This machine is measured, whatever the settings say.
    environment["COACH_REMOTE_URL"] = ""
    if settings is not None:
        environment["COACH_HOME"] = str(settings.home)
        environment["COACH_MODEL"] = settings.model
    if data is not None:
        environment["COACH_DATA_HOME"] = str(data)
    return environment
