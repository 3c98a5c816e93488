"""What people are told when they work on a plan, from ``prompts/plan/editing.yaml``."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.errors import CoachError, NotFoundError, UsageError
from coach.llm.prompts import load_file
from coach.plan.model import ChangeKind
from coach.text import one_line


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(_Strict):
    """An error for people."""

    error: str
    remedy: str

    def failure(self, **values: object) -> CoachError:
        """Return the error of something that cannot be done."""
        return CoachError(*self._filled(values))

    def not_found(self, **values: object) -> NotFoundError:
        """Return the error of something that is not there."""
        return NotFoundError(*self._filled(values))

    def usage(self, **values: object) -> UsageError:
        """Return the error of something that cannot be meant."""
        return UsageError(*self._filled(values))

    def _filled(self, values: dict[str, object]) -> tuple[str, str]:
        shown = {name: one_line(str(value), limit=200) for name, value in values.items()}
        return self.error.format(**shown), self.remedy.format(**shown)


class Errors(_Strict):
    """Errors of working on a plan."""

    no_section: Told
    no_statement: Told
    fixed: Told
    empty: Told
    too_long: Told
    nothing_to_undo: Told
    nothing_to_redo: Told
    same_version: Told
    changed_elsewhere: Told
    no_wish: Told
    long_wish: Told


class DifferenceTexts(_Strict):
    """Signs and words of a difference between two versions."""

    none: str
    title: str
    added: str
    removed: str
    changed: str
    moved: str
    old_words: str
    new_words: str
    key: str


class CommandTexts(_Strict):
    """What the commands say."""

    own: str
    unchanged: str
    saved: str
    rewording: str
    nothing_better: str


class Wish(_Strict):
    """A wish that is offered for rewording a line."""

    id: str
    label: str
    """How it is offered."""


class EditingTexts(_Strict):
    """All of ``prompts/plan/editing.yaml``."""

    limit: int
    """Most characters of a line."""
    errors: Errors
    changes: dict[ChangeKind | str, str]
    difference: DifferenceTexts
    command: CommandTexts
    wishes: list[Wish]
    about_wording: str
    """Words of wishes that say how to word a line and need not stand in it."""
    phrases: dict[str, dict[str, str]]
    """By wish: phrases that stand in for others when the model finds no wording."""


@lru_cache(maxsize=1)
def texts() -> EditingTexts:
    """Return what people are told when they work on a plan.

    Raises:
        DamagedFileError: the file is missing or not as it should be.
    """
    return load_file("plan/editing", EditingTexts)
