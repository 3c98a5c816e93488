"""All texts of a review, read from ``prompts/review`` and checked strictly."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file, render


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Names(_Texts):
    """How the things that are looked at are called."""

    first: str
    test: str
    kept: str
    later: str
    stop: str
    talk: str
    request: str
    unknown: str
    measure: str
    next: str


class Choices(_Texts):
    """What can be chosen: key to label, in order."""

    done: dict[str, str]
    decision: dict[str, str]
    known: dict[str, str]
    known_self: dict[str, str]
    known_guess: dict[str, str]


class CommandTexts(_Texts):
    """Texts of ``coach review``."""

    model_config = ConfigDict(str_strip_whitespace=False)

    you: str
    more: str
    coach: str
    no_plan: str
    no_plan_remedy: str
    empty: str
    empty_remedy: str
    help: str
    unknown: str
    left: str
    due: str


class ScreenTexts(_Texts):
    """Texts of the page."""

    title: str
    placeholder: str
    opening: str
    over: str
    over_nothing: str
    failed: str
    about: str
    due: str


class ReviewTexts(_Texts):
    """Every text; the file's comments and the fields' names say where it stands."""

    intro: str
    resumed: str
    progress: str
    one_minute: str
    some_minutes: str
    plan_said: str
    expected: str
    counted_before: str
    noted: str
    no_figure: str
    choose: str
    nothing_typed: str
    skipped: str
    no_back: str
    draft: str
    names: Names
    titles: Names
    questions: dict[str, str]
    choices: Choices
    about: dict[str, str]
    over: str
    over_read: str
    nothing: str
    removed: str
    summary: str
    steps: str
    counts: str
    command: CommandTexts
    screen: ScreenTexts

    def minutes(self, count: int) -> str:
        """Return a number of minutes in words."""
        return self.one_minute if count == 1 else fill(self.some_minutes, count=count)


class StatementTexts(_Texts):
    """Wording of what a review adds to a plan."""

    title: str
    done: dict[str, str]
    decision: dict[str, str]
    statements: dict[str, str]


@lru_cache(maxsize=1)
def texts() -> ReviewTexts:
    """Return the texts that come with the program.

    Raises:
        DamagedFileError: the file is missing, or not what the model of it says.
    """
    return load_file("review/texts", ReviewTexts)


@lru_cache(maxsize=1)
def statement_texts() -> StatementTexts:
    """Return the wording of statements that comes with the program.

    Raises:
        DamagedFileError: see ``texts``.
    """
    return load_file("review/statements", StatementTexts)


def fill(template: str, **variables: object) -> str:
    """Return a text with its variables filled in; what is filled in is never read as a template."""
    return render(template, variables)
