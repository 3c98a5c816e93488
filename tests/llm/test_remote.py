"""The remote engine against a server that does what each test says."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.config import Settings
from coach.errors import Cancelled, EngineError, ServerError
from coach.llm.engine import Message, Request
from coach.llm.remote import RemoteEngine, label_in
from tests.llm.servers import (
    Connection,
    ScriptedServer,
    Step,
    chunk,
    free_port,
    models,
    raw,
    refuse,
    reply,
    say,
)

SCHEMA = {"type": "object", "properties": {"who": {"type": "array", "items": {"type": "string"}}}}
SECRET = "the forklift broke down"
ASK = Request([Message("system", "Be short."), Message("user", SECRET)], max_tokens=20)
JSON = Request(ASK.messages, json_schema=SCHEMA)

Start = Callable[..., tuple[RemoteEngine, ScriptedServer]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a server with a script, and an engine that asks it."""
    opened: list[tuple[RemoteEngine, ScriptedServer]] = []

    def begin(*script: Step, **settings: Any) -> tuple[RemoteEngine, ScriptedServer]:
        server = ScriptedServer(*script).__enter__()
        engine = RemoteEngine(server.settings(tmp_path, **settings), retry_seconds=0.01)
        opened.append((engine, server))
        return engine, server

    yield begin
    for engine, server in opened:
        engine.close()
        server.__exit__()


def text_of(engine: RemoteEngine, request: Request = ASK) -> str:
    return "".join(engine.stream(request))


def failure_of(engine: RemoteEngine, request: Request = ASK) -> EngineError:
    with pytest.raises(EngineError) as caught:
        text_of(engine, request)
    assert SECRET not in str(caught.value)
    assert caught.value.remedy
    return caught.value


def test_a_reply_arrives_in_pieces(start: Start) -> None:
    engine, server = start(say("The ", "night shift", "."))
    request = Request(ASK.messages, max_tokens=20, temperature=0.4, seed=3, stop=["\n"])
    assert list(engine.stream(request)) == ["The ", "night shift", "."]
    path, headers, body = server.asked[0]
    assert path == "/v1/chat/completions"
    assert "Authorization" not in headers
    assert body == {
        "model": "some-model",
        "messages": [
            {"role": "system", "content": "Be short."},
            {"role": "user", "content": SECRET},
        ],
        "stream": True,
        "max_tokens": 20,
        "temperature": 0.4,
        "seed": 3,
        "stop": ["\n"],
    }


def test_a_piece_is_shown_before_the_next_is_there(start: Start) -> None:
    def slow(connection: Connection) -> None:
        connection.start()
        connection.put(chunk("first"))
        connection.server.release.wait(20)
        connection.put(reply("second"))

    engine, server = start(slow)
    pieces = engine.stream(ASK)
    assert next(pieces) == "first"
    server.release.set()
    assert list(pieces) == ["second"]


def test_the_key_goes_with_every_request_and_nowhere_else(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    engine, server = start(say("yes"), refuse(401, "bad key sk-123"), remote_key="sk-123")
    text_of(engine)
    assert server.asked[0][1]["Authorization"] == "Bearer sk-123"
    error = failure_of(engine)
    assert "sk-123" not in f"{error} {engine.name} {engine._settings!r} {caplog.text}"
    assert SECRET not in caplog.text


def test_a_model_that_is_not_named_is_the_first_of_the_list(start: Start) -> None:
    engine, server = start(models("a", "b"), say("yes"), remote_model="")
    text_of(engine)
    text_of(engine)
    assert [path for path, _, _ in server.asked] == ["/v1/models", *["/v1/chat/completions"] * 2]
    assert server.asked[1][2]["model"] == "a"


def test_models_are_listed_without_a_message(start: Start) -> None:
    engine, server = start(models("a", "b"))
    assert engine.models() == ["a", "b"]
    assert server.asked[0][2] is None


@pytest.mark.parametrize("data", [b"", b"[]", b'{"data": [1]}', b"\xff", b"x" * 3_000_000])
def test_a_list_of_models_that_is_none_is_told(start: Start, data: bytes) -> None:
    engine, _ = start(raw(data))
    with pytest.raises(EngineError, match="does not understand"):
        engine.models()


# Typed output


def test_a_schema_is_sent_and_the_demand_stands_in_words(start: Start) -> None:
    engine, server = start(say('{"who"', ': ["Dave"]}'))
    assert json.loads(text_of(engine, JSON)) == {"who": ["Dave"]}
    body = server.asked[0][2]
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert body["messages"][0]["content"].startswith("Be short.\nAnswer with JSON only")
    assert body["messages"][1]["content"] == SECRET


@pytest.mark.parametrize("status", [400, 422, 500, 501])
def test_a_server_without_schemas_is_asked_in_another_way_from_then_on(
    start: Start, status: int
) -> None:
    no = refuse(status, "response_format.type: Input should be 'text' or 'json_object'")
    engine, server = start(no, say('{"who": []}'))
    assert text_of(engine, JSON) == '{"who": []}'
    assert text_of(engine, JSON) == '{"who": []}'
    formats = [body["response_format"] for _, _, body in server.asked]
    assert [form["type"] for form in formats] == ["json_schema", "json_object", "json_object"]
    assert formats[1]["schema"] == SCHEMA


def test_a_server_that_knows_no_json_gets_the_schema_in_words(start: Start) -> None:
    no = refuse(400, "response_format is not supported")
    engine, server = start(no, no, say('Sure:\n```json\n{"who": ["Dave"]}\n```'))
    assert text_of(engine, JSON) == '{"who": ["Dave"]}'
    body = server.asked[2][2]
    assert "response_format" not in body
    assert json.dumps(SCHEMA) in body["messages"][0]["content"]


def test_a_refusal_about_something_else_is_not_taken_for_the_schema(start: Start) -> None:
    engine, server = start(refuse(400, "exceeds the context size"), say('{"who": []}'))
    assert "too long" in str(failure_of(engine, JSON))
    text_of(engine, JSON)
    assert server.asked[1][2]["response_format"]["type"] == "json_schema"


def test_a_schema_that_failed_for_another_reason_is_tried_again_later(start: Start) -> None:
    no = refuse(400, "the context is full; the schema is fine")
    engine, server = start(no, no, no, say('{"who": []}'))
    failure_of(engine, JSON)
    text_of(engine, JSON)
    assert server.asked[3][2]["response_format"]["type"] == "json_schema"


def test_the_beginning_is_not_sent_and_not_repeated(start: Start) -> None:
    engine, server = start(say("“It waits”", ": what then?"))
    request = Request(ASK.messages, begin="“It waits”:")
    assert text_of(engine, request) == " what then?"
    assert "It waits" not in json.dumps(server.asked[0][2], ensure_ascii=False)


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ('{"answer": "no"}', "no"),
        ("No.", "no"),
        ("The answer is: yes and no", "yes and no"),
        ("**yes**", "yes"),
        ("yes or no", None),
        ("perhaps", None),
        ('{"answer": 3}', None),
        ("{" * 100_000, None),
        ("", None),
    ],
)
def test_a_label_is_found_in_what_is_said(said: str, chosen: str | None) -> None:
    assert label_in(said, ["yes", "no", "yes and no"]) == chosen


def test_choosing_asks_for_one_of_the_labels(start: Start) -> None:
    engine, server = start(say('{"answer": "no"}'), say("I cannot tell."))
    assert engine.choose(ASK, ["yes", "no"]) == {"yes": 0.0, "no": 1.0}
    asked = server.asked[0][2]["response_format"]["json_schema"]["schema"]
    assert asked["properties"]["answer"]["enum"] == ["yes", "no"]
    assert engine.choose(ASK, ["yes", "no"]) == {"yes": 0.5, "no": 0.5}


def test_nothing_unsent_is_sent(start: Start) -> None:
    engine, server = start(say("yes"))
    engine.prepare([ASK.messages])
    engine.anticipate([ASK], whole=True)
    engine.anticipate([])
    engine.cancel()
    assert text_of(engine) == "yes"
    assert len(server.asked) == 1


# Failures


@pytest.mark.parametrize(
    ("status", "message", "told", "remedy"),
    [
        (401, "no key", "refuses the key", "COACH_REMOTE_KEY"),
        (403, "forbidden", "refuses the key", "remote_key"),
        (404, "no such model", "some-model", "remote_model"),
        (400, f"context length exceeded by {SECRET}", "too long", "larger context"),
        (400, SECRET, "status 400", "log"),
        (405, SECRET, "status 405", "log"),
    ],
)
def test_a_refusal_is_told_at_once(
    start: Start, status: int, message: str, told: str, remedy: str
) -> None:
    engine, server = start(refuse(status, message))
    error = failure_of(engine)
    assert told in error.message
    assert remedy in error.remedy
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_passing_failure_is_tried_again(start: Start, status: int) -> None:
    engine, server = start(refuse(status), refuse(status), say("yes"), refuse(status))
    assert text_of(engine) == "yes"
    assert str(status) in failure_of(engine).message
    assert len(server.asked) == 6


def test_a_redirect_is_not_followed(start: Start) -> None:
    with ScriptedServer(say("stolen")) as other:
        engine, _ = start(refuse(307, Location=f"{other.url}/chat/completions"), remote_key="k")
        assert "another address" in failure_of(engine).message
        assert other.asked == []


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, remote_url=f"http://127.0.0.1:{free_port()}/v1")
    engine = RemoteEngine(settings, retry_seconds=0.01)
    assert "cannot be reached" in failure_of(engine).message
    with pytest.raises(EngineError, match="cannot be reached"):
        engine.models()
    engine.close()


def test_a_server_that_comes_late_is_reached(start: Start) -> None:
    def hang_up(connection: Connection) -> None:
        connection.close_connection = True

    engine, server = start(hang_up, raw(b""), say("yes"))
    assert text_of(engine) == "yes"
    assert len(server.asked) == 3


def silent(connection: Connection) -> None:
    connection.server.release.wait(20)


def silent_after_headers(connection: Connection) -> None:
    connection.start()
    connection.server.release.wait(20)


def only_comments(connection: Connection) -> None:
    connection.start()
    while not connection.server.release.wait(0.05):
        connection.put(b": ping\n\n")


@pytest.mark.parametrize("step", [silent, silent_after_headers, only_comments])
def test_a_server_that_is_too_slow_is_left(start: Start, step: Step) -> None:
    engine, server = start(step, remote_timeout=1)
    error = failure_of(engine)
    assert "did not answer for 1 seconds" in error.message
    assert "remote_timeout" in error.remedy
    assert len(server.asked) == 1


def test_a_reply_that_breaks_off_is_told_and_not_asked_for_again(start: Start) -> None:
    engine, server = start(raw(chunk("half")), say("whole"))
    pieces = engine.stream(ASK)
    assert next(pieces) == "half"
    with pytest.raises(EngineError, match="broke off") as caught:
        next(pieces)
    assert not isinstance(caught.value, ServerError), "asking again may help"
    assert len(server.asked) == 1
    assert text_of(engine) == "whole"


@pytest.mark.parametrize(
    "data",
    [
        b"data: {not json\n\n",
        b"data: []\n\n",
        b'data: {"choices": [{"delta": {"content": [1]}}]}\n\n',
        b'data: {"choices": [{"delta": {"content": "\\ud800"}}]}\n\n',
        b"data: " + b"[" * 100_000 + b"\n\n",
        b"data: " + b"x" * 400_000,
        b"\n".join(b"data: x" for _ in range(400_000)),
        b": nothing\n\n" * 300_000,
    ],
    ids=lambda data: data[:24].decode(),
)
def test_a_reply_that_is_none_is_told(start: Start, data: bytes) -> None:
    engine, _ = start(raw(chunk("so far") + data), say("yes"))
    assert "does not understand" in failure_of(engine).message
    assert text_of(engine) == "yes"


def test_a_failure_of_the_server_in_its_reply_is_told(start: Start) -> None:
    data = chunk("so far") + f'data: {{"error": {{"message": "{SECRET}"}}}}\n\n'.encode()
    engine, _ = start(raw(data))
    assert "broke off" in failure_of(engine).message


@pytest.mark.parametrize(
    "headers", [{"Content_Type": "text/html"}, {"Content_Encoding": "gzip"}], ids=str
)
def test_another_form_than_the_agreed_one_is_told(start: Start, headers: dict[str, str]) -> None:
    engine, _ = start(raw(reply("yes"), **headers))
    assert "does not understand" in failure_of(engine).message


def test_the_reply_is_utf_8_whatever_the_header_says(start: Start) -> None:
    engine, _ = start(raw(reply("Zoë – 20 °C"), Content_Type="text/event-stream; charset=idna"))
    assert text_of(engine) == "Zoë – 20 °C"


def test_a_proxy_is_not_asked_for_this_machine(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    engine, _ = start(say("yes"))
    assert text_of(engine) == "yes"


def test_a_proxy_that_cannot_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1:1")
    engine = RemoteEngine(Settings(home=tmp_path, remote_url="https://llm.example/v1"))
    assert "proxy" in failure_of(engine).message
    engine.close()


# Cancelling


def ask_in_thread(engine: RemoteEngine) -> queue.Queue[BaseException]:
    """Ask in a thread of its own; what the call ends with comes in the queue."""
    ended: queue.Queue[BaseException] = queue.Queue()

    def ask() -> None:
        try:
            text_of(engine)
        except BaseException as error:
            ended.put(error)

    threading.Thread(target=ask, daemon=True).start()
    return ended


@pytest.mark.parametrize("step", [silent, silent_after_headers, only_comments])
def test_cancel_ends_a_call_that_waits(start: Start, step: Step) -> None:
    asked = threading.Event()

    def wait(connection: Connection) -> None:
        asked.set()
        step(connection)

    engine, _ = start(wait, say("yes"))
    ended = ask_in_thread(engine)
    assert asked.wait(20)
    engine.cancel()
    assert isinstance(ended.get(timeout=20), Cancelled)
    assert text_of(engine) == "yes"


@pytest.mark.parametrize("end", ["cancel", "close"])
def test_a_reply_that_is_not_wanted_ends_at_the_server_too(start: Start, end: str) -> None:
    gone = threading.Event()

    def endless(connection: Connection) -> None:
        connection.start()
        try:
            while True:
                connection.put(chunk("more "))
        except OSError:
            gone.set()

    engine, _ = start(endless, say("yes"))
    pieces = engine.stream(ASK)
    next(pieces)
    if end == "cancel":
        engine.cancel()
        with pytest.raises(Cancelled):
            list(pieces)
    else:
        pieces.close()  # type: ignore[attr-defined]
    assert gone.wait(20)
    assert text_of(engine) == "yes"


def test_closing_twice_is_fine_and_ends_the_calls(start: Start) -> None:
    asked = threading.Event()

    def wait(connection: Connection) -> None:
        asked.set()
        silent_after_headers(connection)

    engine, _ = start(wait)
    ended = ask_in_thread(engine)
    assert asked.wait(20)
    engine.close()
    engine.close()
    assert isinstance(ended.get(timeout=20), Cancelled)
    with pytest.raises(EngineError, match="closed"):
        text_of(engine)
