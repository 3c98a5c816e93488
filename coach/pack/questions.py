"""The questions on paper: what the coach would ask first on each topic, and one step further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.interview.agenda import Agenda, Form, Topic
from coach.llm.prompts import render
from coach.pack.texts import sheet_texts
from coach.plan.export.page import plain


@dataclass(frozen=True)
class Question:
    """A question as it stands on paper.

    Attributes:
        id: The topic's id; of a further question with the slot that it asks for behind a dot.
        text: Its words.
    """

    id: str
    text: str


@dataclass(frozen=True)
class Asked:
    """A topic on paper.

    Attributes:
        number: Its place, from 1.
        topic: The topic's id.
        title: What the topic is called.
        stage: The title of its stage.
        first: What is asked first.
        further: What is asked for after that.
    """

    number: int
    topic: str
    title: str
    stage: str
    first: Question
    further: tuple[Question, ...]

    @property
    def all(self) -> tuple[Question, ...]:
        """Every question of the topic, in order."""
        return (self.first, *self.further)


def asked(agenda: Agenda, form: Form) -> list[Asked]:
    """Return the questions of a form, topic by topic.

    The first reviewed wording of each is taken, as the coach would ask it. Where the coach says
    whom the talk is about, the paper says "your customer".

    Raises:
        DamagedFileError: a question has a variable that nothing is known for.
    """
    return [
        Asked(
            number=number,
            topic=topic.id,
            title=plain(topic.title),
            stage=plain(agenda.stage(topic.stage).title),
            first=Question(topic.id, _filled(topic.opening[0])),
            further=tuple(_further(topic)),
        )
        for number, topic in enumerate(agenda.topics(form), start=1)
    ]


def by_stage(topics: Sequence[Asked]) -> dict[str, list[Asked]]:
    """Return topics by the title of their stage, in order."""
    found: dict[str, list[Asked]] = {}
    for topic in topics:
        found.setdefault(topic.stage, []).append(topic)
    return found


def _further(topic: Topic) -> list[Question]:
    """Return a question for each slot that the first question does not ask for."""
    first = next((slot.id for slot in topic.slots if slot.required), None)
    found = []
    for slot in topic.slots:
        probe = topic.probe(slot.id)
        if probe is not None and slot.id != first and (slot.required or slot.wanted):
            found.append(Question(f"{topic.id}.{slot.id}", _filled(probe.ask[0])))
    return found


def _filled(question: str) -> str:
    return plain(render(question, {"who": sheet_texts().who}))
