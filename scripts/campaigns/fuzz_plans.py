"""Targets of the fuzzing that take a plan: as it is kept or brought along, and taken out."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from campaigns.fuzz_case import Target, must, must_be_shown
from campaigns.fuzz_seeds import answers, room
from campaigns.hostile import decoded

if TYPE_CHECKING:
    from coach.plan.model import Plan

_MARK = "=>"
_VOID = ("meta",)
_MARKUP = frozenset(
    """html_block html_inline link_open image fence code_block code_inline blockquote_open hr
    table_open strong_open""".split()
)
"""What Markdown of a plan has none of."""


@lru_cache
def plan_seeds() -> tuple[bytes, ...]:
    """Return plans as they are kept: a usual one, one with figures, and one full of markup."""
    from coach.plan.export.data import to_json
    from tests.plan import exports

    plans = (exports.nurse(), exports.counted(), exports.hostile())
    return tuple(to_json(plan).encode() for plan in plans)


def _dated(field: bytes, day: bytes) -> bytes:
    return re.sub(rb'"%b": "[^"]*"' % field, b'"%b": "%b"' % (field, day), plan_seeds()[0])


def kept_seeds() -> list[bytes]:
    """Return the plans, and the usual one with days and names at the ends of what is possible."""
    days = [
        _dated(b"day", b"9999-12-31"),
        _dated(b"day", b"0001-01-01"),
        _dated(b"created", b"0001-01-01T00:00:00Z"),
        _dated(b"created", b"9999-12-31T23:59:59-12:00"),
        _dated(b"id", b"../../x"),
        _dated(b"session", b"/etc/x"),
    ]
    return [*plan_seeds(), *days]


def read_plan(data: bytes) -> None:
    """A plan that others wrote can be shown by every page and export of text, or is refused."""
    from pydantic import ValidationError

    from coach.plan.model import Plan

    try:
        plan = Plan.model_validate_json(data)
    except ValidationError:
        return
    _use(plan)


def _use(plan: Plan) -> None:
    """Use a plan as the commands do that read one."""
    from coach.plan.difference import difference, written
    from coach.plan.export.formats import PRINTABLE, exported, file_name
    from coach.plan.numbered import numbered
    from coach.plan.scoring import keys, score
    from coach.review.items import items
    from coach.text import clean

    for kind in sorted(PRINTABLE):
        name = file_name(plan, kind)
        must("/" not in name and "\\" not in name and name not in (".", ".."), "a path as a name")
        must(len(name) < 200 and name.isprintable(), "a name that no file can have")
        _CHECKS[kind](exported(plan, kind).decode("utf-8"))
    for item in items(plan):
        must(item.key, "a thing without a key")
    must_be_shown(clean(numbered(plan)), "numbered lines")
    must_be_shown(clean(str(score(plan))) + clean(keys(plan)), "the score")
    must_be_shown(clean(written(difference(plan, plan))), "the difference")


class Page(HTMLParser):
    """Reads a page as a browser does and keeps its elements.

    Args:
        text: The page.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element and what it has."""
        self.found.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "style")]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element that ends at once."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End the open element, which must be that one."""
        if tag not in _VOID:
            must(self.open and self.open.pop() == tag, f"an element that does not fit: {tag}")

    def handle_comment(self, data: str) -> None:
        """Refuse comments: the template has none."""
        must(not data, "a comment")


@lru_cache
def _elements() -> frozenset[tuple[str, tuple[str, ...]]]:
    """Return the elements with their attributes that a page of usual plans has."""
    from coach.plan.export.webpage import to_html
    from tests.plan import exports

    plans = (exports.nurse(), exports.counted())
    return frozenset(found for plan in plans for found in Page(to_html(plan)).found)


def _check_html(text: str) -> None:
    page = Page(text)
    must(not page.open, "an element that is not closed")
    known = _elements() | {(tag, ()) for tag in ("ul", "ol", "li", "dl", "dt", "dd")}
    names = {(tag, frozenset(have)) for tag, have in known}
    dashed = {(tag, have | {"stroke-dasharray"}) for tag, have in names if tag == "rect"}
    italic = {
        (tag, (have - {"font-weight"}) | {"font-style"}) for tag, have in names if tag == "text"
    }
    for tag, have in page.found:
        must(
            (tag, frozenset(have)) in names | dashed | italic,
            f"an element from outside: {tag} {have}",
        )
    must(all(link.startswith("#note-") for link in page.links), "a link from outside")
    must_be_shown(text, "the page")


def _check_markdown(text: str) -> None:
    from markdown_it import MarkdownIt

    must_be_shown(text, "the Markdown")
    parser = MarkdownIt("commonmark", {"html": True})
    kinds = {t.type for token in parser.parse(text) for t in (token, *(token.children or []))}
    outside = kinds & _MARKUP
    must(not outside, f"markup from outside: {outside}")


def _check_calendar(text: str) -> None:
    from icalendar import Calendar

    must(text.endswith("\r\n"), "a calendar without an end")
    for line in text.split("\r\n"):
        must(len(line.encode()) <= 75, "a long line in a calendar")
        must_be_shown(line, "the calendar", lines=False)
    calendar = Calendar.from_ical(text)
    must(not any(part.errors for part in calendar.walk()), "a calendar with errors")
    names = {part.name for part in calendar.walk()}
    must(names <= {"VCALENDAR", "VEVENT", "VALARM"}, f"parts from outside: {names}")
    must(len(calendar.walk("VALARM")) == len(calendar.walk("VEVENT")), "events from outside")
    allowed = {"UID", "SEQUENCE", "DTSTAMP", "SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "TRANSP"}
    for event in calendar.walk("VEVENT"):
        must(set(event) <= allowed, f"lines from outside: {set(event) - allowed}")


def _check_json(text: str) -> None:
    from coach.plan.model import Plan

    json.loads(text)
    Plan.model_validate_json(text)


_CHECKS: dict[str, Callable[[str], None]] = {
    "html": _check_html,
    "md": _check_markdown,
    "ics": _check_calendar,
    "json": _check_json,
}


def _said_plan(data: bytes) -> Plan:
    """Return the usual plan with a case's texts in the place of what somebody said.

    Texts are taken in turn, so that a text stands in the title, in statements, in quotes, in names,
    and in what a passage says of itself.
    """
    from coach.plan.model import Plan

    texts = [text for text in decoded(data).split(_MARK) if text] or ["x"]
    raw = json.loads(plan_seeds()[1].decode())
    taken = 0

    def next_text() -> str:
        nonlocal taken
        taken += 1
        return texts[taken % len(texts)].encode("utf-8", "replace").decode()

    raw["title"] = next_text()
    for section in raw["sections"]:
        section["title"] = next_text()
        for statement in section["statements"]:
            statement["text"] = next_text()
            for source in statement["sources"]:
                if source["type"] == "answer":
                    source["quote"] = next_text()
    for info in raw["passages"].values():
        info |= {"title": next_text(), "source": next_text()}
    for date in raw["dates"]:
        date["title"] = next_text()
    for measured in raw["measurements"]:
        measured |= {"what": next_text(), "unit": next_text()}
    return Plan.model_validate(raw)


def export_text(data: bytes) -> None:
    """Exports that are text show what was said as text and nothing else."""
    from coach.plan.export.formats import PRINTABLE, exported

    plan = _said_plan(data)
    for kind in sorted(PRINTABLE):
        _CHECKS[kind](exported(plan, kind).decode("utf-8"))


def leave_names_out(data: bytes) -> None:
    """Names are taken out of any plan, and what stays can be shown."""
    from coach.plan.export.formats import exported

    plan = _said_plan(data)
    _check_markdown(exported(plan, "md", names=False).decode("utf-8"))


def export_pdf(data: bytes) -> None:
    """A plan is set as PDF, whatever was said."""
    from coach.plan.export.formats import exported

    content = exported(_said_plan(data), "pdf")
    must(content.startswith(b"%PDF-"), "no PDF")
    must(b"/JavaScript" not in content and b"/Launch" not in content, "a PDF that does something")
    must(b"/URI" not in content, "a link from outside")


def export_word(data: bytes) -> None:
    """A plan is a Word document without fields of somebody else, whatever was said."""
    import zipfile

    from docx import Document

    from coach.plan.export.formats import exported

    content = exported(_said_plan(data), "docx")
    document = Document(io.BytesIO(content))
    for paragraph in document.paragraphs:
        must_be_shown(paragraph.text.replace("\t", " "), "the Word document")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
    must("w:hyperlink" not in body and "w:instrText" not in body, "a field from outside")


def keep_plan(data: bytes) -> None:
    """A plan in the store that is none is told, and the list of plans is still there."""
    from coach.commands.storage import read_plan as stored
    from coach.review.due import due

    store = _store()
    session = store.create_session("short")
    try:
        content = json.loads(decoded(data))
    except (ValueError, RecursionError):
        content = {"title": decoded(data)[:300]}
    try:
        text = json.dumps(content if isinstance(content, dict) else {"title": content})
        store.save_plan(session, text)
        due(store, _today())
        for info in store.plans():
            must(info.session_id == session, "another plan")
        plan = stored(store, session)
        must(plan.session, "a plan of no interview")
    finally:
        store.delete_session(session)


@lru_cache
def _store() -> Any:  # noqa: ANN401 - opened late
    from coach.store.store import Store

    return Store(room("plans") / "coach.sqlite3")


def _today() -> Any:  # noqa: ANN401
    import datetime as dt

    return dt.date(2026, 12, 14)


def said_seeds() -> list[bytes]:
    """Return answers, and a few of them side by side, so that many places have their own."""
    said = answers()
    return [*said[:40], *(b"=>".join(said[at : at + 5]) for at in range(0, len(said), 5))]


TARGETS = (
    Target("plans: written by others", read_plan, kept_seeds, 800, 500, small=4, seconds=20),
    Target("plans: kept in the store", keep_plan, kept_seeds, 300, small=2),
    Target("exports: Markdown, HTML, ics, JSON", export_text, said_seeds, 500, small=3, seconds=20),
    Target("exports: without names", leave_names_out, said_seeds, 300, small=2, seconds=20),
    Target("exports: PDF", export_pdf, said_seeds, 220, small=1, seconds=30),
    Target("exports: Word", export_word, said_seeds, 200, small=1, seconds=30),
)
