"""All texts of ``coach chat``, read from ``prompts/interface/chat.yaml`` and checked strictly."""

from __future__ import annotations

from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from coach import languages


def _with(*names: str) -> AfterValidator:
    """Return a check that a text has exactly the variables ``names``; line ends at its end go."""

    def check(text: str) -> str:
        found = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        if found != set(names):
            raise ValueError(f"needs the variables {sorted(names)}, has {sorted(found)}")
        return text.rstrip("\n")

    return AfterValidator(check)


_Plain = Annotated[str, _with()]
_WithId = Annotated[str, _with("id")]
_WithNumber = Annotated[str, _with("number")]


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkTexts(_Texts):
    """What the coach is busy with."""

    reading: _Plain
    wording: _Plain
    searching: _Plain
    starting: _Plain
    restarting: _Plain
    planning: _Plain
    rewording: _Plain


class StatusTexts(_Texts):
    """How a noted fact is known."""

    heard: _Plain
    assumed: _Plain
    known: _Plain
    unknown: _Plain
    corrected: _Plain


class AnswerTexts(_Texts):
    """What is said of earlier answers."""

    title: _Plain
    line: Annotated[str, _with("number", "text")]
    changed_line: Annotated[str, _with("number", "text")]
    none: _Plain
    no_such: _WithNumber
    change_usage: _Plain
    changed: _Plain
    undone: _Plain
    nothing_changed: _Plain
    find_usage: _Plain
    here: _Plain
    nothing_found: _Plain


class FormTexts(_Texts):
    """What is said of a form that answers are taken from."""

    begin: Annotated[str, _with("count")]
    begin_alone: Annotated[str, _with("count")]
    given: Annotated[str, _with("text")]
    added: Annotated[str, _with("text")]
    left_open: _Plain
    not_confirmed: _Plain
    needs_person: _Plain
    not_asked: _Plain
    not_asked_line: Annotated[str, _with("text")]


class UsageTexts(_Texts):
    """How the commands of the plan are typed."""

    edit: _Plain
    add: _Plain
    remove: _Plain
    move: _Plain
    reword: _Plain
    compare: _Plain
    restore: _Plain
    export: _Plain


class PlanTexts(_Texts):
    """What is said while somebody works on the plan."""

    begin: _Plain
    again: _Plain
    you: _Plain
    help: _Plain
    usage: UsageTexts
    unknown: Annotated[str, _with("command")]
    words: _Plain
    empty: _Plain
    wish: _Plain
    keys: _Plain
    saved: _WithNumber
    stopped: _Plain
    exists: Annotated[str, _with("path")]
    exported: Annotated[str, _with("path")]
    nothing_exported: _Plain
    shown: Annotated[str, _with("path")]
    no_desktop: Annotated[str, _with("path")]
    not_written: Annotated[str, _with("reason")]


class ChatTexts(_Texts):
    """Every text; the file's comments and the fields' names say where it stands."""

    welcome: Annotated[str, _with("minutes", "where")]
    minutes_full: _Plain
    minutes_short: _Plain
    resumed: Annotated[str, _with("where")]
    where_here: _Plain
    where_server: Annotated[str, _with("host")]
    draft: Annotated[str, _with("text")]
    coach: _Plain
    you: _Plain
    more: _Plain
    progress: Annotated[str, _with("title", "done", "total", "minutes")]
    one_minute: _Plain
    some_minutes: Annotated[str, _with("count")]
    passage: Annotated[str, _with("title", "source")]
    working: WorkTexts
    help: _Plain
    empty: _Plain
    unknown_command: Annotated[str, _with("command")]
    correct_usage: _Plain
    remove_usage: _Plain
    no_such_note: _WithNumber
    note_changed: _Plain
    corrected: Annotated[str, _with("number", "text")]
    removed: _WithNumber
    said_usage: _Plain
    said: Annotated[str, _with("quote")]
    heard_nothing: _Plain
    heard_title: _Plain
    heard_line: Annotated[str, _with("number", "slot", "value")]
    status: StatusTexts
    answers: AnswerTexts
    form: FormTexts
    interrupted: _Plain
    not_saved: Annotated[str, _with("problem")]
    goodbye: _WithId
    plan_begins: _Plain
    plan_goes_on: _Plain
    plan_section: Annotated[str, _with("title")]
    plan_kept: _WithId
    plan_there: _WithId
    plan_interrupted: _WithId
    plan: PlanTexts

    def where(self, host: str) -> str:
        """Return where the model runs: on a server, or on this machine when ``host`` is empty."""
        return self.where_server.format(host=host) if host else self.where_here

    def minutes(self, count: int) -> str:
        """Return a number of minutes in words."""
        return self.one_minute if count == 1 else self.some_minutes.format(count=count)


def load_texts() -> ChatTexts:
    """Read the texts.

    Raises:
        DamagedFileError: the file is missing, or a text is missing, unknown or has other variables
            than the program fills in.
    """
    return languages.load_texts("chat", ChatTexts)
