from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.evaluate import conversation
from coach.text import words
from tests.evaluate.interviews import persona, talk


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Count words: texts with the same words are near."""
    known = sorted({word for text in texts for word in words(text)})
    vectors = np.array([[words(t).count(w) for w in known] for t in texts], dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_rates_are_over_questions_and_probes_only() -> None:
    transcript = talk(
        ("opening", "work", "Welcome. What do you do? And for whom?"),
        ("answer", "work", "I fix forklifts."),
        ("stock probe", "work", "Forklifts. Who uses them?"),
        ("answer", "work", "Dave."),
        ("question", "customers", "Is it Dave? Who else?"),
        ("answer", "customers", "Anita."),
        ("readback", "customers", "This is what I heard. Is that right?"),
    )
    assert conversation.one_question(transcript).value == 0.5
    assert conversation.open_questions(transcript).value == 0.5
    assert conversation.short_turns(transcript).value == 1
    assert conversation.double_barrelled(transcript) == ["Welcome. What do you do? And for whom?"]


def test_a_turn_that_asks_nothing_is_neither_one_question_nor_open() -> None:
    transcript = talk(("question", "work", "I see."))
    assert conversation.one_question(transcript).value == 0
    assert conversation.open_questions(transcript).value == 0


def test_near_repeats_are_found_without_their_anchors() -> None:
    transcript = talk(
        ("opening", "work", "What do you make at work?"),
        ("answer", "work", "Invoices."),
        ("question", "work", "You make invoices, all day: what do you make at work?"),
        ("answer", "work", "Invoices!"),
        ("question", "customers", "Who waits for them?"),
    )
    assert conversation.repeated_questions(transcript, embed) == ["what do you make at work?"]


def test_a_question_put_again_after_asking_back_is_no_repeat() -> None:
    transcript = talk(
        ("opening", "work", "What do you make at work?"),
        ("asks", "work", "Why?"),
        ("clarification", "work", "To know who uses it."),
        ("question", "work", "What do you make at work?"),
    )
    assert conversation.repeated_questions(transcript, embed) == []
    assert conversation.repeated_questions([], embed) == []


def test_model_worded_turns_reuse_a_word_of_the_last_answer() -> None:
    transcript = talk(
        ("opening", "work", "What do you do?"),
        ("answer", "work", "The breakdowns on line 2."),
        ("model probe", "work", "A breakdown: what happens then?"),
        ("answer", "work", "Dave is stuck."),
        ("model probe", "work", "What happens next?"),
        ("asks", "work", "Why?"),
        ("model probe", "work", "Dave is stuck. Who waits?"),
        ("stock probe", "work", "Who else?"),
    )
    found = conversation.anchored(transcript)
    assert found.total == 3
    assert list(found.wrong) == ["What happens next?"]
    assert conversation.model_worded(transcript).value == 0.75


def test_praise_and_advice_are_looked_for_in_the_coachs_turns() -> None:
    transcript = talk(
        ("opening", "work", "What do you do?"),
        ("answer", "work", "You should know."),
        ("stock probe", "work", "Great! Who is it?"),
        ("answer", "work", "Dave."),
        ("question", "needs", "Have you tried asking him?"),
        ("answer", "needs", "No."),
        ("question", "needs", "Is it speed or price?"),
        ("answer", "needs", "Speed."),
        ("clarification", "needs", "A customer is whoever depends on you, such as Dave."),
        ("closing", "missed", "You should read your plan now."),
    )
    assert conversation.without_praise(transcript).value == 0.75
    assert conversation.advice(transcript) == [
        "Have you tried asking him?",
        "Is it speed or price?",
    ]


@pytest.mark.parametrize(
    ("answer", "reply", "advises"),
    [
        ("Ask her on Monday.", "Ask her on Monday. How will you see that it worked?", False),
        ("I should make sure my lead knows.", "Make sure your lead knows: who else?", False),
        ("Maybe Dave or Anita.", "Maybe Dave or Anita. Who is first?", False),
        ("Ask her on Monday.", "Ask her on Tuesday. How will you see that it worked?", True),
        ("Dave or Anita.", "Is it Dave or Anita?", True),
    ],
)
def test_the_employees_own_words_are_not_the_coachs_advice(
    answer: str, reply: str, advises: bool
) -> None:
    transcript = talk(
        ("question", "commit", "What first?"),
        ("answer", "commit", answer),
        ("model probe", "commit", reply),
    )
    assert bool(conversation.advice(transcript)) is advises


ALICE = persona(exhausted="That is all.", truth={"customers": [["Dave"]]})


@pytest.mark.parametrize(
    ("reply", "rate"),
    [
        (("stock probe", "customers", "Who came last week?"), 1.0),
        (("model probe", "customers", "Who came last week?"), 1.0),
        (("question", "focus", "Who is first?"), 0.0),
        (("readback", "customers", "This is what I heard."), 0.0),
        (("stock probe", "work", "What else do you make?"), 0.0),
    ],
)
def test_a_vague_answer_wants_a_probe_on_its_topic(
    reply: tuple[str, str, str], rate: float
) -> None:
    transcript = talk(
        ("opening", "customers", "Who?"),
        ("answer", "customers", "Everybody in the whole company, I think."),
        reply,
    )
    assert conversation.probed_when_vague(transcript, ALICE).value == rate


def test_only_the_first_vague_answer_of_a_topic_counts() -> None:
    transcript = talk(
        ("opening", "customers", "Who?"),
        ("answer", "customers", "Everybody."),
        ("stock probe", "customers", "Who came last week?"),
        ("answer", "customers", "Many."),
        ("question", "focus", "Who is first?"),
        ("answer", "focus", "I think that it is Dave."),
        ("readback", "focus", "This is what I heard."),
        ("answer", "focus", "Yes."),
        ("question", "needs", "What?"),
        ("answer", "needs", "Don't know."),
        ("stock probe", "needs", "What did he ask last?"),
        ("answer", "needs", "That is all."),
        ("question", "stop", "What?"),
        ("asks", "stop", "Why?"),
        ("clarification", "stop", "Because."),
        ("answer", "stop", "The old log."),
        ("question", "missed", "What else?"),
    )
    found = conversation.probed_when_vague(transcript, ALICE)
    assert found.total == 2
    assert list(found.wrong) == ["stop: The old log."]


def test_a_vague_answer_after_two_probes_need_not_be_probed() -> None:
    transcript = talk(
        ("question", "needs", "What?"),
        ("answer", "needs", "He wants to know how long it takes."),
        ("stock probe", "needs", "How do you know?"),
        ("answer", "needs", "He told me so on the radio."),
        ("stock probe", "needs", "When did he say it?"),
        ("answer", "needs", "Last Tuesday."),
        ("question", "stop", "What?"),
    )
    assert conversation.probed_when_vague(transcript, ALICE).total == 0


def test_asking_again_after_declining_is_counted_per_topic() -> None:
    transcript = talk(
        ("question", "evidence", "How can you tell?"),
        ("answer", "evidence", "Don't know."),
        ("stock probe", "evidence", "What would you look at?"),
        ("answer", "evidence", "Skip it."),
        ("question", "stop", "What?"),
        ("answer", "stop", "No idea."),
        ("stock probe", "evidence", "Really nothing?"),
    )
    assert conversation.declined_reasked_max(transcript, ALICE) == 2
    assert conversation.declined_reasked_max(transcript[:4], ALICE) == 1
    assert conversation.declined_reasked_max([], ALICE) == 0
