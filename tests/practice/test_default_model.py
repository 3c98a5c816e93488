"""What the default model says as a customer that it has not seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.knowledge.library import Library
from coach.llm.engine import Engine
from coach.practice.rehearsal import Rehearsal, Said
from coach.text import content_words, numbers
from tests.models import settings_with_models
from tests.plan import people
from tests.plan.drafts import plan_of
from tests.practice.dave import dave
from tests.practice.people import answers

pytestmark = [pytest.mark.default_model, pytest.mark.timeout(900)]

QUESTIONS = [
    "What matters most to you in what you get from me?",
    "Tell me about the last time that something went wrong.",
    "What did that mean for you?",
    "What would help you most?",
    "What do you get from me that you do not use?",
]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(settings_with_models(tmp_path))
    yield library
    library.close()


def test_most_replies_are_worded_by_the_model_from_the_facts(
    default_engine: Engine, library: Library
) -> None:
    worded = []
    for person in (dave(), people.nurse()):
        said = "\n".join(answers(person).values())
        talk = Rehearsal(
            person.notes,
            answers(person),
            plan_of(person),
            engine=default_engine,
            embed=library.embed,
        )
        for question in QUESTIONS:
            for event in talk.say(question):
                if isinstance(event, Said):
                    print(f"{event.origin}: {question} -> {event.text}")
                    worded.append(event.origin == "model")
                    assert set(numbers(event.text)) <= set(numbers(said))
                    assert content_words(event.text) & content_words(said)
    assert len(worded) >= 8, "most questions are answered"
    assert sum(worded) / len(worded) >= 0.6
