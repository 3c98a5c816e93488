"""All texts of the full screen, from ``prompts/interface/ui.yaml``, checked strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator

from coach.languages import MAIN, checked, raw_texts, spoken
from coach.ui.page_texts import (
    AddingTexts,
    ChangesTexts,
    ChangeTexts,
    CorrectionTexts,
    ExportTexts,
    FindTexts,
    HeardTexts,
    InterviewTexts,
    LibraryTexts,
    PlanTexts,
    ReportTexts,
    ScoreTexts,
    StartTexts,
    VersionsTexts,
)
from coach.ui.text_types import (
    Host,
    Line,
    Name,
    Plain,
    TextGroup,
    Title,
    uses,
)

Look = Literal["dark", "light", "contrast"]
Way = Literal["home", "full", "short"]


class AppTexts(TextGroup):
    """Texts that stand on every page."""

    name: Plain
    language: Plain
    saying: Plain
    privacy: Plain
    privacy_server: Host
    server: Host
    how_to_quit: Plain
    palette: Plain
    problem: Line
    go: dict[Way, Plain]
    go_about: dict[Way, Plain]
    session: Title
    plan: Title


class ConfirmTexts(TextGroup):
    """The two answers to a question of the program."""

    accept: Plain
    refuse: Plain


class KeymapTexts(TextGroup):
    """What is wrong with keys that somebody set."""

    unknown: Name
    no_key: Annotated[str, AfterValidator(uses("name", "key"))]
    needed: Annotated[str, AfterValidator(uses("name", "key"))]
    taken: Annotated[str, AfterValidator(uses("name", "key", "other"))]
    more: Annotated[str, AfterValidator(uses("text", "count", "where"))]


class SettingsTexts(TextGroup):
    """Texts of the settings page."""

    title: Plain
    looks: Plain
    looks_names: dict[Look, Plain]
    looks_about: dict[Look, Plain]
    motion: Plain
    still: Plain
    still_about: Plain
    languages: Plain
    models: Plain
    get: Name
    here: Plain
    own: Plain
    untried: Plain
    elsewhere: Host
    in_use: Plain
    next_time: Plain
    switched_on: Plain
    switched_off: Plain
    about: Plain
    no_color: Plain
    file: Plain
    data: Plain
    model: Plain
    keys: Plain
    saved: Plain
    saved_next: Plain
    not_here: Annotated[str, AfterValidator(uses("title", "name"))]
    damaged: Annotated[str, AfterValidator(uses("title", "name"))]
    overridden: Name


class FocusTexts(TextGroup):
    """What help says of the part of a page that has the focus."""

    choices: Plain
    answer: Plain
    write: Plain
    facts: Plain
    conversation: Plain
    changed: Plain
    words: Plain
    statements: Plain
    sources: Plain
    versions: Plain
    version: Plain
    query: Plain
    passages: Plain
    reader: Plain
    path: Plain
    files: Plain
    value: Plain
    wishes: Plain
    own_wish: Plain
    me: Plain
    team: Plain
    kinds: Plain
    switch: Plain
    options: Plain
    turn: Plain
    settings: Plain
    button: Plain
    text: Plain


class HelpTexts(TextGroup):
    """What help says, for each page."""

    title: Plain
    here: Plain
    keys: Plain
    mouse: Plain
    start: Plain
    interview: Plain
    plan: Plain
    versions: Plain
    practice: Plain
    review: Plain
    library: Plain
    set_up: Plain
    settings: Plain
    other: Plain


class ErrorTexts(TextGroup):
    """Failures that have no words of their own."""

    unexpected: Plain


class Texts(TextGroup):
    """All texts of the interface.

    ``keys`` and ``about`` map the name of a key binding to its short and its long description;
    ``sections`` maps the id of a plan's section to the title shown while it is written.
    """

    app: AppTexts
    keys: dict[str, Plain]
    about: dict[str, Plain]
    start: StartTexts
    interview: InterviewTexts
    heard: HeardTexts
    correction: CorrectionTexts
    change: ChangeTexts
    find: FindTexts
    plan: PlanTexts
    changes: ChangesTexts
    versions: VersionsTexts
    sections: dict[str, Plain]
    export: ExportTexts
    report: ReportTexts
    score: ScoreTexts
    library: LibraryTexts
    adding: AddingTexts
    confirm: ConfirmTexts
    keymap: KeymapTexts
    settings: SettingsTexts
    help: HelpTexts
    errors: ErrorTexts
    focus: FocusTexts


_KEY = re.compile(r"<([^<>:]+):([a-z_]+)>")
"""A key in a text: its usual name, and the name of its action."""
_other_keys: tuple[tuple[str, str], ...] = ()


def name_keys(names: Mapping[str, str]) -> None:
    """Let the texts name other keys than the usual ones.

    Args:
        names: The name of an action to the name of its key for people.
    """
    global _other_keys
    _other_keys = tuple(names.items())


def texts() -> Texts:
    """Return the texts of the full screen, in the language in use.

    Raises:
        DamagedFileError: the file is missing, or not what the model of it says.
    """
    return _read(_other_keys, spoken())


@lru_cache(maxsize=2)
def _read(names: tuple[tuple[str, str], ...], language: str) -> Texts:
    return checked(_with_keys(raw_texts(MAIN, language), dict(names)), Texts, MAIN)


def named(text: str) -> str:
    """Return a text of another room with the names of its keys put in, as they are set."""
    names = dict(_other_keys)
    return _KEY.sub(lambda found: names.get(found[2], found[1]), text)


def _with_keys(value: object, names: Mapping[str, str]) -> object:
    """Return texts with the names of keys put in."""
    if isinstance(value, str):
        return _KEY.sub(lambda found: names.get(found[2], found[1]), value)
    if isinstance(value, dict):
        return {name: _with_keys(part, names) for name, part in value.items()}
    return value
