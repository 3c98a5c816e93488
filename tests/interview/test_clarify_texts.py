"""The reviewed answers to questions of the employee: found by meaning, short, plain, no advice."""

from __future__ import annotations

from collections import Counter

import pytest
from pydantic import BaseModel

from coach.checking import phrasing as judged
from coach.interview.clarifying import Clarifier
from coach.interview.signals import signal_of
from coach.knowledge.embedding import Embedder
from coach.llm.prompts import load_file
from coach.text import words
from tests.knowledge.shelves import settings_at
from tests.readability import reading_grade


class Known(BaseModel):
    id: str
    asked: list[str]
    answer: str


class File(BaseModel):
    answers: list[Known]
    unknown: str


FILE = load_file("interview/clarify", File)
each_answer = pytest.mark.parametrize("known", FILE.answers, ids=lambda known: known.id)

UNSEEN = {
    "what_customer": ["is a patient a customer?", "who would be my customer then?"],
    "what_supplier": ["is the lab a supplier of mine?"],
    "what_end_customer": ["what's the difference to the end customer?"],
    "what_measure": ["what exactly is a measure for you?"],
    "what_first_step": ["does the first step have to be big?"],
    "why_ask": ["why would you want to know this?", "what do you need that for?"],
    "why_one": ["may I name two customers?"],
    "why_so_many": ["do you really need to ask this many questions?"],
    "who_sees": ["can my team leader read this?", "is my answer kept private?"],
    "can_delete": ["will you delete my answers afterwards?"],
    "who_are_you": ["are you a person or a machine?", "am I chatting with a robot?"],
    "which_model": ["what kind of AI model are you using?"],
    "who_made": ["who has made you?"],
    "is_test": ["are you testing me?", "do you rate my answers?"],
    "remember": ["do you still remember our last interview?"],
    "learning": ["do you use my answers to train yourself?"],
    "your_advice": ["what do you suggest?", "what would you do in my situation?"],
    "example": ["can I see an example first?"],
    "not_understood": ["can you put that differently?"],
    "how_long": ["how much more is there?", "how much time do we need?"],
    "can_pause": ["can I go on with this tomorrow?"],
    "what_happens": ["what do I get at the end?"],
    "plan_for": ["what is this plan good for?"],
    "can_i_skip": ["do I need to answer every question?"],
    "change_later": ["can I still change what I said before?"],
    "language": ["can we speak Italian?"],
    "": [
        "What is a baseline?",
        "How do I find the cause of a problem?",
        "What did Deming write about this?",
        "How tall is the highest mountain?",
        "How do I measure waiting time?",
    ],
}
"""Questions that are not in the file, and which answer they should get; "" for none of them."""


class Shelf(Embedder):
    """An embedding, and no passages."""

    def search(self, query: str, *, limit: int = 5) -> list[object]:
        return []


@pytest.fixture(scope="module")
def clarifier(tmp_path_factory: pytest.TempPathFactory) -> Clarifier:
    settings = settings_at(tmp_path_factory.mktemp("embedding"))
    return Clarifier(Shelf(settings))  # type: ignore[arg-type]


@each_answer
def test_answers_are_short_and_plain(known: Known) -> None:
    assert len(judged.sentences(known.answer)) <= 2
    assert len(words(known.answer)) <= 40
    assert reading_grade(known.answer) <= 8
    assert not judged.gives_advice(known.answer)
    assert not judged.opens_with_praise(known.answer)
    assert "?" not in known.answer


@each_answer
def test_many_ways_to_ask_are_known(known: Known) -> None:
    assert len(known.asked) >= 8
    assert {signal_of(text) for text in known.asked} == {"asks_back"}


def test_no_way_to_ask_leads_to_two_answers() -> None:
    count = Counter(" ".join(words(text)) for known in FILE.answers for text in known.asked)
    assert [text for text, times in count.items() if times > 1] == []


def test_unseen_questions_get_their_answer(clarifier: Clarifier) -> None:
    answers = {known.id: known.answer for known in FILE.answers}
    assert set(answers) == set(UNSEEN) - {""}
    asked = [(answer, text) for answer, texts in UNSEEN.items() for text in texts]
    wrong = [
        (text, clarifier.answer(text).text)
        for wanted, text in asked
        if clarifier.answer(text).text != answers.get(wanted, FILE.unknown)
    ]
    assert len(wrong) <= len(asked) / 10, wrong
