"""Texts of the pages and of the dialogs that belong to one page."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from coach.ui.text_types import (
    Count,
    CountOfLimit,
    DoneOfTotal,
    Line,
    Name,
    Number,
    NumberOfTotal,
    Plain,
    PointsOfTotal,
    Quote,
    TextGroup,
    Title,
    Topics,
    uses,
)


class StartTexts(TextGroup):
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
    settings: Plain
    settings_about: Plain
    help: Plain
    help_about: Plain
    untitled: Plain
    short_mark: Plain
    nothing_yet: Plain
    reading: Plain
    delete_session: Plain
    delete_done: Plain
    delete_undone: Plain
    delete_files: Plain
    delete_files_done: Plain
    delete_damaged: Plain


class InterviewTexts(TextGroup):
    """Texts of the interview page."""

    full: Plain
    short: Plain
    coach: Plain
    you: Plain
    pending: Plain
    changed: Plain
    marked: Plain
    marked_changed: Plain
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


class HeardTexts(TextGroup):
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


class CorrectionTexts(TextGroup):
    """Texts of the dialog that puts a fact right."""

    title: Plain
    question: Annotated[str, AfterValidator(uses("topic", "slot"))]
    said: Quote
    hint: Plain
    waiting: Plain
    gone: Plain


class ChangeTexts(TextGroup):
    """Texts of changing an earlier answer."""

    title: Plain
    hint: Plain
    empty: Plain
    no_answer: Plain
    none: Plain
    done: Plain
    undone: Plain


class FindTexts(TextGroup):
    """Texts of finding what was said."""

    title: Plain
    placeholder: Plain
    here: Plain
    nothing: Plain
    hint: Plain
    not_shown: Plain


class PlanTexts(TextGroup):
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
    answer_changed: Plain
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


class ChangesTexts(TextGroup):
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


class VersionsTexts(TextGroup):
    """Texts of the page of a plan's versions."""

    title: Plain
    number: Number
    changed: Number
    now: Number
    whole: Number
    restored: Annotated[str, AfterValidator(uses("number", "now"))]


class ExportTexts(TextGroup):
    """Texts of the dialog that saves a plan as a file; ``kinds`` has the formats by ending."""

    title: Plain
    format: Plain
    kinds: dict[str, Plain]
    names: Plain
    path: Plain
    save: Plain
    save_and_show: Plain
    cancel: Plain
    exists: Plain
    empty: Plain
    folder: Plain
    no_folder: Plain
    done: Annotated[str, AfterValidator(uses("path"))]
    shown: Annotated[str, AfterValidator(uses("path"))]
    no_desktop: Annotated[str, AfterValidator(uses("path"))]
    failed: Annotated[str, AfterValidator(uses("reason"))]


class ReportTexts(TextGroup):
    """Texts of the report of the checks; what it says is in ``prompts/plan/report.yaml``."""

    title: Plain


class ScoreTexts(TextGroup):
    """Texts of the score."""

    title: Plain
    points: PointsOfTotal
    best: Plain
    more: Plain
    reached: Plain


class LibraryTexts(TextGroup):
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
    bringing_back: Plain
    brought_back: Name


class AddingTexts(TextGroup):
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
