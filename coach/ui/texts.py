"""All texts of the interface, read from ``prompts/interface/ui.yaml`` and checked strictly."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from coach.config import shipped_folder
from coach.errors import DamagedFileError
from coach.files import load_yaml
from coach.ui.text_types import (
    Count,
    CountOfLimit,
    DoneOfTotal,
    Host,
    Line,
    Name,
    Number,
    NumberOfTotal,
    Plain,
    PointsOfTotal,
    Quote,
    Title,
    Topics,
    uses,
)


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class AppTexts(_Texts):
    """Texts that stand on every page."""

    name: Plain
    saying: Plain
    privacy: Plain
    privacy_server: Host
    server: Host
    how_to_quit: Plain
    palette: Plain


class StartTexts(_Texts):
    """Texts of the start page."""

    lines: Plain
    begin: Plain
    full: Plain
    full_about: Topics
    short: Plain
    short_about: Topics
    resume: Plain
    answers: Count
    one_answer: Plain
    no_answers: Plain
    done: Plain
    plans: Plain
    version: Number
    more: Plain
    library: Plain
    library_about: Plain
    help: Plain
    help_about: Plain
    untitled: Plain
    short_mark: Plain
    nothing_yet: Plain
    reading: Plain
    no_model: Plain
    delete_session: Plain
    delete_done: Plain


class InterviewTexts(_Texts):
    """Texts of the interview page."""

    full: Plain
    short: Plain
    coach: Plain
    you: Plain
    placeholder: Plain
    opening: Plain
    reading: Plain
    wording: Plain
    searching: Plain
    starting: Plain
    restarting: Plain
    stopping: Plain
    to_stop: Plain
    seconds: Count
    wait: Plain
    empty: Plain
    too_long: CountOfLimit
    long: CountOfLimit
    restored: Plain
    saved_only: Plain
    open_again: Plain
    stopped: Plain
    passage: Title
    write_plan: Plain
    finish_question: Plain
    saving: Plain


class HeardTexts(_Texts):
    """Texts of what was heard and how far along the interview is."""

    title: Plain
    empty: Plain
    stage: NumberOfTotal
    topics: Annotated[str, AfterValidator(uses("done", "total"))]
    minutes: Count
    one_minute: Plain
    almost: Plain
    complete: Plain
    strip: Count
    heard: Plain
    assumed: Plain
    known: Plain
    unknown: Plain
    corrected: Plain
    said: Quote
    hint: Plain


class CorrectionTexts(_Texts):
    """Texts of the dialog that puts a fact right."""

    title: Plain
    question: Annotated[str, AfterValidator(uses("topic", "slot"))]
    said: Quote
    hint: Plain
    waiting: Plain
    gone: Plain


class PlanTexts(_Texts):
    """Texts of the plan page."""

    title: Plain
    version: Number
    writing: NumberOfTotal
    stopping: Plain
    stopped: Plain
    failed: Plain
    ready: Plain
    loading: Plain
    waiting: Plain
    sources: Plain
    no_statement: Plain
    answer: Plain
    asked: Plain
    passage: Plain
    own_passage: Plain
    team_passage: Plain
    passage_gone: Plain
    suggestion: Plain
    suggestion_about: Plain
    no_source: Plain
    missing: Plain
    tag_answer: Plain
    tag_passage: Plain
    tag_suggestion: Plain
    tag_own: Plain
    own_words: Plain
    own_words_about: Plain
    own_words_was: Line
    rest_on: Plain
    reworded_was: Line
    reviewed_was: Line
    no_lines: Plain
    score: PointsOfTotal


class ChangesTexts(_Texts):
    """Texts of changing a plan."""

    edit: Plain
    add: Plain
    hint: Plain
    wish: Plain
    not_this: Plain
    whole: Title
    own_wish: Plain
    wish_example: Plain
    wish_about: Plain
    rewording: Plain
    rewording_line: NumberOfTotal
    stopped: Plain
    nothing_better: Plain
    proposed: Plain
    some_stay: Count
    one_stays: Plain
    keep_new: Plain
    keep_old: Plain
    kept: Plain
    saved: Plain
    saved_day: Plain
    undone: Plain
    redone: Plain


class VersionsTexts(_Texts):
    """Texts of the page of a plan's versions."""

    title: Plain
    number: Number
    changed: Number
    now: Number
    whole: Number
    restored: Annotated[str, AfterValidator(uses("number", "now"))]


class ExportTexts(_Texts):
    """Texts of the dialog that saves a plan as a file; ``kinds`` has the formats by ending."""

    title: Plain
    format: Plain
    kinds: dict[str, Plain]
    names: Plain
    path: Plain
    save: Plain
    cancel: Plain
    exists: Plain
    empty: Plain
    folder: Plain
    no_folder: Plain
    done: Annotated[str, AfterValidator(uses("path"))]
    failed: Annotated[str, AfterValidator(uses("reason"))]


class ReportTexts(_Texts):
    """Texts of the report of the checks; what it says is in ``prompts/plan/report.yaml``."""

    title: Plain


class ScoreTexts(_Texts):
    """Texts of the score."""

    title: Plain
    points: PointsOfTotal
    best: Plain
    more: Plain
    reached: Plain


class LibraryTexts(_Texts):
    """Texts of the library page; ``topics`` maps the id of a topic to its name, in their order."""

    title: Plain
    placeholder: Plain
    reading: Plain
    all: Count
    with_own: Annotated[str, AfterValidator(uses("count", "documents"))]
    with_one: Count
    found: Count
    one_found: Plain
    cited: Plain
    gone: Plain
    none: Plain
    none_about: Plain
    searching: Plain
    preparing: DoneOfTotal
    preparing_about: Plain
    failed: Plain
    topics: dict[str, Plain]
    topic_about: Count
    method: Plain
    source: Plain
    keywords: Plain
    own: Plain
    own_source: Plain
    own_mark: Plain
    team_mark: Plain
    own_none: Plain
    own_none_about: Plain
    own_about: Plain
    add: Plain
    pages: Count
    parts: Count
    one_part: Plain
    added: Annotated[str, AfterValidator(uses("when"))]
    place: Plain
    document_about: Plain
    more_parts: Count
    remove: Name
    removing: Plain
    removed: Name


class AddingTexts(_Texts):
    """Texts of the dialogs that add documents."""

    title: Plain
    about: Plain
    path: Plain
    placeholder: Plain
    browse: Plain
    add: Plain
    cancel: Plain
    empty: Plain
    missing: Plain
    finding: Plain
    file: Annotated[str, AfterValidator(uses("number", "total", "name"))]
    index: Plain
    steps: DoneOfTotal
    stopping: Plain
    added: Name
    updated: Name
    unchanged: Name
    left_out: Name
    parts: Count
    one_part: Plain
    nothing: Plain
    counts_added: Count
    counts_updated: Count
    counts_unchanged: Count
    counts_left_out: Count
    stopped: Plain
    failed: Plain
    more: Count
    close: Plain


class ConfirmTexts(_Texts):
    """The two answers to a question of the program."""

    accept: Plain
    refuse: Plain


class HelpTexts(_Texts):
    """What help says, for each page."""

    title: Plain
    keys: Plain
    mouse: Plain
    start: Plain
    interview: Plain
    plan: Plain
    versions: Plain
    practice: Plain
    review: Plain
    library: Plain
    other: Plain


class ErrorTexts(_Texts):
    """Failures that have no words of their own."""

    unexpected: Plain


class Texts(_Texts):
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
    help: HelpTexts
    errors: ErrorTexts


@lru_cache(maxsize=1)
def texts() -> Texts:
    """Return the texts of the interface.

    Raises:
        DamagedFileError: the file is missing, or not what the model of it says.
    """
    import yaml

    try:
        raw = (shipped_folder("prompts") / "interface" / "ui.yaml").read_text(encoding="utf-8")
        return Texts.model_validate(load_yaml(raw))
    except (OSError, ValidationError, yaml.YAMLError) as error:
        raise DamagedFileError(
            "The texts of the interface (prompts/interface/ui.yaml) cannot be used.",
            f"Install the program again. ({error})",
        ) from error
