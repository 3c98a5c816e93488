"""How the coach led the conversation: what it asked, how, and how it took the answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from coach.checking import phrasing as wording
from coach.evaluate.answers import is_declined, is_vague
from coach.evaluate.grounding import Rate
from coach.evaluate.personas import Persona
from coach.store.messages import Message
from coach.text import content_words, numbers, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Turns texts into vectors of unit length, shape (n, dimensions)."""

_YOURS = {
    **dict.fromkeys(("i", "me", "we", "us"), "you"),
    **dict.fromkeys(("my", "our"), "your"),
    **dict.fromkeys(("mine", "ours"), "yours"),
}

NEAR_REPEAT_COSINE = 0.85
PROBES_BEFORE_ENOUGH = 1
"""A vague answer after more probes on its topic need not be probed again."""


def asked_turns(transcript: Sequence[Message]) -> list[Message]:
    """Return the coach's questions and probes."""
    return [m for m in transcript if m.speaker == "coach" and m.kind in ("question", "probe")]


def one_question(transcript: Sequence[Message]) -> Rate:
    """Judge questions and probes: exactly one question each."""
    return _judge(asked_turns(transcript), lambda m: len(wording.questions(m.text)) == 1)


def short_turns(transcript: Sequence[Message]) -> Rate:
    """Judge questions and probes: 25 words a question and 45 a turn at most."""
    return _judge(asked_turns(transcript), lambda m: wording.is_short(m.text))


def open_questions(transcript: Sequence[Message]) -> Rate:
    """Judge questions and probes: there is a question, and none can be answered by yes or no."""

    def is_open(message: Message) -> bool:
        asked = wording.questions(message.text)
        return bool(asked) and all(wording.is_open(question) for question in asked)

    return _judge(asked_turns(transcript), is_open)


def double_barrelled(transcript: Sequence[Message]) -> list[str]:
    """Return the openings, questions and probes that ask two things."""
    return [m.text for m in _asking(transcript) if wording.is_double_barrelled(m.text)]


def advice(transcript: Sequence[Message]) -> list[str]:
    """Return the turns that give advice, and the questions and probes that offer an answer.

    An anchor in the employee's own words is not the coach's advice. Closings are left out: they
    say how to go on with the program.
    """
    found: list[str] = []
    answer = ""
    for message in transcript:
        if message.speaker == "employee":
            answer = message.text
        elif message.kind not in ("closing", "readback"):
            own = _without_echo(message.text, answer)
            asks = message.kind in ("question", "probe")
            if wording.gives_advice(own) or (asks and wording.offers_answer(own)):
                found.append(message.text)
    return found


def without_praise(transcript: Sequence[Message]) -> Rate:
    """Judge the turns that follow an answer: they do not open with praise."""
    replies = [
        m
        for m in transcript
        if m.speaker == "coach" and m.kind in ("question", "probe", "readback", "clarification")
    ]
    return _judge(replies, lambda m: not wording.opens_with_praise(m.text))


def repeated_questions(transcript: Sequence[Message], embed: Embed) -> list[str]:
    """Return the questions that are near-repeats of an earlier one.

    Only the question is compared, not the anchor in front of it. A question that is put again
    because the employee asked back is no repeat.
    """
    asked: list[str] = []
    asked_back = False
    for message in transcript:
        if message.speaker == "employee":
            asked_back = message.kind == "clarification"
        elif message.kind in ("opening", "question", "probe") and not asked_back:
            asked += [wording.core(question) for question in wording.questions(message.text)]
    if len(asked) < 2:
        return []
    vectors = embed(asked)
    likeness = vectors @ vectors.T
    return [
        question
        for index, question in enumerate(asked)
        if index and float(likeness[index, :index].max()) >= NEAR_REPEAT_COSINE
    ]


def anchored(transcript: Sequence[Message]) -> Rate:
    """Judge model-worded questions and probes: they reuse a content word of the last answer."""
    total = 0
    wrong: list[str] = []
    answer = ""
    for message in transcript:
        if message.speaker == "employee":
            answer = message.text if message.kind == "answer" else answer
        elif message.origin == "model" and message.kind in ("question", "probe"):
            total += 1
            if not _stems(message.text) & _stems(answer):
                wrong.append(message.text)
    return Rate(total, wrong)


def model_worded(transcript: Sequence[Message]) -> Rate:
    """Judge probes: the model worded them."""
    probes = [m for m in transcript if m.speaker == "coach" and m.kind == "probe"]
    return _judge(probes, lambda m: m.origin == "model")


def probed_when_vague(transcript: Sequence[Message], persona: Persona) -> Rate:
    """Judge the first vague answer of each topic: the coach's next turn probes the same topic.

    Replies to a read-back, asking back and declining are no vague answers; nor is one that comes
    after more than one probe on its topic, or a short answer to what was missed.
    """
    known = [*persona.truth.customers, *persona.truth.focus]
    judged: set[str] = set()
    wrong: list[str] = []
    for index, message in enumerate(transcript):
        if (
            not _answers_a_question(transcript, index)
            or message.topic in {*judged, "missed"}
            or is_declined(message.text, persona.exhausted)
            or not is_vague(message.text, message.topic, known)
            or _probes_before(transcript, index) > PROBES_BEFORE_ENOUGH
        ):
            continue
        judged.add(message.topic)
        if not any(
            m.kind == "probe" and m.topic == message.topic for m in _reply(transcript, index)
        ):
            wrong.append(f"{message.topic}: {message.text}")
    return Rate(len(judged), wrong)


def declined_reasked_max(transcript: Sequence[Message], persona: Persona) -> int:
    """Return how often the most insisted-on topic was asked again after it was first declined."""
    declined: dict[str, int] = {}
    for index, message in enumerate(transcript):
        if message.speaker == "coach" and message.kind in ("question", "probe"):
            if message.topic in declined:
                declined[message.topic] += 1
        elif _answers_a_question(transcript, index) and is_declined(
            message.text, persona.exhausted
        ):
            declined.setdefault(message.topic, 0)
    return max(declined.values(), default=0)


def _judge(messages: Sequence[Message], right: Callable[[Message], bool]) -> Rate:
    return Rate(len(messages), [m.text for m in messages if not right(m)])


def _asking(transcript: Sequence[Message]) -> list[Message]:
    kinds = ("opening", "question", "probe")
    return [m for m in transcript if m.speaker == "coach" and m.kind in kinds]


def _answers_a_question(transcript: Sequence[Message], index: int) -> bool:
    """Tell whether a message answers an opening, question, probe or clarification."""
    message = transcript[index]
    if message.speaker != "employee" or message.kind != "answer":
        return False
    before = next((m for m in reversed(transcript[:index]) if m.speaker == "coach"), None)
    return before is None or before.kind not in ("readback", "closing")


def _reply(transcript: Sequence[Message], index: int) -> list[Message]:
    """Return the coach's messages up to the employee's next one."""
    reply: list[Message] = []
    for message in transcript[index + 1 :]:
        if message.speaker == "employee":
            break
        reply.append(message)
    return reply


def _probes_before(transcript: Sequence[Message], index: int) -> int:
    topic = transcript[index].topic
    return sum(m.kind == "probe" and m.topic == topic for m in transcript[:index])


def _without_echo(text: str, answer: str) -> str:
    """Return a turn without the parts that repeat the answer, "my" turned into "your" or not."""
    said = f" {_addressed(answer)} "
    parts = re.split(r"(?<=[.!?:;,])\s+|\s[-–—]\s", text)
    return " ".join(part for part in parts if f" {_addressed(part)} " not in said)


def _addressed(text: str) -> str:
    """Return the words of ``text`` with those for the speaker as those for the one spoken to."""
    return " ".join(_YOURS.get(word, word) for word in words(text))


def _stems(text: str) -> set[str]:
    return {*_stemmer().stemWords(content_words(text)), *numbers(text)}


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - the library has no types
    import snowballstemmer

    return snowballstemmer.stemmer("english")
