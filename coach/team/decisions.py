"""What the facilitator decided about names: which are the same, and what the map calls them.

Decisions are kept in a small file beside the map, so that the next map asks only what is new.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from coach.errors import CoachError, DamagedFileError
from coach.files import write_whole
from coach.team.texts import texts
from coach.text import one_line

MAX_BYTES = 20_000_000
Key = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class Decision(BaseModel):
    """One answer of the facilitator.

    Attributes:
        names: Keys of mentions (``coach.team.building.key_of``), two or more.
        same: Whether they are one party.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: tuple[Key, ...] = Field(min_length=2, max_length=100_000)
    same: bool


class Decisions(BaseModel):
    """All answers, and names that the facilitator chose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["coach-map-decisions"] = "coach-map-decisions"
    version: Literal[1] = 1
    decisions: tuple[Decision, ...] = Field(default=(), max_length=1_000_000)
    called: dict[Key, Annotated[str, StringConstraints(max_length=200)]] = Field(
        default_factory=dict
    )
    """What the map calls the party of a mention."""

    def joined(self) -> list[tuple[str, ...]]:
        """Return groups of keys that are the same."""
        return [decision.names for decision in self.decisions if decision.same]

    def apart(self) -> set[frozenset[str]]:
        """Return groups of keys of which the facilitator said that they are not the same."""
        return {frozenset(decision.names) for decision in self.decisions if not decision.same}

    def with_decision(self, names: Iterable[str], *, same: bool) -> Decisions:
        """Return these decisions with one more."""
        more = Decision(names=tuple(sorted(set(names))), same=same)
        return self.model_copy(update={"decisions": (*self.decisions, more)})

    def with_name(self, key: str, name: str) -> Decisions:
        """Return these decisions with what the map calls a party."""
        return self.model_copy(update={"called": {**self.called, key: name}})


def read_decisions(path: Path) -> Decisions:
    """Return the decisions in a file; none when there is no file yet.

    Raises:
        DamagedFileError: the file holds something else.
        CoachError: it cannot be read.
    """
    name = one_line(path.name, limit=80)
    try:
        if not path.exists():
            return Decisions()
        if path.stat().st_size > MAX_BYTES:
            raise DamagedFileError(texts().decisions.damaged.format(file=name))
        return Decisions.model_validate_json(path.read_bytes())
    except (ValidationError, ValueError) as error:
        raise DamagedFileError(texts().decisions.damaged.format(file=name)) from error
    except OSError as error:
        raise CoachError(
            texts().decisions.unreadable.format(file=name, reason=error.strerror)
        ) from error


def write_decisions(path: Path, decisions: Decisions) -> None:
    """Write the decisions.

    Raises:
        CoachError: the file cannot be written.
    """
    try:
        write_whole(path, decisions.model_dump_json(indent=2) + "\n")
    except OSError as error:
        name = one_line(path.name, limit=80)
        raise CoachError(
            texts().decisions.unwritable.format(file=name, reason=error.strerror)
        ) from error
