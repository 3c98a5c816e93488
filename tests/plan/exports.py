"""Plans for tests of exports: one of a usual interview, one full of markup of every format."""

from __future__ import annotations

from coach.plan.export.formats import FORMATS
from coach.plan.model import PassageInfo, PassageSource, Plan
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
        ("focus", f"#eval(1)<b>Bob {EMOJI}", [Noted("customer", "Bob & #eval Sons")]),
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
    title = f"{SCRIPT} {TYPST} {LONG}"
    dates = [date.model_copy(update={"title": f"{CONTROL} {SIGNS}"}) for date in plan.dates]
    return plan.model_copy(update={"title": title, "dates": dates})


def nurse() -> Plan:
    """The plan of a usual interview, which cites a passage of the library."""
    plan = plan_of(people.nurse())
    statement = plan.sections[3].statements[0]
    statement.sources.append(PassageSource(id="p-1"))
    plan.passages["p-1"] = PassageInfo(id="p-1", title="Idea 1", source="Jo Writer, A Book, 1990")
    return plan
