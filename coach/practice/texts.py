"""All texts of a rehearsal, read from ``prompts/practice`` and checked strictly."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, RootModel

from coach.llm.prompts import load_file, render
from coach.practice.turns import Kind


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class CustomerTexts(_Texts):
    """What the customer says without the model."""

    greeting: list[str]
    thanked: list[str]
    closed: list[str]
    leading: list[str]
    double: list[str]
    offered: list[str]
    lecture: list[str]
    listening: list[str]
    quiet: list[str]
    said_before: str


class AsideTexts(_Texts):
    """What the coach says in between, out of the customer's role."""

    nothing: str
    no_more: str
    unclear: str
    guess: str
    program: str
    empty: str
    too_long: str
    turns_left: str
    no_model: str
    stopped: str


class WentWell(_Texts):
    """What can be found to have gone well."""

    example: str
    their_word: str
    needs: str
    effect: str
    listened: str
    first_asked: str
    unused: str
    missed: str
    one_at_a_time: str
    mostly_open: str
    said_back: str


class ToTry(_Texts):
    """What can be tried next."""

    offered: str
    leading_guess: str
    leading: str
    double_first: str
    double: str
    closed_open: str
    closed: str
    lecture: str
    no_questions: str
    no_questions_bare: str
    example: str
    follow_up: str
    unused: str
    missed: str
    nothing: str


class FeedbackTexts(_Texts):
    """What the coach says at the end."""

    title: str
    nothing: str
    asked: str
    question: str
    no_questions: str
    kinds: dict[Kind, str]
    well: str
    well_one: str
    well_none: str
    try_: str = Field(alias="try")
    close: str
    went_well: WentWell
    to_try: ToTry


class ScreenTexts(_Texts):
    """Texts of the page."""

    title: str
    placeholder: str
    opening: str
    thinking: str
    stopping: str
    wait: str
    over: str
    again: str


class CommandTexts(_Texts):
    """Texts of ``coach practice``."""

    no_plan: str
    no_plan_remedy: str
    help: str
    unknown: str
    left: str


class PracticeTexts(_Texts):
    """Every text; the file's comments and the fields' names say where it stands."""

    intro: str
    intro_nobody: str
    questions: str
    begin: str
    nothing_noted: str
    one_of: str
    nobody: str
    label: str
    coach: str
    you: str
    customer: CustomerTexts
    fallback: dict[str, str]
    aside: AsideTexts
    feedback: FeedbackTexts
    screen: ScreenTexts
    command: CommandTexts


class _Asking(RootModel[dict[str, list[str]]]):
    pass


@lru_cache(maxsize=1)
def texts() -> PracticeTexts:
    """Return the texts that come with the program.

    Raises:
        DamagedFileError: the file is missing, or not what the model of it says.
    """
    return load_file("practice/texts", PracticeTexts)


@lru_cache(maxsize=1)
def asking() -> dict[str, list[str]]:
    """Return ways to ask for each kind of fact.

    Raises:
        DamagedFileError: see ``texts``.
    """
    return load_file("practice/asking", _Asking).root


def fill(template: str, **variables: object) -> str:
    """Return a text with its variables filled in; what is filled in is never read as a template."""
    return render(template, variables).strip()
