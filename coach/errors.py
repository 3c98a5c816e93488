"""Errors that are meant for people: what happened, and what to do next."""

from __future__ import annotations


class CoachError(Exception):
    """A failure that the person in front of the program can do something about.

    Attributes:
        message: What happened, in one plain sentence.
        remedy: What to do next, in one plain sentence; empty when nothing helps.
    """

    exit_status = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UsageError(CoachError):
    """The command was called in a way that cannot be meant."""

    exit_status = 2


class NotFoundError(CoachError):
    """A session, plan, passage or model of that name does not exist."""


class DamagedFileError(CoachError):
    """A file that the program depends on is not what its checksum or schema says."""


class EngineError(CoachError):
    """The model could not be loaded or stopped answering."""


class NotEnoughMemoryError(EngineError):
    """The model does not fit into the memory that is free."""


class ServerError(EngineError):
    """The server that does the model's work cannot be used now; asking again at once is no use."""


class Cancelled(Exception):
    """The person cancelled what the model was doing."""
