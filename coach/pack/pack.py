"""The files of a facilitator's pack."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from markupsafe import Markup

from coach.errors import UsageError
from coach.interview.agenda import Agenda
from coach.llm.prompts import render
from coach.pack.form import write_form
from coach.pack.session import Session, session_of
from coach.pack.slides import slides_of
from coach.pack.texts import PlanOfSession, session_texts, sheet_texts, slide_texts
from coach.plan.export.markdown import escaped
from coach.plan.export.pdf import typeset
from coach.plan.export.templates import digest, fill, read

FOLDER = "pack"
"""Where the templates are, in the folder of the prompts."""
_PAGES = {"short": 1, "full": 2}
"""Pages of a sheet; both are one sheet of paper."""


def minutes_offered() -> tuple[int, ...]:
    """Return how long a session can be."""
    return tuple(plan.minutes for plan in session_texts().plans)


def pack_files(agenda: Agenda, minutes: int | None = None) -> dict[str, str | bytes]:
    """Return the content of each file of a pack by its name.

    Args:
        agenda: What the coach asks.
        minutes: Length of the session; without it there are files for each length.

    Raises:
        UsageError: there is no session of this length.
        CoachError: a file that comes with the program is damaged, or PDF cannot be made here.
    """
    plans = [plan for plan in session_texts().plans if minutes in (None, plan.minutes)]
    if not plans:
        offered = " or ".join(str(length) for length in minutes_offered())
        raise UsageError(f"There is no session of {minutes} minutes.", f"Choose {offered}.")
    files: dict[str, str | bytes] = {}
    for plan in plans:
        files |= _files(plan, agenda)
    return files


def _files(plan: PlanOfSession, agenda: Agenda) -> Iterator[tuple[str, str | bytes]]:
    names = {
        "session": f"session-{plan.minutes}",
        "slides": f"slides-{plan.minutes}.html",
        "sheet": f"sheet-{plan.form}",
        "form": f"form-{plan.form}.md",
    }
    session = session_of(plan, agenda, form_file=names["form"])
    around = _around(session, names)
    yield (
        f"{names['session']}.html",
        _page("session.html", "pack.css", {"title": session.title, **around}),
    )
    yield f"{names['session']}.md", _markdown(session, around)
    yield f"{names['session']}.pdf", _pdf("session", around)
    sheet = _sheet(session, plan, names["form"])
    yield f"{names['sheet']}.html", _page("sheet.html", "pack.css", sheet)
    yield f"{names['sheet']}.pdf", _pdf("sheet", sheet)
    words = slide_texts()
    slides = {"title": words.title, "slides": slides_of(session), "words": words}
    yield names["slides"], _page("slides.html", "slides.css", slides)
    yield names["form"], write_form(session.topics, plan.form, file_name=names["form"])


def _around(session: Session, names: Mapping[str, str]) -> dict[str, object]:
    """Return a session with the words around it."""
    words = session_texts().headings
    lengths = [render(words.for_minutes, {"minutes": step.minutes}) for step in session.steps]
    about = session_texts().folder.model_dump()
    return {
        "session": session,
        "words": words.model_dump(),
        "lengths": lengths,
        "folder": {names[key]: line for key, line in about.items()},
    }


def _sheet(session: Session, plan: PlanOfSession, form_file: str) -> dict[str, object]:
    texts = sheet_texts()
    pages = _PAGES[plan.form]
    focus = next((topic.number for topic in session.topics if topic.topic == "focus"), 1)
    return {
        "title": texts.title,
        "lead": render(texts.lead, {"focus": focus}),
        "first_name": texts.first_name,
        "foot": render(texts.foot, {"form_file": form_file}),
        "topics": session.topics,
        "further_lines": pages,
        "topics_a_page": -(-len(session.topics) // pages),
    }


def _page(template: str, css: str, variables: Mapping[str, object]) -> str:
    """Return a page whose policy allows its own style and nothing else."""
    style = read(css, within=FOLDER)
    given = {**variables, "style": Markup(style), "style_hash": digest(style)}
    return fill(template, within=FOLDER, **given)


def _pdf(name: str, data: Mapping[str, object]) -> bytes:
    """Return a page that Typst sets; what stands in it is data."""
    given = json.dumps(data, ensure_ascii=False, default=asdict)
    return typeset(read(f"{name}.typ", within=FOLDER), {name: given}, "pdf")


def _markdown(session: Session, around: Mapping[str, object]) -> str:
    """Return the plan of a session as Markdown."""
    words = session_texts().headings
    lines = [f"# {escaped(session.title)}", "", escaped(session.lead)]
    lines += _part(words.times, (f"{step.time} {step.title}" for step in session.steps))
    lines += _part(words.before, session.before)
    lines += _part(words.bring, session.bring)
    lines += _part(words.privacy, session.privacy)
    for step in session.steps:
        lines += ["", f"## {escaped(f'{step.time} {step.title}')}", ""]
        lines += [f"**{escaped(words.aim)}:** {escaped(step.aim)}"]
        lines += _part(words.do, step.do, level=3)
        lines += _part(words.say, step.say, level=3)
        if step.topics:
            lines += ["", f"### {escaped(words.questions)}", ""]
        for topic in step.topics:
            lines += [f"{topic.number}. {escaped(topic.first.text)}"]
            lines += [f"   - {escaped(question.text)}" for question in topic.further]
    lines += ["", f"## {escaped(words.when)}"]
    for case in session.when:
        lines += ["", f"**{escaped(case.happens)}** {escaped(case.then)}"]
    lines += _part(words.after, session.after)
    folder = around["folder"]
    assert isinstance(folder, dict)
    lines += _part(words.folder, (f"{name}: {line}" for name, line in folder.items()))
    lines += ["", f"## {escaped(words.passages)}", "", escaped(words.passages_lead)]
    for passage in session.passages:
        lines += ["", f"### {escaped(passage.title)}"]
        for paragraph in (*passage.paragraphs, passage.source):
            lines += ["", escaped(paragraph)]
    return "\n".join(lines) + "\n"


def _part(title: str, lines: Iterator[str] | tuple[str, ...], *, level: int = 2) -> list[str]:
    return ["", f"{'#' * level} {escaped(title)}", "", *(f"- {escaped(line)}" for line in lines)]
