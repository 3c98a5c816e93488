"""What the store tells about sessions, states of an interview and plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Form = Literal["full", "short"]
SessionStatus = Literal["open", "finished"]


class SessionInfo(BaseModel):
    """One interview, without what was said in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    form: Form
    created: datetime
    """When it was begun, UTC."""
    updated: datetime
    """When something was last saved in it, UTC."""
    status: SessionStatus
    title: str
    """What it is about, for a list; empty until something was heard."""
    answers: int
    """Number of answers given; asking back does not count."""


class Snapshot(BaseModel):
    """Notes and agenda as they were after a turn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turn: int
    """Number of the last message when it was taken; -1 before the first."""
    notes: str
    """The notes as JSON."""
    state: str
    """The state of the agenda as JSON."""


class PlanInfo(BaseModel):
    """One version of a plan, without its content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    session_id: str
    version: int
    """1 for the first plan of a session, one more each time it is drafted or changed."""
    created: datetime
    """When this version was saved, UTC."""
    title: str


@dataclass(frozen=True)
class PlanRecord:
    """One version of a plan with its content.

    Attributes:
        info: What it is.
        json: The plan as JSON; its ``id`` and ``version`` are those of ``info``.
    """

    info: PlanInfo
    json: str
