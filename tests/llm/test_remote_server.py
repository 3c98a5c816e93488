"""The remote engine with a real llama.cpp server and the small model: that it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.config import Settings
from coach.errors import Cancelled, EngineError
from coach.llm.engine import Message, Request
from coach.llm.remote import RemoteEngine
from tests.llm.servers import ModelServer
from tests.models import SMALL, model_file

pytestmark = pytest.mark.small_model

SYSTEM = Message("system", "You answer questions about work in one short sentence.")
COUNT = Request([SYSTEM, Message("user", "Count to one thousand.")], max_tokens=400)


def ask(text: str, **more: object) -> Request:
    return Request([SYSTEM, Message("user", text)], **{"max_tokens": 24, **more})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    server = ModelServer(model_file(SMALL), tmp_path_factory.mktemp("server"), context_tokens=1024)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def engine(server: ModelServer, tmp_path: Path) -> Iterator[RemoteEngine]:
    engine = RemoteEngine(Settings(home=tmp_path, remote_url=server.url), retry_seconds=0.01)
    yield engine
    engine.close()


def test_answers_in_pieces_and_the_same_each_time(engine: RemoteEngine) -> None:
    pieces = list(engine.stream(ask("What is a rota?")))
    assert len(pieces) > 3
    assert "".join(engine.stream(ask("What is a rota?"))) == "".join(pieces)


def test_its_model_is_listed(engine: RemoteEngine) -> None:
    assert engine.models() == ["small"]


def test_json_follows_its_schema(engine: RemoteEngine) -> None:
    schema = {
        "type": "object",
        "properties": {"days": {"type": "integer"}},
        "required": ["days"],
        "additionalProperties": False,
    }
    text = "".join(engine.stream(ask("How many days has a week?", json_schema=schema)))
    assert isinstance(json.loads(text)["days"], int)


def test_one_of_the_labels_is_chosen(engine: RemoteEngine) -> None:
    shares = engine.choose(ask("Is it late?"), ["yes", "no"])
    assert sorted(shares.values()) == [0.0, 1.0]


def test_stops_where_it_is_told(engine: RemoteEngine) -> None:
    word = "".join(engine.stream(ask("What is a rota?"))).split()[2]
    assert word not in "".join(engine.stream(ask("What is a rota?", stop=(word,))))


def test_cancel_ends_a_reply_and_the_next_is_right(engine: RemoteEngine) -> None:
    expected = "".join(engine.stream(ask("What is a shift?")))
    pieces = engine.stream(COUNT)
    next(pieces)
    engine.cancel()
    with pytest.raises(Cancelled):
        list(pieces)
    assert "".join(engine.stream(ask("What is a shift?"))) == expected


def test_a_text_that_is_too_long_is_an_error_and_not_the_end(engine: RemoteEngine) -> None:
    with pytest.raises(EngineError):
        list(engine.stream(ask("word " * 3000)))
    assert "".join(engine.stream(ask("What is a shift?")))


def test_a_killed_server_is_told_and_the_next_one_is_used(
    server: ModelServer, engine: RemoteEngine
) -> None:
    expected = "".join(engine.stream(ask("What is a shift?")))
    pieces = engine.stream(COUNT)
    next(pieces)
    server.kill()
    with pytest.raises(EngineError, match="broke off"):
        list(pieces)
    with pytest.raises(EngineError, match="cannot be reached"):
        list(engine.stream(COUNT))
    server.start()
    assert "".join(engine.stream(ask("What is a shift?"))) == expected
