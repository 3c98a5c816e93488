"""The form to type a sheet in: written with the questions, and read with what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coach.errors import CoachError, NotFoundError
from coach.interview.agenda import Agenda, Form
from coach.llm.prompts import render
from coach.pack.questions import Asked
from coach.pack.texts import sheet_texts
from coach.text import MAX_ANSWER_CHARACTERS, clean, one_line

MAX_BYTES = 500_000
"""Largest file that is read; a form with long answers takes a tenth of it."""
_MOST_PROBLEMS = 20
_HEADING = re.compile(r"[ \t]{0,3}#{2,6}(?=[ \t\[]|$)[ \t]*(?:\[[ \t]*([^\]\n]{1,60}?)[ \t]*\])?")
_MARK = re.compile(r"[ \t]*#?[ \t]*coach form, version \d+, (full|short)\b", re.IGNORECASE)
_COMMANDS = ("/keep", "/skip", "/back", "/finish")
"""What an interview takes for a command when it is a whole answer."""


@dataclass(frozen=True)
class FormAnswer:
    """What was typed below a question.

    Attributes:
        topic: Topic of the question.
        slot: The slot that it asks for; None for what is asked first.
        text: The answer.
    """

    topic: str
    slot: str | None
    text: str


@dataclass(frozen=True)
class FilledForm:
    """A form with answers.

    Attributes:
        form: The form of the interview that it was made for; None where it does not say so.
        answers: What was typed, in the order of the file.
        problems: What could not be used, line by line, for people.
    """

    form: Form | None
    answers: tuple[FormAnswer, ...]
    problems: tuple[str, ...]


def write_form(topics: Sequence[Asked], form: Form, *, file_name: str) -> str:
    """Return an empty form with the questions of ``topics``.

    Args:
        topics: The questions.
        form: The form of the interview that they belong to.
        file_name: What the file will be called; it stands in its own directions.
    """
    texts = sheet_texts().form
    given = {"form": form, "form_file": file_name}
    lines = [f"# {render(texts.mark, given)}", ""]
    lines += [render(line, given) for line in texts.about]
    for topic in topics:
        for question in topic.all:
            lines += ["", f"## [{question.id}] {question.text}", "", ""]
    return "\n".join(lines) + "\n"


def read_form(path: Path, agenda: Agenda) -> FilledForm:
    """Read a form that somebody filled in; what cannot be used of it is named, and left out.

    Args:
        path: The file.
        agenda: Has the topics and slots that a question can be about.

    Raises:
        CoachError: the file cannot be read, or nothing in it can be used.
    """
    texts, shown = sheet_texts().reading, one_line(str(path))
    content, remarks = _content(path)
    filled = parse_form(content, agenda)
    filled = replace(filled, problems=(*remarks, *filled.problems))
    if not filled.answers:
        told = [*filled.problems, texts.none.format(path=shown)]
        raise CoachError(" ".join(told[-4:]), texts.none_remedy)
    return filled


def parse_form(content: str, agenda: Agenda) -> FilledForm:
    """Return what a filled form says."""
    lines = clean(content).split("\n")
    found = next((match for line in lines[:20] if (match := _MARK.match(line))), None)
    form: Form | None = None
    if found is not None:
        form = "short" if found[1].lower() == "short" else "full"
    reader = _Reader(agenda)
    for number, line in enumerate(lines, start=1):
        reader.take(number, line)
    reader.end()
    return FilledForm(form, tuple(reader.answers), tuple(_told(reader.problems)))


class _Reader:
    """Goes through the lines of a form."""

    def __init__(self, agenda: Agenda) -> None:
        self._topics = {topic.id: topic for topic in agenda.all_topics}
        self._texts = sheet_texts().reading
        self._open: str | None = None
        self._begun = 0
        self._lines: list[str] = []
        self._in_front = True
        self._known: set[str] = set()
        self.answers: list[FormAnswer] = []
        self.problems: list[tuple[int, str]] = []

    def take(self, number: int, line: str) -> None:
        """Take the next line."""
        heading = _HEADING.match(line)
        if heading is None:
            if self._in_front:
                self._check_front(number, line)
            else:
                self._lines.append(line)
            return
        self.end()
        self._in_front, self._begun, self._lines = False, number, []
        self._open = self._question(number, heading[1])

    def end(self) -> None:
        """Keep the answer that was read last."""
        text = "\n".join(line.rstrip() for line in self._lines).strip()
        if self._open is None or not text:
            return
        if text.lower() in _COMMANDS:
            self._problem(self._begun, self._texts.command)
            return
        if len(text) > MAX_ANSWER_CHARACTERS:
            said = self._texts.long.format(characters=f"{MAX_ANSWER_CHARACTERS:,}")
            self._problem(self._begun, said)
            text = text[:MAX_ANSWER_CHARACTERS]
        topic, _, slot = self._open.partition(".")
        self.answers.append(FormAnswer(topic, slot or None, text))

    def _question(self, number: int, name: str | None) -> str | None:
        """Return the id that a heading names, or None where it names no question."""
        if name is None:
            self._problem(number, self._texts.no_id)
            return None
        wanted = name.strip().lower()
        topic_id, dot, slot = wanted.partition(".")
        topic = self._topics.get(topic_id)
        slots = {each.id for each in topic.slots} if topic else set()
        if topic is None or (dot and slot not in slots):
            self._problem(number, self._texts.unknown.format(id=one_line(name, limit=40)))
            return None
        if wanted in self._known:
            self._problem(number, self._texts.twice.format(id=wanted))
        self._known.add(wanted)
        return wanted

    def _check_front(self, number: int, line: str) -> None:
        """Name a line above the first question that the form did not have when it was made."""
        said = line.strip()
        if not said or _MARK.match(line) or said.startswith("#"):
            return
        own = sheet_texts().form.about
        if not any(said.startswith(known.partition("{{")[0].strip()) for known in own):
            self._problem(number, self._texts.before)

    def _problem(self, number: int, problem: str) -> None:
        self.problems.append((number, problem))


def _told(problems: Sequence[tuple[int, str]]) -> Iterator[str]:
    texts = sheet_texts().reading
    for number, problem in problems[:_MOST_PROBLEMS]:
        yield texts.line.format(number=number, problem=problem)
    if len(problems) > _MOST_PROBLEMS:
        yield texts.many.format(count=len(problems) - _MOST_PROBLEMS)


def _content(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, whatever program wrote it, and remarks on its letters.

    Raises:
        CoachError: it is missing, too large or no text.
    """
    from coach.knowledge.documents.encoding import decode
    from coach.knowledge.documents.problem import UnusableFile

    texts, shown = sheet_texts().reading, one_line(str(path))
    if path.is_dir():
        raise CoachError(texts.folder.format(path=shown), texts.none_remedy)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NotFoundError(texts.missing.format(path=shown), texts.missing_remedy) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise CoachError(texts.unreadable.format(path=shown, reason=reason)) from error
    if len(content) > MAX_BYTES:
        raise CoachError(texts.large.format(path=shown, kilobytes=MAX_BYTES // 1000))
    try:
        return decode(content)
    except UnusableFile as error:
        raise CoachError(texts.not_text.format(path=shown), texts.not_text_remedy) from error
