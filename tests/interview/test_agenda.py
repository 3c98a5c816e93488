"""The reviewed questions keep the bars that the model's wordings are held to."""

from __future__ import annotations

import re

import pytest

from coach.interview.agenda import TOPIC_IDS, Topic, load_agenda
from coach.interview.wording import nearly_same, problem_with, split_question
from coach.llm.prompts import render
from coach.text import find_quote, words

AGENDA = load_agenda()
NAMES = {"who": "the night shift"}
QUESTIONS = [
    (topic.id, render(text, NAMES))
    for topic in AGENDA.all_topics
    for text in [
        *topic.opening,
        *topic.again,
        *(ask for probe in topic.probes for ask in probe.ask),
    ]
]


def test_topics_of_both_forms() -> None:
    assert [topic.id for topic in AGENDA.topics("full")] == list(TOPIC_IDS)
    assert [topic.id for topic in AGENDA.topics("short")] == [
        "work", "customers", "focus", "needs", "evidence", "helpful", "conversation", "commit",
        "missed",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["full", "short"])
def test_three_to_five_readbacks(form: str) -> None:
    topics = AGENDA.topics(form)  # type: ignore[arg-type]
    covered = [AGENDA.readback_after(topic.id, form) for topic in topics]  # type: ignore[arg-type]
    due = [topics for topics in covered if topics]
    assert 3 <= len(due) <= 5
    flat = [topic for topics in due for topic in topics]
    assert len(flat) == len(set(flat))


@pytest.mark.parametrize(("topic", "text"), QUESTIONS)
def test_reviewed_questions_are_good_questions(topic: str, text: str) -> None:
    question = split_question(text)[1]
    problem = problem_with(text, answer=text, heard=text, earlier=())
    assert problem in (None, "no word of the answer")
    assert len(words(question)) <= 25
    assert text.count("?") == 1


@pytest.mark.parametrize(("topic", "text"), QUESTIONS)
def test_reviewed_questions_are_plain(topic: str, text: str) -> None:
    assert not re.search(r"stakeholder|leverage|CTQ|KPI|metric|process owner|synergy", text, re.I)
    long_words = [word for word in words(text) if len(word) > 11]
    assert not long_words


def test_no_two_reviewed_questions_are_alike() -> None:
    questions = [split_question(text)[1] for _, text in QUESTIONS]
    alike = [
        (one, other)
        for number, one in enumerate(questions)
        for other in questions[number + 1 :]
        if nearly_same(one, other)
    ]
    assert alike == []


@pytest.mark.parametrize("topic", AGENDA.all_topics, ids=lambda topic: topic.id)
def test_examples_of_a_topic_keep_the_rules(topic: Topic) -> None:
    slots = {slot.id for slot in topic.slots}
    for example in topic.read:
        assert set(example.notes) <= slots
        for quotes in example.notes.values():
            for quote in quotes:
                assert find_quote(quote, example.answer) is not None
    for example in topic.ask:
        problem = problem_with(
            example.reply, answer=example.answer, heard=example.answer, earlier=()
        )
        # Names and pronouns of an example stand for what an employee said earlier in it.
        assert problem in (None, "a name from nowhere", "a he or she from nowhere")
        assert example.missing in {probe.missing for probe in topic.probes}
    for probe in topic.probes:
        assert probe.slot in slots
