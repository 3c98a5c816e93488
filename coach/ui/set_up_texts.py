"""Texts of the set-up inside the interface, from ``prompts/interface/setup.yaml``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from coach.commands.steps import StepName
from coach.languages import load_texts
from coach.ui.text_types import Count, DoneOfTotal, Plain, TextGroup, uses

Size = Annotated[str, AfterValidator(uses("size"))]


class SetUpStartTexts(TextGroup):
    """Texts on the start page."""

    heading: Plain
    about: Size
    about_here: Plain
    private: Plain
    running: Plain
    begin: Plain
    go_on: Plain
    size: Size
    left: Size
    here: Plain
    watch: Plain
    done: Plain
    failed: Plain


class SetUpPageTexts(TextGroup):
    """Texts of the page that shows how far the set-up is."""

    title: Plain
    running: Plain
    stopped: Plain
    failed: Plain
    done: Plain
    early: Plain
    begin: Plain
    stop: Plain
    stopping: Plain
    go_on: Plain


class StepStateTexts(TextGroup):
    """How far one step is."""

    done: Plain
    waiting: Plain
    starting: Plain
    amount: DoneOfTotal
    count: DoneOfTotal
    percent: Annotated[str, AfterValidator(uses("percent"))]
    step: Annotated[str, AfterValidator(uses("step", "percent"))]
    seconds: Count
    one_minute: Plain
    minutes: Count
    checking: Plain


class ShortTexts(TextGroup):
    """The remark at the right of the top line."""

    running: Annotated[str, AfterValidator(uses("step"))]
    stopped: Plain
    not_begun: Plain


class EarlyPageTexts(TextGroup):
    """Texts in an interview that began before the model was there."""

    heard: Plain
    running: Plain
    not_running: Plain


class FailureTexts(TextGroup):
    """What to do next, by the name of the error."""

    NoNetworkError: Plain
    DiskFullError: Plain
    DamagedFileError: Plain
    unexpected: Plain
    again: Plain


class SetUpTexts(TextGroup):
    """All texts of the set-up; ``steps`` maps the name of a step to its title."""

    start: SetUpStartTexts
    page: SetUpPageTexts
    steps: dict[StepName, Plain]
    state: StepStateTexts
    short: ShortTexts
    early: EarlyPageTexts
    failures: FailureTexts
    offline: Annotated[str, AfterValidator(uses("folder"))]


def set_up_texts() -> SetUpTexts:
    """Return the texts.

    Raises:
        DamagedFileError: the file is missing, or not what the model of it says.
    """
    return load_texts("setup", SetUpTexts)
