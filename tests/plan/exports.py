"""Plans for tests of exports: one of a usual interview, one full of markup of every format."""

from __future__ import annotations

import datetime as dt
import io

import pypdf
from docx import Document

from coach.plan.export.formats import FORMATS
from coach.plan.model import (
    AnswerSource,
    Measurement,
    PassageInfo,
    PassageSource,
    Plan,
    Statement,
)
from tests.plan import people
from tests.plan.drafts import plan_of
from tests.plan.people import Noted, Person, person

LONG = "x" * 400
SCRIPT = "I say <script>alert(1)</script> & <b>b</b> to them"
TYPST = "I write #set page(width: 1cm) and #eval(1) on it"
BRACES = "I fill in {{7*7}} and {% raw %} and ${x} too"
SIGNS = "I send *b* _i_ $x$ `c` [l](u) ]]></svg> daily"
RIGHT_TO_LEFT = "I call שלום and العربية here"
EMOJI = "I draw 😀 and 日本 on it"
CONTROL = "I ring\x00 the\x1b[31m bell\x07 and\u2028 wait\u202e here"
CONTROL_SHOWN = "I ring the bell and wait here"
SHOWN = (SCRIPT, TYPST, BRACES, SIGNS, RIGHT_TO_LEFT, EMOJI, CONTROL_SHOWN)

PAGES = ("html", "pdf", "docx")
assert set(PAGES) < set(FORMATS)


def marked_up() -> Person:
    """Somebody whose names and answers are markup."""
    return person(
        ("work", SCRIPT, [Noted("outputs", SCRIPT)]),
        ("customers", SIGNS, [Noted("customers", "Bob & Sons"), Noted("if_late", SIGNS)]),
        ("focus", f"Bob & <b>Sons #eval(1), {EMOJI}", [Noted("customer", "Bob & <b>Sons #eval")]),
        ("needs", TYPST, [Noted("needs", TYPST, "heard")]),
        ("moment", BRACES, [Noted("event", BRACES)]),
        ("evidence", CONTROL, [Noted("measure", CONTROL)]),
        ("end_customer", LONG, [Noted("end_customer", LONG)]),
        ("reputation", RIGHT_TO_LEFT, [Noted("reputation", RIGHT_TO_LEFT)]),
        ("stop", EMOJI, [Noted("stop", EMOJI)]),
        ("commit", "I ask on Tuesday at 14:30", [Noted("first_step", "I ask on Tuesday at 14:30")]),
    )


def hostile() -> Plan:
    """The plan of somebody whose names and answers are markup; its title is markup as well."""
    plan = plan_of(marked_up())
    title = f"{SCRIPT} {TYPST}"
    dates = [date.model_copy(update={"title": f"{CONTROL} {SIGNS}"}) for date in plan.dates]
    unsaid = Statement(text=f"{LONG} {LONG}", kind="work.late")
    plan.sections[0].statements.append(unsaid)
    return plan.model_copy(update={"title": title, "dates": dates})


def counted() -> Plan:
    """The nurse's plan after a review: figures, and a statement in the owner's own words."""
    plan = nurse()
    source = AnswerSource(turn=1, quote="7 of 10 times")
    what = "how often Marta calls me <b>"
    for day, value in ((4, 7), (18, 3)):
        plan.measurements.append(
            Measurement(
                day=dt.date(2026, 12, day),
                what=what,
                value=value,
                of=10,
                unit="nights",
                source=source,
            )
        )
    first = plan.sections[0].statements[0]
    first.text, first.edited, first.was = "I run the ward at night.", True, "Old words of Marta."
    return plan


def nurse() -> Plan:
    """The plan of a usual interview, which cites a passage of the library."""
    plan = plan_of(people.nurse())
    statement = plan.sections[3].statements[0]
    statement.sources.append(PassageSource(id="p-1"))
    plan.passages["p-1"] = PassageInfo(id="p-1", title="Idea 1", source="Jo Writer, A Book, 1990")
    return plan


def text_of(content: bytes, name: str) -> str:
    """Return what can be read in a file, with white space as it stands there."""
    if name == "pdf":
        return "\n".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(content)).pages)
    if name == "docx":
        document = Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        pictures = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
        about = document.core_properties
        return "\n".join([*(p.text for p in document.paragraphs), *cells, about.title, *pictures])
    text = content.decode("utf-8")
    return text.replace("\r\n ", "") if name == "ics" else text
