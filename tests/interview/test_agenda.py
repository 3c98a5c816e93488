"""The reviewed questions keep the bars that the model's wordings are held to."""

from __future__ import annotations

from itertools import combinations

import pytest

from coach.interview.agenda import TOPIC_IDS, Topic, load_agenda
from coach.interview.asking import SAME_QUESTION
from coach.interview.flow import load_flow
from coach.interview.question_rules import (
    VARIANTS,
    WHO,
    closing_problems,
    question_problems,
    title_problems,
)
from coach.interview.wording import nearly_same, problem_with, split_question
from coach.knowledge.embedding import Embedder
from coach.llm.prompts import render
from coach.text import find_quote, words
from tests.knowledge.shelves import settings_at

AGENDA = load_agenda()


def _texts(topic: Topic) -> list[str]:
    probes = [ask for probe in topic.probes for ask in probe.ask]
    return [*topic.opening, *topic.again, *probes]


QUESTIONS = [(topic.id, text) for topic in AGENDA.all_topics for text in _texts(topic)]
GAPS = {
    "customers": {"if_late!general"},
    "needs": {"needs!general", "needs!own_goal", "needs!solution"},
    "moment": {"event!blame"},
    "evidence": {"measure!general", "measure!own_goal"},
    "end_customer": {"value!general"},
    "reputation": {"reputation!general"},
    "helpful": {"help!general", "help!solution", "obstacle!blame"},
    "stop": {"stop!blame"},
    "suppliers": {"request!general", "request!blame"},
    "commit": {"first_step!general"},
}
"""What may be wrong with an answer that was noted, and is asked about."""

each_question = pytest.mark.parametrize(("topic", "text"), QUESTIONS)
each_topic = pytest.mark.parametrize("topic", AGENDA.all_topics, ids=lambda topic: topic.id)


def _filled(text: str, who: str) -> str:
    return render(text, {"who": who})


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


@each_topic
def test_every_question_has_variants(topic: Topic) -> None:
    for texts in (topic.opening, topic.again, *(probe.ask for probe in topic.probes)):
        assert len(texts) == len(set(texts)) == VARIANTS


@each_topic
def test_gaps_have_probes(topic: Topic) -> None:
    keys = [probe.key for probe in topic.probes]
    assert len(keys) == len(set(keys))
    assert {key for key in keys if "!" in key} == GAPS.get(topic.id, set())


@each_question
def test_reviewed_questions_keep_the_rules(topic: str, text: str) -> None:
    assert question_problems(text) == []


@each_topic
def test_titles_and_closing_words_keep_the_rules(topic: Topic) -> None:
    assert title_problems(topic.title) == []
    assert title_problems(AGENDA.stage(topic.stage).title) == []
    flow = load_flow()
    for text in (flow.closing, flow.closing_asked, flow.closing_tired):
        assert closing_problems(text) == []


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return Embedder(settings_at(tmp_path_factory.mktemp("embedding")))


@pytest.mark.parametrize("who", WHO)
def test_no_two_reviewed_questions_are_alike(who: str, embedder: Embedder) -> None:
    questions = [split_question(_filled(text, who))[1] for _, text in QUESTIONS]
    vectors = embedder.embed(questions)
    likeness = vectors @ vectors.T
    alike = [
        (questions[one], questions[other], round(float(likeness[one, other]), 2))
        for one, other in combinations(range(len(questions)), 2)
        if likeness[one, other] >= SAME_QUESTION or nearly_same(questions[one], questions[other])
    ]
    assert alike == []


@each_topic
def test_examples_of_a_topic_keep_the_rules(topic: Topic) -> None:
    slots = {slot.id for slot in topic.slots}
    for example in topic.read:
        assert set(example.notes) <= slots
        for quotes in example.notes.values():
            for quote in quotes:
                assert find_quote(quote, example.answer) is not None
    for asked in topic.ask:
        problem = problem_with(asked.reply, answer=asked.answer, heard=asked.answer, earlier=())
        # Names and pronouns of an example stand for what an employee said earlier in it.
        assert problem in (None, "a name from nowhere", "a he or she from nowhere")
        assert asked.missing in {probe.missing for probe in topic.probes}
        assert len(words(asked.reply)) <= 22
    for probe in topic.probes:
        assert probe.slot in slots
