from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from coach.interview.agenda import load_agenda
from coach.plan.export.data import to_json
from coach.plan.export.markdown import escaped, to_markdown
from coach.plan.model import Plan
from tests.plan import people
from tests.plan.drafts import Shelf, passage, plan_of


def test_markdown_has_every_section_and_leads_to_the_sources() -> None:
    plan = plan_of(people.nurse(), library=Shelf(passage(1)))
    text = to_markdown(plan)
    for section in plan.sections:
        assert f"## {section.title}" in text
    turns = {m.turn for m in people.nurse().messages if m.speaker == "employee"}
    numbers = {int(n) for marks in re.findall(r" \[([\d, ]+)\]", text) for n in marks.split(",")}
    assert numbers <= turns
    assert "Line 13: “The patients”" in text
    assert "[a]" in text
    assert "- a: Idea 1. Jo Writer" in text
    assert "*(suggested)*" in text


def test_markdown_of_a_full_plan_fits_three_pages() -> None:
    text = to_markdown(plan_of(people.nurse(), library=Shelf(*(passage(n) for n in range(9)))))
    assert len(text.split()) <= 1300


def test_hostile_words_are_text_in_markdown() -> None:
    text = to_markdown(plan_of(people.hostile()))
    assert not re.search(r"(?<!\\)<", text)
    assert not re.search(r"(?<!\\)`", text)
    assert "{{7\\*7}}" in text


@given(st.text(max_size=120))
def test_escaped_text_is_one_line_without_markup(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    assert not re.search(r"(?<!\\)(?:\\\\)*[`<*\[]", line)
    assert not re.match(r"[#>+=-]", line)


def test_json_is_the_contract_and_comes_back_as_the_same_plan() -> None:
    plan = plan_of(people.nurse(), library=Shelf(passage(1)))
    data = json.loads(to_json(plan))
    statement = data["sections"][0]["statements"][0]
    assert statement["sources"][0].keys() == {"type", "turn", "quote"}
    assert data["passages"]["p-1"] == {
        "id": "p-1", "title": "Idea 1", "source": "Jo Writer, A Book, 1990"
    }  # fmt: skip
    assert Plan.model_validate_json(to_json(plan)) == plan


def test_a_plan_from_very_long_answers_still_fits_three_pages() -> None:
    slots = [
        (topic.id, slot.id)
        for topic in load_agenda().all_topics
        for slot in topic.slots
        for _ in range(3 if slot.many else 1)
    ]
    talk = "on and on it goes with more and more of the same until the day is over at last "
    someone = people.person(
        *(
            (topic, f"Number {n}, {talk * 4}", [people.Noted(slot, f"Number {n}, {talk * 4}")])
            for n, (topic, slot) in enumerate(slots)
        )
    )
    text = to_markdown(plan_of(someone, library=Shelf(*(passage(n) for n in range(9)))))
    assert len(text.split()) <= 1300
