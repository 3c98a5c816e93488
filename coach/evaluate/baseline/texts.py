"""What the baseline's model is told: ``prompts/evaluate/baseline.yaml``."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field

from coach.llm.prompts import load_file


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Aim(_Strict):
    """A part of the outline.

    Attributes:
        aim: What it must learn.
        ask: A question on it, said to the employee; a template.
        like: Other plain ways to ask; the topic of a message is found by them too; templates.
        most: Most questions for it.
    """

    aim: str
    ask: str
    like: list[str]
    most: int = Field(ge=1)


class Speaking(_Strict):
    """How the model words a message of the interview."""

    max_tokens: int
    temperature: float


class NoteTexts(_Strict):
    """How the model is asked for the notes of a topic; ``user`` is a template."""

    system: str
    user: str
    max_tokens: int


class Part(_Strict):
    """A kind of statement in a section of the plan.

    Attributes:
        id: Second half of the statement's kind, such as ``heard`` of ``needs.heard``.
        what: What belongs there.
        most: Most statements of the kind.
    """

    id: str
    what: str
    most: int = Field(default=2, ge=1)


class PlanTexts(_Strict):
    """How the model is asked for a section of the plan; ``user`` is a template."""

    title: str
    system: str
    user: str
    max_tokens: int
    sections: dict[str, list[Part]]


class BaselineTexts(_Strict):
    """Everything that the baseline's model is told.

    Attributes:
        code: What the model says when the interview is over.
        customer: What the customer is called in the outline.
        begin: The message that the fixed opening answers; chat templates want one of the user.
        opening: The first message, the same in every interview.
        system: The one prompt, a template.
        topics: Parts of the outline by topic id.
        question: How the model words its messages.
        notes: How it is asked for notes.
        plan: How it is asked for the plan.
    """

    id: str
    purpose: str
    version: int
    code: str
    customer: str
    begin: str
    opening: str
    system: str
    topics: dict[str, Aim]
    question: Speaking
    notes: NoteTexts
    plan: PlanTexts


@lru_cache(maxsize=1)
def load_texts() -> BaselineTexts:
    """Read the texts.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("evaluate/baseline", BaselineTexts)
