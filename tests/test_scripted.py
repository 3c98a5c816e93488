from __future__ import annotations

import socket

import pytest

from coach.errors import Cancelled, EngineError
from coach.llm.engine import Engine, Message, Request
from tests.conftest import NetworkUsedError
from tests.scripted import ScriptedEngine

REQUEST = Request(messages=[Message("user", "Hello")])


def test_the_scripted_engine_is_an_engine() -> None:
    engine: Engine = ScriptedEngine(["  One two.\n", EngineError("gone")])
    assert "".join(engine.stream(REQUEST)) == "  One two.\n"
    with pytest.raises(EngineError):
        list(engine.stream(REQUEST))
    with pytest.raises(AssertionError, match="no reply 2"):
        list(engine.stream(REQUEST))
    assert engine.choose(REQUEST, ["a", "b"]) == {"a": 0.5, "b": 0.5}


def test_cancel_ends_the_running_call_only() -> None:
    engine = ScriptedEngine(lambda request: "one two three")
    pieces = engine.stream(REQUEST)
    assert next(pieces) == "one"
    engine.cancel()
    with pytest.raises(Cancelled):
        next(pieces)
    assert "".join(engine.stream(REQUEST)) == "one two three"


def test_tests_cannot_reach_other_machines() -> None:
    with socket.socket() as sock, pytest.raises(NetworkUsedError):
        sock.connect(("192.0.2.1", 9))
    with pytest.raises(NetworkUsedError):
        socket.create_connection(("example.org", 80))
