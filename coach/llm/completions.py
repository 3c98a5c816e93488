"""The OpenAI-compatible interface: what is sent to a server, and its streamed reply made text."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import BaseModel, ValidationError

from coach.llm.engine import Message, Request
from coach.llm.server_errors import BrokenReplyError, EndedEarlyError

if TYPE_CHECKING:
    import httpx

Schema = dict[str, Any]
Format = Literal["json_schema", "json_object", "none"]
FORMATS: Sequence[Format] = ("json_schema", "json_object", "none")
"""Ways to ask for JSON of a schema, best first. OpenAI, llama.cpp, vLLM and Ollama take the first,
the server of llama-cpp-python the second, older servers neither."""

MAX_REPLY_BYTES = 2_000_000
"""Longest reply: a piece of one token takes about 300 bytes, so some 6,000 tokens."""
MAX_LINE_BYTES = 200_000

JSON_ONLY = "Answer with JSON only, without any other words."
JSON_SCHEMA = "The JSON follows this schema: {schema}"


# What is sent


def body(request: Request, model: str, form: Format) -> dict[str, Any]:
    """Return the JSON body that asks a server for a streamed reply.

    ``begin`` stays out: servers differ in whether they go on from the start of an answer.

    Args:
        request: What is asked.
        model: Name of the model on the server; empty to leave the choice to it.
        form: How JSON is asked for, when the request has a schema.
    """
    sent: dict[str, Any] = {
        "messages": [{"role": m.role, "content": m.content} for m in _messages(request, form)],
        "stream": True,
        "temperature": request.temperature,
        "seed": request.seed,
        "max_tokens": request.max_tokens,
    }
    if model:
        sent["model"] = model
    if request.stop:
        sent["stop"] = list(request.stop)
    if request.json_schema is not None and form != "none":
        sent["response_format"] = _response_format(request.json_schema, form)
    return sent


def _response_format(schema: Schema, form: Format) -> dict[str, Any]:
    if form == "json_schema":
        return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    return {"type": "json_object", "schema": schema}


def _messages(request: Request, form: Format) -> list[Message]:
    """Return the messages, with the demand for JSON in words: a server may ignore the schema."""
    messages = list(request.messages)
    if request.json_schema is None:
        return messages
    demand = JSON_ONLY
    if form == "none":
        demand += " " + JSON_SCHEMA.format(schema=json.dumps(request.json_schema))
    if messages and messages[0].role == "system":
        return [Message("system", f"{messages[0].content}\n{demand}"), *messages[1:]]
    return [Message("system", demand), *messages]


# What comes back


class _Delta(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Chunk(BaseModel):
    choices: list[_Choice] | None = None
    error: object = None


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model]


def model_ids(text: bytes) -> list[str]:
    """Return the names in a server's list of models.

    Raises:
        BrokenReplyError: it is no such list.
    """
    try:
        return [model.id for model in _Models.model_validate_json(text).data]
    except ValidationError as error:
        raise BrokenReplyError("no list of models") from error


async def pieces(response: httpx.Response) -> AsyncIterator[str]:
    """Yield the text of a streamed reply as it arrives.

    Raises:
        BrokenReplyError: it is too long or not in the agreed form.
        EndedEarlyError: it ends before its end, or with a failure of the server.
        httpx.HTTPError: the connection failed.
    """
    from httpx_sse import EventSource, SSEError

    response.encoding = "utf-8"  # as the standard of event streams says, whatever the header says
    response.stream = limited(response, line_bytes=MAX_LINE_BYTES)
    ended = False
    try:
        async for event in EventSource(response).aiter_sse():
            if event.data.strip() == "[DONE]":
                return
            if not event.data:
                continue
            chunk = _Chunk.model_validate_json(event.data)
            if chunk.error is not None:
                raise EndedEarlyError("the server reported a failure")
            for choice in (chunk.choices or [])[:1]:
                if choice.delta is not None and choice.delta.content:
                    yield choice.delta.content
                ended = ended or bool(choice.finish_reason)
    except (SSEError, ValidationError) as error:
        raise BrokenReplyError("not in the agreed form") from error
    if not ended:
        raise EndedEarlyError("no end was seen")


def limited(
    response: httpx.Response, *, line_bytes: int = MAX_REPLY_BYTES
) -> httpx.AsyncByteStream:
    """Return the stream of a response, which then fails when it or a line of it is too long.

    Args:
        response: A response whose body was not read yet.
        line_bytes: Longest line.

    Raises:
        BrokenReplyError: it is compressed, so that a small reply could be a huge one.
    """
    import httpx

    stream = cast("httpx.AsyncByteStream", response.stream)
    if response.headers.get("content-encoding", "identity") != "identity":
        raise BrokenReplyError("compressed")

    class _Limited(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            total = line = 0
            async for chunk in stream:
                total += len(chunk)
                end = chunk.rfind(b"\n")
                line = line + len(chunk) if end < 0 else len(chunk) - end - 1
                if total > MAX_REPLY_BYTES or line > line_bytes:
                    raise BrokenReplyError("too long")
                yield chunk

        async def aclose(self) -> None:
            await stream.aclose()

    return _Limited()


# The text of a reply


def without_beginning(text: Iterable[str], beginning: str) -> Iterator[str]:
    """Yield pieces of text without ``beginning`` where the text starts with it.

    White space before it does not matter. A text that starts in another way comes whole.
    """
    wanted, held = beginning.strip(), ""
    for piece in text:
        if not wanted:
            yield piece
            continue
        held += piece
        start = held.lstrip()
        if len(start) < len(wanted) and wanted.startswith(start):
            continue
        if rest := start[len(wanted) :] if start.startswith(wanted) else held:
            yield rest
        wanted = held = ""
    if held.strip():
        yield held


def json_only(text: Iterable[str]) -> Iterator[str]:
    """Yield the first JSON object of a text that comes in pieces, without what stands around it.

    Models that nothing holds to a schema like to put it between marks of code or sentences.
    """
    depth, in_string, escaped = 0, False, False
    for piece in text:
        start = 0 if depth else piece.find("{")
        if start < 0:
            continue
        for place in range(start, len(piece)):
            sign = piece[place]
            if in_string:
                in_string = escaped or sign != '"'
                escaped = sign == "\\" and not escaped
            elif sign == '"':
                in_string = True
            elif sign in "{[":
                depth += 1
            elif sign in "}]":
                depth -= 1
                if depth == 0:
                    yield piece[start : place + 1]
                    return
        yield piece[start:]
