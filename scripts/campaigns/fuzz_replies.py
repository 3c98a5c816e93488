"""Targets of the fuzzing that take what a model or a server says."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from functools import lru_cache
from typing import Any

from campaigns.fuzz_case import Target, must, must_be_shown
from campaigns.fuzz_seeds import answers, room
from campaigns.hostile import decoded

_NOTES = (
    b'{"customers": ["shift leads on lines 2 and 3", "Dave and Anita"], "if_late": ["stuck"]}',
    b'{"needs": ["the 20 minutes of waiting", "she said \\"call me first\\""], "source": []}',
    b'{"customers": ["Dave", "Ani',
    b'Sure! ```json\n{"answer": "yes"}\n``` Hope that helps {"answer": "no"}',
    b'{"line": 2, "now": "It is the waiting"}',
    b'{"line": "2", "now": null}',
    b'"just a string" [1, 2, 3] yes and no',
    b"What happened the last time that Dave called you?",
)
_ANSWER = (
    "OK, mostly the shift leads on lines 2 and 3, Dave and Anita. When a line is down they are "
    'stuck. It is the 20 minutes of waiting; she said "call me first". I hate the paper log.'
)


def stream_text(data: bytes) -> None:
    """What is taken of a streamed reply is the same however its pieces fall."""
    from coach.llm.completions import json_only, without_beginning
    from coach.llm.remote import label_in

    text = decoded(data)
    whole = "".join(json_only([text]))
    for size in (1, 3, 7):
        parts = [text[start : start + size] for start in range(0, len(text), size)]
        must("".join(json_only(parts)) == whole, "another object from other pieces")
    must(whole in text and (not whole or whole[0] == "{"), "an object that was not said")
    begun = text[: len(text) // 4]
    left = "".join(without_beginning([text], begun))
    pieces = [text[start : start + 5] for start in range(0, len(text), 5)]
    must("".join(without_beginning(pieces, begun)) == left, "another rest from other pieces")
    must(text.endswith(left), "a rest that was not said")
    label = label_in(text, ["yes", "no", "yes and no"])
    must(label in (None, "yes", "no", "yes and no"), "a label that was not offered")


@lru_cache
def _topics() -> tuple[Any, ...]:
    from coach.interview.agenda import load_agenda

    return tuple(load_agenda().all_topics)


def read_notes(data: bytes) -> None:
    """Whatever the model copies, a noted fact is a part of the answer, word for word."""
    from coach.interview.reading import Reader, begun_quote, quotes_in
    from coach.text import find_quote, fold_space

    reply, _, said = decoded(data).partition("=>")
    answer = fold_space(_cleaned(said) or _ANSWER)
    quotes_in(reply)
    begun_quote(reply)
    topics = _topics()
    topic = topics[len(data) % len(topics)]
    for number, wanted in enumerate((topic, topics[1], topics[3])):
        asked = wanted.slots[0].id if number == 1 and wanted.slots else None
        reader = Reader(_silent())
        for found in reader.findings(wanted, answer, 3, _named(reply, wanted), asked_for=asked):
            must(found.fact.quote in answer, f"a quote that was not said: {found.fact.quote!r}")
            must(find_quote(found.fact.value, answer) is not None, "a fact that was not said")
            must(found.slot in {slot.id for slot in wanted.slots}, "a heading that is none")


def _named(reply: str, topic: Any) -> str:  # noqa: ANN401 - a topic
    """Return a reply with the topic's own headings in the place of those of the seeds."""
    slots = [slot.id for slot in topic.slots] or ["none"]
    reply = reply.replace('"customers"', f'"{slots[0]}"').replace('"if_late"', f'"{slots[-1]}"')
    return reply.replace('"needs"', f'"{slots[0]}"')


def _cleaned(text: str) -> str:
    from coach.text import clean

    return clean(text, limit=20_000).strip()


def _silent() -> Any:  # noqa: ANN401 - an engine of the tests
    from tests.scripted import ScriptedEngine

    return ScriptedEngine(lambda _request: "")


def correct(data: bytes) -> None:
    """A correction changes only what is noted, to words of the reply."""
    from coach.interview.corrector import Corrector, separate_corrections
    from coach.interview.notes import Fact
    from coach.interview.readback import Numbered
    from coach.text import fold_space
    from tests.scripted import ScriptedEngine

    said, _, typed = decoded(data).partition("=>")
    reply = _cleaned(typed) or _cleaned(said)
    values = ("the shift leads on lines 2 and 3", "the repair", "45 minutes", "Dave")
    facts = [
        Numbered("needs", "needs", Fact(value=v, quote=v, turn=1, status="known")) for v in values
    ]
    for part in [reply, *separate_corrections(facts, reply)][:4]:
        engine = ScriptedEngine(lambda _request: said)
        found = Corrector(engine).understand(facts, part)
        if found is not None:
            target = found.target.fact.value if found.target else ""
            must(found.target is None or found.target in facts, "a line that is not there")
            must(found.value in fold_space(part) or found.value == target, "words not said")


def run_task(data: bytes) -> None:
    """What comes of a task is a value that passed its checks, or nothing."""
    from pydantic import BaseModel, ConfigDict

    from coach.llm.prompts import Prompt
    from coach.llm.task import json_task, text_task
    from tests.scripted import ScriptedEngine

    class Answer(BaseModel):
        model_config = ConfigDict(extra="forbid")

        line: int
        now: str

    reply = decoded(data)
    prompt = Prompt(id="x", purpose="x", version=1, system="x", user="{{ text }}")
    engine = ScriptedEngine(lambda _request: reply)
    typed = json_task(prompt, Answer, retries=1).run(engine, {"text": "x"})
    must(typed.value is None or isinstance(typed.value, Answer), "no answer")
    plain = text_task(prompt, retries=0).run(
        engine, {"text": reply[:100]}, [lambda v: "long" if len(v) > 300 else None]
    )
    if plain.value is not None:
        must_be_shown(plain.value, "a task", lines=False)
        must(len(plain.value) <= 300, "what a check refused")


def word(data: bytes) -> None:
    """A wording of the model that is shown has passed the guards; else reviewed words stand."""
    from coach.plan.rewording import task
    from coach.plan.tasks import Wording

    reply = decoded(data)
    engine = _saying(lambda _request: reply)
    wording = Wording(engine)
    for made in (
        wording.case(work="I repair forklifts", need="they wait 20 minutes", given="a call"),
        wording.test(customer="Dave", help="I call before I come"),
    ):
        if made is not None:
            must_be_shown(made, "a wording", lines=False)
            must(len(made.split()) < 80, "a wording without end")
    task("shorter")


def _saying(reply: Callable[[Any], str]) -> Any:  # noqa: ANN401 - an engine of the tests
    from tests.scripted import ScriptedEngine

    return ScriptedEngine(reply)


_SERVER = (
    b"200\ntext/event-stream\n\n"
    b'data: {"choices": [{"index": 0, "delta": {"content": "The night"}, "finish_reason": null}]}'
    b'\n\ndata: {"choices": [{"delta": {"content": " shift"}, "finish_reason": "stop"}]}\n\n'
    b"data: [DONE]\n\n",
    b'200\ntext/event-stream\n\n: ping\n\nevent: x\nid: 1\nretry: 5\ndata: {"error": "no"}\n\n',
    b'400\napplication/json\n\n{"error": {"message": "response_format is not known: schema"}}',
    b"302\ntext/html\nlocation: http://elsewhere.invalid/v1\n\nmoved",
    b"200\napplication/json\ncontent-encoding: gzip\n\n\x1f\x8b\x08\x00",
    b"503\ntext/plain\nretry-after: 9999999\n\nbusy",
    b'200\napplication/json\n\n{"object": "list", "data": [{"id": "some-model"}]}',
)


def ask_server(data: bytes) -> None:
    """A server's reply is text, or a failure in words that are not the server's."""
    import httpx

    from coach.config import Settings
    from coach.errors import EngineError
    from coach.llm.engine import Message, Request
    from coach.llm.remote import RemoteEngine

    head, _, body = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    status = int(first) if first.isdigit() and 200 <= int(first[:3]) == int(first) < 600 else 200
    headers = [(b"content-type", lines[0] if lines else b"text/event-stream")]
    headers += [tuple(line.split(b": ", 1)) for line in lines[1:] if b": " in line]  # type: ignore[misc]

    class Body(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for start in range(0, len(body), 997):
                yield body[start : start + 997]

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers, stream=Body())

    settings = Settings(
        home=room("server"), remote_url="http://127.0.0.1:9/v1", remote_model=_model(data)
    )
    engine = RemoteEngine(settings, transport=httpx.MockTransport(answer), retry_seconds=0)
    schema = {"type": "object", "properties": {"answer": {"type": "string"}}}
    request = Request([Message("user", "My secret words")], json_schema=_maybe(data, schema))
    try:
        _use(engine, request, data)
    except EngineError as error:
        must("secret" not in str(error) and "ping" not in str(error), "the server's words")
        must(error.remedy, "no word on what to do")
        raise
    finally:
        engine.close()


def _use(engine: Any, request: Any, data: bytes) -> None:  # noqa: ANN401
    if len(data) % 3 == 0:
        names = engine.models()
        must(all(isinstance(name, str) for name in names), "no names")
    elif len(data) % 3 == 1:
        shares = engine.choose(request, ["yes", "no"])
        must(abs(sum(shares.values()) - 1) < 1e-6, "shares that are none")
    else:
        text = "".join(engine.stream(request))
        must(len(text) <= 2_000_000, "a reply without end")


def _model(data: bytes) -> str:
    return "" if len(data) % 5 == 0 else "some-model"


def _maybe(data: bytes, schema: dict[str, Any]) -> dict[str, Any] | None:
    return schema if len(data) % 2 else None


_ROWS = (
    b'["team-0123456789abcdef-1/passage/0", "Some words.", {"title": "T", "source": "a.pdf", '
    b'"name": "a.pdf", "parts": 3, "document": "team-0123456789abcdef", "kind": "passage"}, 0.25]',
    b'["team-0123456789abcdef-1/sentence/2", null, {}, 1e999]',
    b'["../x", "\\u202e", {"title": "\\u001b[31m", "source": {"a": 1}, "name": ""}, [1, 2, "x"]]',
)


def read_rows(data: bytes) -> None:
    """What others wrote into the team's library is a clean passage, or left out."""
    import numpy as np

    from coach.knowledge.team import rows

    try:
        found = json.loads(decoded(data))
    except (ValueError, RecursionError):
        found = [decoded(data), decoded(data), {"title": decoded(data), "source": "x"}, 1]
    row, text, fields, number = (*found, None, None, None, None)[:4] if _is_list(found) else (
        found, found, found, found,
    )  # fmt: skip
    rows.kind_of(row)
    for use in (
        lambda: rows.read_passage(row, text, fields),
        lambda: rows.read_document(fields),
        lambda: rows.similarity(number),
        lambda: rows.exact_similarity(np.ones(3, np.float32), number),
    ):
        try:
            _look(use())
        except (ValueError, TypeError, OverflowError):
            continue  # whoever asks the server takes any error as an answer that does not fit


def _look(made: object) -> None:
    if isinstance(made, float):
        must(-1 <= made <= 1, "a likeness that is none")
        return
    from coach.knowledge.passages import Passage

    if isinstance(made, Passage):
        must_be_shown(made.text, "a passage of the team")
        must_be_shown(made.title + made.source, "a passage of the team", lines=False)
        must(made.topic == "team", "a passage that is not the team's")
    else:
        must_be_shown(made.name, "a document of the team", lines=False)  # type: ignore[attr-defined]


def _is_list(found: object) -> bool:
    return isinstance(found, list)


def _reply_seeds() -> list[bytes]:
    said = answers()
    pairs = [note + b"=>" + said[number * 7] for number, note in enumerate(_NOTES)]
    return [*_NOTES, *pairs]


TARGETS = (
    Target("replies: pieces of a stream", stream_text, lambda: _NOTES, 2_000, 30_000, small=60),
    Target("replies: notes of an answer", read_notes, _reply_seeds, 800, 1_500, small=6),
    Target("replies: corrections", correct, _reply_seeds, 800, 1_500, small=6),
    Target("replies: tasks", run_task, lambda: _NOTES, 1_200, 8_000, small=10),
    Target("replies: wordings of the plan", word, lambda: _NOTES, 500, 5_000, small=6),
    Target("replies: a model's server", ask_server, lambda: _SERVER, 1_200, 2_000, small=6),
    Target("replies: the team's library", read_rows, lambda: _ROWS, 2_000, 180_000, small=50),
)
