"""What an interview tells whoever shows it: typed events, in the order in which they happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coach.interview.notes import Fact

CoachKind = Literal["opening", "question", "probe", "readback", "clarification", "closing"]
Origin = Literal["stock", "model"]
Work = Literal["reading", "wording", "searching", "starting", "restarting"]


@dataclass(frozen=True)
class AnswerSaved:
    """The employee's message is on disk; from here on it cannot be lost."""

    turn: int
    text: str


@dataclass(frozen=True)
class AnswerChanged:
    """An earlier answer has another text from now on, which is on disk.

    Attributes:
        turn: Number of the answer in the transcript, the same whatever stands there.
        text: What stands there now.
        changed: Whether that is not what was first said.
    """

    turn: int
    text: str
    changed: bool


@dataclass(frozen=True)
class Working:
    """What the coach does just now, for a quiet sign; the next event ends it."""

    work: Work


@dataclass(frozen=True)
class Heard:
    """A fact was noted."""

    topic: str
    slot: str
    fact: Fact


@dataclass(frozen=True)
class NotesChanged:
    """Facts were corrected or withdrawn: show the notes anew."""


@dataclass(frozen=True)
class PassageFound:
    """A passage of the library is used in the reply."""

    id: str
    title: str
    source: str


@dataclass(frozen=True)
class ReplyWords:
    """A checked piece of the coach's reply, to be shown at once; ``Said`` brings the whole."""

    text: str


@dataclass(frozen=True)
class Said:
    """A whole message of the coach, saved.

    Attributes:
        turn: Its number in the transcript.
        topic: Topic that it belongs to.
        kind: What the message is for.
        origin: Whether the model worded it or people did.
        text: The message; plain text with line breaks, lines of a read-back start with "- ".
    """

    turn: int
    topic: str
    kind: CoachKind
    origin: Origin
    text: str


@dataclass(frozen=True)
class Progress:
    """How far along the interview is.

    Attributes:
        topic: Topic being talked about.
        title: Its title for people.
        stage: Title of the stage that the topic belongs to.
        done: Topics finished.
        total: Topics in this form.
        minutes_left: Estimate from the employee's own pace.
    """

    topic: str
    title: str
    stage: str
    done: int
    total: int
    minutes_left: int


@dataclass(frozen=True)
class Trouble:
    """Something failed that the employee should know of; the interview goes on.

    Attributes:
        message: One or two plain sentences.
    """

    message: str


@dataclass(frozen=True)
class Finished:
    """The interview is over; the plan can be written.

    Attributes:
        reason: All topics done, the employee asked for the end, or answers ran dry.
    """

    reason: Literal["complete", "asked", "tired"]


Event = (
    AnswerSaved
    | AnswerChanged
    | Working
    | Heard
    | NotesChanged
    | PassageFound
    | ReplyWords
    | Said
    | Progress
    | Trouble
    | Finished
)
