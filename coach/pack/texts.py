"""What the pack says around the questions, from ``prompts/pack/*.yaml``."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, model_validator

from coach.interview.agenda import Form
from coach.llm.prompts import load_file


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlanOfSession(_Strict):
    """One length of session: its form of the interview, and the minutes of each step in order."""

    minutes: int = Field(ge=1)
    form: Form
    steps: dict[str, int]

    @model_validator(mode="after")
    def _adds_up(self) -> PlanOfSession:
        if sum(self.steps.values()) != self.minutes:
            raise ValueError(f"the steps do not add up to {self.minutes} minutes")
        return self


class StepText(_Strict):
    """A step of a session.

    Attributes:
        title: Its name.
        aim: What is reached at its end.
        do: What the facilitator does; ``{{ form }}`` is the form of the interview.
        say: What the facilitator says.
        questions: Whether all questions of the interview belong to it.
        topics: Topics whose questions belong to it.
        passage: A passage of the library, as ``topic/id``.
        slide: Lines of its slide.
    """

    title: str
    aim: str
    do: list[str]
    say: list[str]
    questions: bool = False
    topics: list[str] = Field(default_factory=list)
    passage: str | None = None
    slide: list[str]


class WhenText(_Strict):
    """What to do when something does not go as planned."""

    if_: str = Field(alias="if")
    then: str
    passage: str | None = None


class _Headings(_Strict):
    before: str
    bring: str
    privacy: str
    times: str
    time: str
    step: str
    for_minutes: str
    aim: str
    do: str
    say: str
    questions: str
    when: str
    after: str
    passages: str
    passages_lead: str
    folder: str


class _FolderLines(_Strict):
    session: str
    slides: str
    sheet: str
    form: str


class SessionTexts(_Strict):
    """Everything in ``prompts/pack/session.yaml``; ``{{ … }}`` is filled in."""

    title: str
    lead: str
    plans: list[PlanOfSession]
    headings: _Headings
    before: list[str]
    bring: list[str]
    privacy: list[str]
    steps: dict[str, StepText]
    when: list[WhenText]
    after: list[str]
    folder: _FolderLines

    @model_validator(mode="after")
    def _knows_its_steps(self) -> SessionTexts:
        named = {step for plan in self.plans for step in plan.steps}
        if named != set(self.steps):
            raise ValueError("the steps of the plans are not those that are described")
        return self


class _FormTexts(_Strict):
    mark: str
    about: list[str]


class ReadingTexts(_Strict):
    """What is said of a form that is read; names in braces are filled in."""

    line: str
    missing: str
    missing_remedy: str
    folder: str
    unreadable: str
    large: str
    not_text: str
    not_text_remedy: str
    none: str
    none_remedy: str
    unknown: str
    no_id: str
    twice: str
    before: str
    long: str
    command: str
    many: str


class SheetTexts(_Strict):
    """Everything in ``prompts/pack/sheet.yaml``."""

    title: str
    lead: str
    first_name: str
    who: str
    foot: str
    form: _FormTexts
    reading: ReadingTexts


class SlideTexts(_Strict):
    """Everything in ``prompts/pack/slides.yaml``."""

    title: str
    subtitle: str
    counter: str
    minutes: str
    questions: str
    previous: str
    following: str


@lru_cache(maxsize=1)
def session_texts() -> SessionTexts:
    """Return the texts of the session.

    Raises:
        DamagedFileError: the file is missing, does not have the agreed form, or the minutes of a
            session do not add up.
    """
    return load_file("pack/session", SessionTexts)


@lru_cache(maxsize=1)
def sheet_texts() -> SheetTexts:
    """Return the texts of the sheet and the form.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("pack/sheet", SheetTexts)


@lru_cache(maxsize=1)
def slide_texts() -> SlideTexts:
    """Return the texts of the slides.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("pack/slides", SlideTexts)
