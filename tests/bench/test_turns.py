from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from coach.bench import turns
from coach.bench.script import load_script
from coach.bench.turns import hold_interview, typed
from coach.bench.watched import WatchedEngine
from coach.evaluate.simulator import Employee
from coach.interview.events import Event, Finished, ReplyWords, Said, Working
from coach.llm.engine import Message, Request
from coach.llm.local import CallStats, RawSpeed

REQUEST = Request([Message("user", "Who?")])


class FakeEngine:
    """Answers at once and tells invented costs."""

    name = "fake"
    process_id = None

    def __init__(self) -> None:
        self.calls: list[CallStats] = []
        self.measured: list[int] = []

    def stream(self, request: Request) -> Iterator[str]:
        yield "a"
        self.calls.append(CallStats(12, 0.2, 0.3, generated=5, steps=4, decode_seconds=0.2))

    def measure(self, prompt_tokens: int, steps: int) -> RawSpeed:
        self.measured.append(prompt_tokens)
        return RawSpeed(0.1, 0.04)


class FakeInterview:
    """Each answer is followed by the steps of one script."""

    def __init__(self, engine: WatchedEngine, *scripts: Sequence[Event | str]) -> None:
        self._engine = engine
        self._scripts = iter(scripts)
        self.told: list[str] = []
        self.finished_by_hand = False

    def start(self) -> Iterator[Event]:
        yield said("What do you do?")

    def answer(self, text: str) -> Iterator[Event]:
        for step in next(self._scripts):
            if step == "ask":
                [*self._engine.stream(REQUEST)]
            elif not isinstance(step, str):
                yield step

    def finish(self) -> Iterator[Event]:
        self.finished_by_hand = True
        yield Finished("asked")

    def readback_topics(self) -> list[str]:
        return []

    def typing(self, text: str) -> None:
        self.told.append(text)


def said(text: str, kind: Any = "question") -> Said:
    return Said(0, "work", kind, "stock", text)


def hold(*scripts: Sequence[Event | str], limit: int = 10) -> tuple[list[turns.Turn], Any]:
    fake = FakeEngine()
    engine = WatchedEngine(fake)  # type: ignore[arg-type]
    interview: Any = FakeInterview(engine, *scripts)
    employee = Employee(load_script().employee)
    held = [*hold_interview(interview, employee, engine, lambda *_: None, limit=limit)]
    return held, SimpleNamespace(engine=fake, interview=interview)


def test_only_what_the_model_did_before_the_first_word_is_its_limit() -> None:
    words = [
        ReplyWords("You fix it. "),
        "ask",
        ReplyWords("For whom?"),
        said("You fix it. For whom?"),
    ]
    (turn,), seen = hold([Working("reading"), "ask", *words, Finished("complete")])
    assert turn.asked
    assert turn.new_tokens == 12
    assert seen.engine.measured == [12]
    assert turn.limit_s == pytest.approx(0.14)
    # Generation counts over the whole turn.
    assert (turn.generated, turn.steps) == (10, 8)
    assert turn.decode_s == pytest.approx(0.4)
    assert 0 < turn.first_s < turn.question_s <= turn.reply_s


def test_a_turn_without_the_model_has_no_limit() -> None:
    (turn,), seen = hold([ReplyWords("Fine. Who?"), said("Fine. Who?"), Finished("complete")])
    assert not turn.asked
    assert seen.engine.measured == []


def test_a_reply_that_comes_in_one_piece_counts_when_it_is_there() -> None:
    (turn,), _ = hold(["ask", said("Who?"), Finished("complete")])
    assert turn.asked
    assert 0 < turn.first_s == turn.question_s <= turn.reply_s


def test_an_interview_is_ended_after_the_most_answers() -> None:
    held, seen = hold(*[[said("And then?")]] * 5, limit=3)
    assert [turn.number for turn in held] == [1, 2, 3]
    assert len({turn.answer for turn in held}) == 3
    assert seen.interview.finished_by_hand


def test_typing_tells_what_is_there_after_every_word(monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[float] = []
    monkeypatch.setattr(turns.time, "sleep", naps.append)
    interview: Any = FakeInterview(WatchedEngine(FakeEngine()))  # type: ignore[arg-type]
    typed(interview, "I fix  it")
    assert interview.told == ["I", "I fix", "I fix ", "I fix  it"]
    assert sum(naps) == pytest.approx(10 / turns.CHARACTERS_PER_SECOND + turns.LAST_PAUSE_SECONDS)
