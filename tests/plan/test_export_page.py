from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.plan.export.chain import MAX_LINES, Box, chain, chain_alt, chain_svg, wrapped
from coach.plan.export.formats import FORMATS, exported
from coach.plan.export.labels import labels
from coach.plan.export.page import letters, page_of
from coach.plan.export.parties import parties
from coach.plan.material_texts import texts
from coach.plan.model import Statement
from tests.plan import exports, people
from tests.plan.drafts import plan_of

SVG = "{http://www.w3.org/2000/svg}"


def test_the_page_has_what_the_plan_says_in_its_order() -> None:
    plan = exports.nurse()
    page = page_of(plan)
    shown = [item.text for part in page.parts for block in part.blocks for item in block.items]
    said = [s.text for section in plan.sections for s in section.statements]
    assert shown == said
    assert [day.day for day in page.days][:2] == ["Monday 23 November", "Wednesday 25 November"]
    assert page.written == "Written on Sunday 22 November 2026."


def test_questions_are_numbered_through_and_have_one_lead() -> None:
    plan = plan_of(people.nurse())
    talk = plan.section("conversation")
    assert talk is not None
    talk.statements.insert(-1, Statement(text="In between.", kind="conversation.today"))
    part = next(part for part in page_of(plan).parts if part.id == "conversation")
    numbered = [block for block in part.blocks if block.start]
    assert [block.start for block in numbered] == [1, 1 + len(numbered[0].items)]
    assert [bool(block.lead) for block in numbered] == [True, False]
    assert not any(item.tag for block in numbered for item in block.items)


def test_every_note_belongs_to_a_mark_and_says_what_the_plan_does_not_show() -> None:
    page = page_of(exports.nurse())
    marks = {
        mark
        for part in page.parts
        for block in part.blocks
        for item in block.items
        for mark in item.marks
    }
    assert {note.mark for note in page.notes} <= marks
    assert [note.text for note in page.notes if note.mark == "a"] == [
        "a: Idea 1. Jo Writer, A Book, 1990."
    ]


def test_marks_of_passages_never_repeat() -> None:
    assert [letters(n) for n in (0, 25, 26, 27, 51, 52, 701, 702)] == [
        "a", "z", "aa", "ab", "az", "ba", "zz", "aaa"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("someone", "customer", "end"),
    [
        (people.nurse, "Marta", "the patients"),
        (people.payroll, "Depot north", ""),
        (people.tester, "Priya", "people who book a room from their phone"),
        (people.three_answers, "the drivers", ""),
        (people.nobody, "", ""),
    ],
)
def test_the_parties_are_read_from_the_plan(
    someone: Callable[[], people.Person], customer: str, end: str
) -> None:
    found = parties(plan_of(someone()))
    assert found.customer == customer
    assert end.startswith(found.end) if end else not found.end


def test_a_customer_without_a_name_is_called_the_same_everywhere() -> None:
    assert labels().roles.customer == texts().nobody


def test_who_is_not_known_is_drawn_as_not_known() -> None:
    boxes = chain(plan_of(people.three_answers()))
    assert [box.known for box in boxes] == [True, True, False]
    assert "not known yet" in chain_svg(boxes)
    assert "My customer: the drivers" in chain_alt(boxes)


@pytest.mark.parametrize("name", ["md", "html", "pdf", "docx"])
def test_figures_and_own_words_are_in_every_format(name: str) -> None:
    text = exports.text_of(exported(exports.counted(), name), name)
    assert "how often Marta calls me" in text
    assert "Friday 4 December 2026" in text
    assert "7 of 10 nights" in text
    assert re.search(r"I run the ward at night\..*in my own words", text)
    assert "Old words" not in text


def test_bars_are_shares_of_the_whole() -> None:
    [figures] = page_of(exports.counted()).figures
    assert [point.share for point in figures.points] == [0.7, 0.3]


@pytest.mark.parametrize("name", FORMATS)
def test_a_plan_that_says_nothing_of_a_customer_has_no_drawing(name: str) -> None:
    plan = exports.nurse()
    plan.sections = [section for section in plan.sections if section.id != "customer"]
    assert chain(plan) == ()
    content = exported(plan, name)
    assert content
    assert b"<svg" not in content
    assert exported(plan.model_copy(update={"sections": [], "dates": []}), name)


def test_names_in_the_drawing_are_text() -> None:
    boxes = (Box("Me", ("<b>&", "]]></svg>")), Box("R", ("{{7*7}}",)), Box("E", ()))
    root = ET.fromstring(chain_svg(boxes))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts == ["Me", "<b>&", "]]></svg>", "R", "{{7*7}}", "E"]
    assert {element.tag for element in root} == {f"{SVG}{tag}" for tag in ("rect", "text", "path")}


@given(st.text(max_size=300))
def test_a_wrapped_name_fits_its_box(text: str) -> None:
    lines = wrapped(text)
    assert len(lines) <= MAX_LINES
    assert all(line.strip() == line and line for line in lines)
    assert all(len(line.encode("utf-8")) <= 4 * 24 or not line.isascii() for line in lines)
    ET.fromstring(chain_svg((Box("Me", lines),)))


def test_a_long_word_is_broken_and_shortened() -> None:
    lines = wrapped("m" * 400)
    assert len(lines) == MAX_LINES
    assert lines[-1].endswith("…")
    assert wrapped("I look after the surgical ward at night") == (
        "I look after the",
        "surgical ward at night",
    )
