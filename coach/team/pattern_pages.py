"""Patterns as lines for a terminal, as Markdown, HTML and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

from markupsafe import Markup

from coach.errors import UsageError
from coach.plan.export.templates import digest, fill, read
from coach.team.drawing import TEMPLATES
from coach.team.patterns import LEAST, Change, Count, Lesson, Patterns, pattern_texts
from coach.text import one_line

FORMAT, VERSION = "coach-team-patterns", 1


def parts(found: Patterns) -> list[tuple[str, list[str]]]:
    """Return the parts of the page: title and lines."""
    told = pattern_texts()
    changes = found.changes
    return [
        (told.counts, [_count(count) for count in found.counts]),
        (told.wastes, _or_none([_count(count) for count in found.wastes])),
        (told.requests, _or_none([_count(count) for count in found.requests])),
        (told.unknown, _or_none([_count(count) for count in found.unknown])),
        (told.topics, [_lesson(lesson) for lesson in found.lessons] or [told.topics_none]),
        (
            told.reviews,
            [told.reviews_few.format(least=LEAST)]
            if changes is None
            else [_change(change) for change in changes],
        ),
    ]


def to_lines(found: Patterns) -> list[str]:
    """Return patterns as lines for a terminal."""
    told = pattern_texts()
    lines = [told.title, told.intro.format(plans=found.plans), told.rule]
    for title, some in parts(found):
        lines += ["", title, *(f"  {line}" for line in some)]
    return lines


def to_markdown(found: Patterns) -> bytes:
    """Return patterns as Markdown."""
    told = pattern_texts()
    lines = [f"# {told.title}", "", told.intro.format(plans=found.plans), "", told.rule]
    for title, some in parts(found):
        lines += ["", f"## {title}", "", *(f"- {line}" for line in some)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def to_html(found: Patterns) -> bytes:
    """Return patterns as a page without scripts and without anything from other places.

    Raises:
        DamagedFileError: a template that comes with the program cannot be used.
    """
    told, style = pattern_texts(), read("map.css", within=TEMPLATES)
    return fill(
        "patterns.html",
        within=TEMPLATES,
        title=told.title,
        intro=told.intro.format(plans=found.plans),
        rule=told.rule,
        parts=parts(found),
        style=Markup(style),
        style_hash=digest(style),
    ).encode("utf-8")


def to_json(found: Patterns) -> bytes:
    """Return patterns for other programs; a count is between ``low`` and ``high``."""
    data = {"format": FORMAT, "version": VERSION, **asdict(found)}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


WRITERS: dict[str, Callable[[Patterns], bytes]] = {
    "html": to_html,
    "json": to_json,
    "md": to_markdown,
}
"""How patterns are written, by the ending of the file."""


def writer_for(ending: str) -> Callable[[Patterns], bytes]:
    """Return what writes files of an ending, with or without its full stop.

    Raises:
        UsageError: there is no such format.
    """
    name = ending.lower().lstrip(".")
    if name not in WRITERS:
        told = pattern_texts()
        raise UsageError(
            told.format_unknown.format(ending=one_line(name, limit=20)),
            told.format_remedy.format(endings=", ".join(f".{known}" for known in sorted(WRITERS))),
        )
    return WRITERS[name]


def _or_none(lines: Sequence[str]) -> list[str]:
    return [*lines] or [pattern_texts().none]


def _count(count: Count) -> str:
    return pattern_texts().line.format(text=_first_upper(count.text), count=count.figure.text)


def _lesson(lesson: Lesson) -> str:
    titles = ", ".join(f"“{title}”" for title in lesson.titles)
    return pattern_texts().topics_line.format(text=_first_upper(lesson.text), titles=titles)


def _change(change: Change) -> str:
    told, text = pattern_texts(), _first_upper(change.text)
    if change.same or change.before == change.after:
        return told.reviews_same.format(text=text, before=change.before.text)
    return told.reviews_line.format(text=text, before=change.before.text, after=change.after.text)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
