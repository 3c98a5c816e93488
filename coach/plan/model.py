"""The plan: sections of statements, each with the sources that it rests on."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints

SECTION_IDS = (
    "work",
    "customer",
    "needs",
    "requirements",
    "reputation",
    "actions",
    "stop",
    "conversation",
    "suppliers",
    "review",
    "unknown",
    "sources",
)
"""The sections of every plan, in order."""

LEARNED = "learned"
"""The log of what was learned, a section after ``review`` from the first review of a plan on."""

ChangeKind = Literal[
    "drafted",
    "edited",
    "added",
    "deleted",
    "moved",
    "reworded",
    "undone",
    "redone",
    "restored",
    "reviewed",
]

DateKind = Literal["first_step", "conversation", "baseline_start", "baseline_end", "study", "act"]


FIRST_YEAR, LAST_YEAR = 1900, 9000
"""Days outside cannot be counted on from, or written in a calendar; no plan is about them."""


def _possible(day: dt.date) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("the year is not possible")
    return day


Day = Annotated[dt.date, AfterValidator(_possible)]
Moment = Annotated[dt.datetime, AfterValidator(_possible)]
Name = Annotated[str, StringConstraints(pattern=r"^[^/\\:\x00-\x1f]*$", max_length=120)]
"""What a file or a folder may be called after: no path."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AnswerSource(_Strict):
    """The employee said it."""

    type: Literal["answer"] = "answer"
    turn: int
    """Number of the employee's message in the transcript."""
    quote: str
    """A verbatim part of that message."""


class PassageSource(_Strict):
    """A passage of the library says it."""

    type: Literal["passage"] = "passage"
    id: str


class SuggestionSource(_Strict):
    """The coach proposes it; the employee is free to change it."""

    type: Literal["suggestion"] = "suggestion"


Source = Annotated[
    AnswerSource | PassageSource | SuggestionSource,
    Field(discriminator="type"),
]


class Statement(_Strict):
    """One statement of the plan, in the employee's voice."""

    text: str
    sources: list[Source] = Field(default_factory=list)
    kind: str = ""
    """What the statement is for, such as ``needs.heard``; the score and the exports go by it."""
    edited: bool = False
    """Whether the owner of the plan wrote these words; then there may be no other source."""
    was: str = ""
    """The drafted words in whose place the owner's words, a rewording, or a review's stand."""
    reviewed: bool = False
    """Whether a review wrote it, or kept it; drafting again leaves it as it is."""

    @property
    def suggested(self) -> bool:
        """Whether the coach proposes something in it."""
        return any(source.type == "suggestion" for source in self.sources)


class Section(_Strict):
    """One part of the plan."""

    id: str
    title: str
    statements: list[Statement] = Field(default_factory=list)


class PassageInfo(_Strict):
    """What a reader needs to know of a cited passage."""

    id: str
    title: str
    source: str


class PlanDate(_Strict):
    """A day that the plan sets, for calendars."""

    kind: DateKind
    day: Day
    title: str


class Measurement(_Strict):
    """One figure that the employee counted; all of a plan, in order, are its series over time."""

    day: Day
    """The day on which it was counted."""
    what: str
    """What is counted, in the words of the plan of that time."""
    value: FiniteFloat
    of: FiniteFloat | None = None
    """The whole that the value is a part of: 10 in "7 of 10"; None when there is none."""
    unit: str = ""
    """What the figure counts, as it was said ("minutes"), or ``%``; empty when not said."""
    source: AnswerSource


class Problem(_Strict):
    """What a check found wrong with a draft that did not get into the plan."""

    section: str
    kind: str
    problem: str


class Report(_Strict):
    """What the checks did while the plan was drafted."""

    statements: int = 0
    """Statements in the finished plan."""
    worded: int = 0
    """Statements whose wording came from the model and passed."""
    redrafted: int = 0
    """Wordings that the model was asked for again."""
    replaced: int = 0
    """Statements whose model wording never passed, so that reviewed text stands there."""
    removed: int = 0
    """Statements left out because no wording passed."""
    problems: list[Problem] = Field(default_factory=list)
    retrieved: dict[str, list[str]] = Field(default_factory=dict)
    """Ids of the passages that were found for each section."""
    seconds: float = 0.0
    """Time that drafting took."""


class Change(_Strict):
    """What a version of a plan changed."""

    kind: ChangeKind
    after: int
    """The version that was changed. A copy of a plan that says another one tells of an older
    change."""
    section: str = ""
    """Id of the section with the changed statement; empty when it is the whole plan."""
    to: int | None = None
    """The version that was gone back to."""


class Plan(_Strict):
    """A customer-focus plan."""

    id: Name = ""
    """Empty until the plan is saved."""
    version: int = 1
    session: Name
    created: Moment
    title: str
    sections: list[Section] = Field(default_factory=list)
    passages: dict[str, PassageInfo] = Field(default_factory=dict)
    """The cited passages by id."""
    dates: list[PlanDate] = Field(default_factory=list)
    report: Report = Field(default_factory=Report)
    measurements: list[Measurement] = Field(default_factory=list)
    """Figures from all reviews so far, the oldest first."""
    left_out: list[str] = Field(default_factory=list)
    """Drafted statements that the owner deleted; drafting again leaves them out."""
    change: Change | None = None
    """What this version changed of the one before; None for the first."""

    def section(self, id: str) -> Section | None:
        """Return the section of that id, or None."""
        return next((section for section in self.sections if section.id == id), None)

    def statements(self, kind: str) -> list[Statement]:
        """Return the statements of a kind (``needs.heard``) or of a group of them (``needs``)."""
        return [
            statement
            for section in self.sections
            for statement in section.statements
            if statement.kind == kind or statement.kind.startswith(f"{kind}.")
        ]
