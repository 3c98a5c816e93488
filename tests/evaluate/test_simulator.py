from __future__ import annotations

from collections.abc import Iterator

import pytest

from coach.evaluate.simulator import Employee, simulate
from coach.interview.events import AnswerSaved, CoachKind, Event, Finished, Said, Working
from tests.evaluate.interviews import persona

MECHANIC = persona(
    answers={"work": ["I fix things.", "Forklifts."], "focus": ["Dave."], "needs": ["Speed."]},
    asks={"focus": "Why does it matter?"},
    readback={"needs": "Not quite.", "focus": "Dave and Anita."},
    exhausted="That's all.",
)


def says(topic: str, kind: CoachKind = "question") -> Said:
    return Said(0, topic, kind, "stock", "?")


class FakeInterview:
    """Says what it was given, one entry an answer, and keeps what it was told."""

    def __init__(self, *script: Event | None, covered: tuple[str, ...] = ()) -> None:
        self.told: list[str] = []
        self.ended_early = False
        self._script = list(script)
        self._covered = covered

    def start(self) -> Iterator[Event]:
        return self._next()

    def answer(self, text: str) -> Iterator[Event]:
        self.told.append(text)
        yield AnswerSaved(1, text)
        yield Working("reading")
        yield from self._next()

    def finish(self) -> Iterator[Event]:
        self.ended_early = True
        yield Finished("asked")

    def readback_topics(self) -> list[str]:
        return list(self._covered)

    def _next(self) -> Iterator[Event]:
        event = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if event is not None:
            yield event


def test_questions_on_a_topic_get_its_answers_in_order_and_then_the_last_word() -> None:
    interview = FakeInterview(
        says("work", "opening"),
        says("needs"),
        says("work", "probe"),
        says("work", "probe"),
        says("stop"),
        Finished("complete"),
    )
    outcome = simulate(interview, MECHANIC)
    assert interview.told == ["I fix things.", "Speed.", "Forklifts.", "That's all.", "That's all."]
    assert (outcome.finished, outcome.reason, outcome.answers) == (True, "complete", 5)
    assert not interview.ended_early


def test_asking_back_comes_once_and_the_answer_follows() -> None:
    interview = FakeInterview(
        says("focus"), says("focus", "clarification"), says("focus", "probe"), Finished("complete")
    )
    simulate(interview, MECHANIC)
    assert interview.told == ["Why does it matter?", "Dave.", "That's all."]


def test_a_read_back_gets_the_first_correction_of_its_topics_once() -> None:
    interview = FakeInterview(
        says("work", "readback"),
        says("work", "readback"),
        says("work", "readback"),
        Finished("complete"),
        covered=("work", "needs", "focus"),
    )
    simulate(interview, MECHANIC)
    assert interview.told == ["Not quite.", "Dave and Anita.", "Yes, that's right."]


def test_a_read_back_without_topics_goes_by_its_own() -> None:
    employee = Employee(MECHANIC)
    assert employee.reply(says("needs", "readback")) == "Not quite."
    assert employee.reply(says("needs", "readback")) == "Yes, that's right."


def test_a_read_back_uses_up_no_answer() -> None:
    employee = Employee(MECHANIC)
    employee.reply(says("work", "readback"))
    assert employee.reply(says("work")) == "I fix things."


def test_an_interview_without_end_is_broken_off() -> None:
    interview = FakeInterview(says("work"))
    outcome = simulate(interview, MECHANIC, limit=7)
    assert (outcome.finished, outcome.answers) == (False, 7)
    assert interview.ended_early


@pytest.mark.parametrize("script", [(None,), (says("work"), None)])
def test_an_interview_that_falls_silent_is_broken_off(script: tuple[Event | None, ...]) -> None:
    outcome = simulate(FakeInterview(*script), MECHANIC)
    assert (outcome.finished, outcome.reason) == (False, "silent")
