"""What people are told when SQLite or the file system refuses."""

from __future__ import annotations

from pathlib import Path

from coach.errors import CoachError

_OF_THE_PLACE = (
    *("full", "no space"),
    *("locked", "busy"),
    *("readonly", "read-only", "permission"),
    *("i/o", "memory", "unable to open", "interrupted"),
)
"""Words of failures that say nothing about the content of a file."""


def explained(path: Path, holds: str, reason: str) -> CoachError:
    """Return a failure as what happened and what to do.

    Args:
        path: The file.
        holds: What is in it, in words.
        reason: What SQLite or the system said.
    """
    lowered = reason.lower()
    if "full" in lowered or "no space" in lowered:
        return CoachError(
            "The disk is full, so this could not be saved; what was saved before is safe.",
            "Free some room and try again.",
        )
    if "locked" in lowered or "busy" in lowered:
        return CoachError(
            f"Another program is using the file of {holds}.",
            "Close the other coach window and try again.",
        )
    if "readonly" in lowered or "read-only" in lowered or "permission" in lowered:
        return CoachError(
            f"The file {path} cannot be written.",
            "Mend its permissions, or choose another folder with COACH_HOME.",
        )
    if "closed" in lowered:
        return CoachError(f"The file of {holds} is closed already.")
    return CoachError(
        f"The file {path} cannot be used: {reason}.",
        "Check the folder and the disk, or choose another folder with COACH_HOME.",
    )


def is_of_the_place(reason: str) -> bool:
    """Tell whether a failure says something about the place, and nothing about the content."""
    return any(sign in reason.lower() for sign in _OF_THE_PLACE)
