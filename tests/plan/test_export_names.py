from __future__ import annotations

import re

import pytest

from coach.plan.export.formats import FORMATS, exported
from coach.plan.export.markdown import to_markdown
from coach.plan.export.names import without_names
from coach.plan.export.parties import parties
from coach.plan.model import (
    AnswerSource,
    PassageInfo,
    PassageSource,
    Plan,
    Problem,
    Section,
    Statement,
)
from tests.plan import exports, people
from tests.plan.drafts import plan_of
from tests.plan.people import Noted

NAMED = {
    "nurse": ["Marta"],
    "payroll": ["Adeyemi", "Depot north"],
    "tester": ["Priya", "Jira"],
    "hostile": ["Bob"],
    "three_answers": [],
    "nobody": [],
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("someone", NAMED)
def test_no_name_is_left_in_any_format(someone: str, name: str) -> None:
    plan = plan_of(people.EVERYBODY[someone]())
    text = exports.text_of(exported(plan, name, names=False), name)
    assert text
    for named in NAMED[someone]:
        assert not re.search(rf"\b{named}\b", text, re.IGNORECASE), named
        assert re.search(rf"\b{named}\b", to_markdown(plan), re.IGNORECASE), "it is in the plan"


def telling(*texts: str) -> Plan:
    """Return a plan whose statements quote these words."""
    said = people.person(
        *(("moment", text, [Noted("event", text)]) for text in texts),
        ("focus", "Dana Whitfield in stores", [Noted("customer", "Dana Whitfield in stores")]),
        ("customers", "Dana, and Otto", [Noted("customers", "Dana"), Noted("customers", "Otto")]),
        ("suppliers", "Kim from Acme", [Noted("supplier", "Kim from Acme")]),
        ("end_customer", "the Bergmann family", [Noted("end_customer", "the Bergmann family")]),
    )
    return plan_of(said)


def moments(plan: Plan) -> str:
    return " ".join(s.text for s in without_names(plan).statements("needs.moment"))


def test_each_party_has_one_role_everywhere() -> None:
    plan = without_names(telling("Dana told Otto that Kim was late"))
    assert "“My customer told customer B that my supplier was late”" in plan.model_dump_json()
    assert plan.title.endswith(": my customer")
    assert "Talk with my customer" in [date.title for date in plan.dates]
    found = parties(plan)
    assert (found.customer.lower(), found.end.lower()) == ("my customer", "the end customer")
    assert not re.search("Dana|Whitfield|Otto|Kim|Acme|Bergmann", plan.model_dump_json())


def test_other_names_have_letters_and_whole_names_have_one() -> None:
    text = moments(telling("I sent it to Anna Schmidt and Mr. Novak, and Schmidt's boss called"))
    assert "I sent it to name A and name B, and name A's boss called" in text


def test_names_at_the_beginning_of_a_sentence() -> None:
    text = moments(telling("Mark told me so. Yesterday it was late. Zeynep knew. Pictures help"))
    assert "Name A told me so. Yesterday it was late. Name B knew. Pictures help" in text


def test_ordinary_words_days_and_short_forms_stay() -> None:
    said = "On Monday in March the IT people and HR sent a PDF. Nurses complained. I was OK"
    assert said in moments(telling(said))


def test_a_word_that_is_also_a_name_is_replaced_only_as_a_name() -> None:
    text = moments(telling("I asked Mark to mark it"))
    assert "I asked name A to mark it" in text


def test_addresses_are_left_out() -> None:
    text = moments(telling("I wrote to d.whitfield@acme.example and looked at www.acme.example/x"))
    assert "I wrote to an address and looked at an address" in text


def test_marks_and_notes_stay_as_they_were() -> None:
    plan = exports.nurse()
    changed = without_names(plan)
    assert [len(s.statements) for s in changed.sections] == [
        len(s.statements) for s in plan.sections
    ]
    text = exported(plan, "md", names=False).decode("utf-8")
    assert text.count("\n- Line ") == exported(plan, "md").decode("utf-8").count("\n- Line ")


def test_library_keeps_its_authors_and_own_documents_lose_their_names() -> None:
    plan = telling("Nothing new")
    tip = Statement(
        text="From the library, “Acme handbook”: “Ask Dana.”",
        sources=[PassageSource(id="doc-1-1")],
        kind="passage.tip",
    )
    shipped = tip.model_copy(
        update={"text": "From Toyota.", "sources": [PassageSource(id="ctq-operational-definition")]}
    )
    plan.sections.append(Section(id="x", title="X", statements=[tip, shipped]))
    plan.passages["doc-1-1"] = PassageInfo(id="doc-1-1", title="Acme handbook", source="acme.pdf")
    plan.passages["ctq-operational-definition"] = PassageInfo(
        id="ctq-operational-definition", title="Say it", source="W. Edwards Deming"
    )
    changed = without_names(plan)
    data = changed.model_dump_json()
    assert "Acme" not in data
    assert "acme.pdf" not in data
    assert "Ask Dana" not in data
    assert "From Toyota." in data
    assert "W. Edwards Deming" in data


def test_the_report_goes_and_the_plan_itself_is_not_changed() -> None:
    plan = telling("Dana called")
    plan.report.problems.append(Problem(section="work", kind="x", problem="the name Dana"))
    before = plan.model_dump_json()
    assert without_names(plan).report.problems == []
    assert plan.model_dump_json() == before


@pytest.mark.parametrize("name", FORMATS)
def test_figures_and_earlier_words_have_no_names(name: str) -> None:
    text = exports.text_of(exported(exports.counted(), name, names=False), name)
    assert "Marta" not in text
    assert "Old words" not in text


def test_a_plan_without_any_names_stays_as_it_is() -> None:
    plan = plan_of(people.nobody())
    assert without_names(plan).sections == plan.sections


def test_names_of_hostile_shape_are_no_patterns() -> None:
    plan = telling("I told (.*)+ Zorro[a-z]* \\1 about it")
    plan.sections[0].statements.append(
        Statement(text="I ask Zorro.", sources=[AnswerSource(turn=1, quote="Zorro[a-z]*")])
    )
    assert "Zorro" not in without_names(plan).model_dump_json()
