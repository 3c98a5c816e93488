"""The order of calls and announcements in the model's process, without a model."""

from __future__ import annotations

import threading
from typing import Any

from coach.llm import worker
from coach.llm.context import StoppedError
from coach.llm.worker import Calls


def announcement(*texts: str, whole: bool = False) -> dict[str, Any]:
    requests = [
        {"messages": [{"role": "user", "content": text}], "fixed": 0, "sampling": {"max_tokens": 1}}
        for text in texts
    ]
    return {"op": "anticipate", "requests": requests, "whole": whole}


def texts(announced: dict[str, Any] | None) -> list[str]:
    assert announced is not None
    return [request["messages"][0]["content"] for request in announced["requests"]]


class FakeLlama:
    def __init__(self, stops_at: str | None = None) -> None:
        self.done: list[str] = []
        self._stops_at = stops_at

    def anticipate(self, messages: Any, fixed: int, cancelled: Any) -> None:
        if messages[0]["content"] == self._stops_at:
            raise StoppedError
        self.done.append(messages[0]["content"])

    def prepare(self, messages: Any, cancelled: Any) -> None:
        self.done.append(f"state of {messages[0]['content']}")

    def complete(self, messages: Any, fixed: int, sampling: Any, cancelled: Any) -> None:
        self.done.append(f"whole {messages[0]['content']}")

    def forget(self) -> None:
        self.done.append("forget")


def test_the_newest_announcement_takes_the_place_of_the_others() -> None:
    calls = Calls()
    for text in ("I", "I pl", "I plan"):
        calls.put(announcement(text))
    assert texts(calls.next()) == ["I plan"]
    assert not calls.waiting()


def test_a_call_overtakes_what_was_announced() -> None:
    calls = Calls()
    calls.put(announcement("I plan"))
    calls.put({"op": "stream", "call": 1})
    call = calls.next()
    assert call is not None
    assert call["op"] == "stream"
    assert not calls.waiting()


def test_forgetting_is_not_overtaken_by_a_later_announcement() -> None:
    calls, llama = Calls(), FakeLlama()
    calls.put(announcement())
    calls.put(announcement("new"))
    worker._work_ahead(llama, calls.next() or {}, calls)
    assert llama.done == ["forget", "new"]


def test_nothing_is_done_as_if_sent_while_more_is_typed() -> None:
    calls, llama = Calls(), FakeLlama()
    calls.put(announcement("I plan", whole=True))
    announced = calls.next() or {}
    calls.put(announcement("I plan the", whole=True))
    worker._work_ahead(llama, announced, calls)
    assert llama.done == ["I plan"]
    worker._work_ahead(llama, calls.next() or {}, calls)
    assert llama.done == ["I plan", "I plan the", "whole I plan the"]


def test_a_call_ends_what_is_done_ahead() -> None:
    llama = FakeLlama(stops_at="second")
    worker._work_ahead(
        llama, {**announcement("first", "second", "third"), "forget": False}, Calls()
    )
    assert llama.done == ["first"]


def test_fixed_messages_only_get_their_state() -> None:
    calls, llama, announced = Calls(), FakeLlama(), announcement("fixed")
    announced["requests"][0]["fixed"] = 1
    calls.put(announced)
    worker._work_ahead(llama, calls.next() or {}, calls)
    assert llama.done == ["state of fixed"]


def test_the_end_is_noticed_while_waiting() -> None:
    calls = Calls()
    taken: list[Any] = []
    thread = threading.Thread(target=lambda: taken.append(calls.next()))
    thread.start()
    calls.put(None)
    thread.join(timeout=10)
    assert taken == [None]
