"""Why a file cannot be used, as an error for people."""

from __future__ import annotations

from coach.errors import CoachError
from coach.knowledge.documents.texts import ProblemName, texts
from coach.text import one_line


class UnusableFile(CoachError):
    """A file that cannot be read into a document.

    Attributes:
        reason: Why, the end of a sentence, without a full stop.
        name: The file's name; empty until the reader's caller adds it.
    """

    def __init__(self, reason: str, remedy: str = "", *, name: str = "") -> None:
        subject = f"The file {name}" if name else "The file"
        super().__init__(f"{subject} cannot be used: {reason}.", remedy)
        self.reason = reason
        self.name = name

    def named(self, name: str) -> UnusableFile:
        """Return the same error with the file's name in its message."""
        return UnusableFile(self.reason, self.remedy, name=one_line(name))


def unusable(name: ProblemName, **values: object) -> UnusableFile:
    """Return the error for a problem of that name, with the variables of its text filled in."""
    problem = texts().problems[name]
    return UnusableFile(problem.reason.format(**values), problem.remedy.format(**values))
