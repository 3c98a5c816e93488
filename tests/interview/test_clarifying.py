from __future__ import annotations

from types import SimpleNamespace

import pytest

from coach.interview.clarifying import Clarifier
from tests.interview.helpers import NoLibrary


class Shelf(NoLibrary):
    """Finds one passage for everything."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def search(self, query: str, *, limit: int = 5) -> list[object]:
        passage = SimpleNamespace(id="p", title="A title", source="Somebody, 1990", text=self.text)
        return [SimpleNamespace(passage=passage, score=0.5)]


def answer(question: str, text: str = "Ask your customer what they need.") -> str:
    return Clarifier(Shelf(text)).answer(question).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["Not sure what you're asking", "I don't quite understand", "Sorry, I do not get it."]
)
def test_what_was_not_understood_is_put_another_way(text: str) -> None:
    assert answer(text) == "Let me put it another way."


def test_a_passage_is_cited_but_gives_no_orders() -> None:
    text = "List what they need this week. A baseline is the figure before a change is made."
    said = answer("What is a baseline?", text)
    assert "A baseline is the figure" in said
    assert "Somebody, 1990" in said


def test_nothing_is_said_where_a_passage_only_advises() -> None:
    assert "rather not guess" in answer("How do bridges stay up?")
