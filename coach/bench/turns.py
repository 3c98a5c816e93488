"""A whole interview as an employee holds it, with a clock on every turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.bench.watched import WatchedEngine
from coach.evaluate.simulator import TURN_LIMIT, Employee
from coach.interview.events import Event, Finished, ReplyWords, Said
from coach.text import sentences

if TYPE_CHECKING:
    from coach.interview.session import Interview

CHARACTERS_PER_SECOND = 15.0
"""A quick typist: 180 words a minute; slower ones leave the model more time."""
LAST_PAUSE_SECONDS = 0.3
"""From the last letter to Enter."""
READ_SECONDS = 2.0
"""Longest pause before an answer is pasted; it ends when the model has nothing left to do."""
RAW_STEPS = 4
"""Generation steps of each raw measurement."""

Enter = Callable[["Interview", str], None]
"""What is done with an answer before it is sent."""


@dataclass(frozen=True)
class Turn:
    """One answer and its reply; seconds count from Enter.

    Attributes:
        number: Which answer of the interview it is, from 1.
        topic: Topic that was asked about.
        answer: What was said.
        first_s: Until the first word of the reply.
        question_s: Until the first word of its question.
        reply_s: Until the whole reply is there.
        asked: Whether the model was asked before the first word.
        new_tokens: Prompt tokens that were evaluated anew for that.
        raw_prompt_s: Bare evaluation of as many tokens right afterwards.
        raw_step_s: One bare generation step right afterwards.
        generated: Tokens that the model generated for the whole reply.
        steps: Forward passes that this took.
        decode_s: How long they took.
    """

    number: int
    topic: str
    answer: str
    first_s: float
    question_s: float
    reply_s: float
    asked: bool = False
    new_tokens: int = 0
    raw_prompt_s: float = 0.0
    raw_step_s: float = 0.0
    generated: int = 0
    steps: int = 0
    decode_s: float = 0.0

    @property
    def limit_s(self) -> float:
        """Soonest moment for a first word: the new tokens evaluated and one step, bare."""
        return self.raw_prompt_s + self.raw_step_s


def typed(interview: Interview, text: str) -> None:
    """Type an answer word by word, as people do at the full screen."""
    so_far = ""
    for word in text.split(" "):
        time.sleep((len(word) + 1) / CHARACTERS_PER_SECOND)
        so_far = f"{so_far} {word}".lstrip()
        interview.typing(so_far)
    time.sleep(LAST_PAUSE_SECONDS)


def hold_interview(
    interview: Interview,
    employee: Employee,
    engine: WatchedEngine,
    enter: Enter,
    *,
    limit: int = TURN_LIMIT,
) -> Iterator[Turn]:
    """Yield every turn of an interview; whoever iterates may do other things in between.

    Args:
        interview: A new one.
        employee: Answers it.
        engine: The interview's engine.
        enter: What is done with each answer before it is sent.
        limit: Most answers; the interview is ended early after them.
    """
    said, finished = None, False
    for event in interview.start():
        said = event if isinstance(event, Said) else said
    for number in range(1, limit + 1):
        if said is None or finished:
            return
        topics = interview.readback_topics() if said.kind == "readback" else ()
        text = employee.reply(said, topics)
        enter(interview, text)
        turn, said, finished = _take(interview, number, said.topic, text, engine)
        yield turn
    for _ in interview.finish():
        pass


def _take(
    interview: Interview, number: int, topic: str, text: str, engine: WatchedEngine
) -> tuple[Turn, Said | None, bool]:
    """Send one answer; return its times, the coach's last message, and whether it was the end."""
    calls = len(engine.asked)
    events: list[tuple[float, Event]] = []
    began = time.perf_counter()
    for event in interview.answer(text):
        events.append((time.perf_counter() - began, event))
    reply_s = time.perf_counter() - began
    said = next((event for _, event in reversed(events) if isinstance(event, Said)), None)
    first_s = next((at for at, event in events if isinstance(event, (ReplyWords, Said))), reply_s)
    made = engine.asked[calls:]
    before = [call for call in made if call.began - began < first_s]
    new_tokens = sum(call.stats.new_tokens for call in before if call.stats)
    decoded = [call.stats for call in made if call.stats]
    raw = engine.measure(new_tokens, RAW_STEPS) if before else None
    turn = Turn(
        number=number,
        topic=topic,
        answer=text,
        first_s=first_s,
        question_s=_question_time(events, said, reply_s),
        reply_s=reply_s,
        asked=bool(before),
        new_tokens=new_tokens,
        raw_prompt_s=raw.prompt_seconds if raw else 0.0,
        raw_step_s=raw.step_seconds if raw else 0.0,
        generated=sum(stats.generated for stats in decoded),
        steps=sum(stats.steps for stats in decoded),
        decode_s=sum(stats.decode_seconds for stats in decoded),
    )
    finished = any(isinstance(event, Finished) for _, event in events)
    return turn, said, finished


def _question_time(events: list[tuple[float, Event]], said: Said | None, reply_s: float) -> float:
    """Return when the first word of the reply's last question came; its end without one."""
    if said is None:
        return reply_s
    questions = [sentence for sentence in sentences(said.text) if sentence.endswith("?")]
    start = said.text.rfind(questions[-1]) if questions else 0
    shown = 0
    for at, event in events:
        if isinstance(event, ReplyWords):
            shown += len(event.text)
            if shown > start:
                return at
    return next((at for at, event in events if event is said), reply_s)
