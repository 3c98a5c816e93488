"""A model on a server with the OpenAI-compatible interface, behind the engine interface.

Only ``stream`` and ``choose`` send anything: what was typed and not sent reaches no server.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import threading
from collections.abc import AsyncIterator, Coroutine, Generator, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from coach.config import Settings, is_loopback
from coach.errors import Cancelled, EngineError, ServerError
from coach.llm.completions import (
    FORMATS,
    body,
    json_only,
    limited,
    model_ids,
    pieces,
    without_beginning,
)
from coach.llm.engine import Message, Request
from coach.llm.server_errors import PassingError, plain_errors, refused
from coach.text import one_line, words

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 5.0
RETRIES = 2
"""How often a call is tried again that failed before the first piece of its reply."""
RETRY_SECONDS = 0.5
"""Wait before the first further try; it doubles with each."""
MAX_REFUSAL_BYTES = 20_000
"""How much of a refusal is read to tell what it is about."""
_SCHEMA_STATUS = (400, 422, 500, 501)
"""Statuses of servers that do not know a form of asking for JSON; llama-cpp-python says 500."""
_SCHEMA_WORDS = ("response_format", "schema", "json_object", "grammar")
_Value = TypeVar("_Value")


@dataclass
class _Call:
    """One running call: what has arrived of it, and how to end it."""

    items: queue.SimpleQueue[str | Exception | None] = field(default_factory=queue.SimpleQueue)
    task: Future[None] | None = None
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True
        if self.task is not None:
            self.task.cancel()
        # A task that is cancelled before it began puts nothing.
        self.items.put(None)


class RemoteEngine:
    """The model of a server; one call at a time.

    Requests run as tasks of an event loop in a thread of their own, so that a call can be ended
    at any moment from any other thread.

    Args:
        settings: Address, model, key and time limit of the server; ``remote_url`` is set.
        transport: Carries the requests; None for the real network.
        retry_seconds: Wait before the first further try.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._settings = settings
        self._host = one_line(settings.remote_host, limit=80)
        self._timeout = settings.remote_timeout
        self._transport = transport
        self._retry_seconds = retry_seconds
        self._model = settings.remote_model
        self._form = 0
        self._call: _Call | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._client: httpx.AsyncClient | None = None
        self._starting = threading.Lock()
        self._closed = False

    @property
    def name(self) -> str:
        """What the model is called, for people: its name on the server, and the server."""
        model = one_line(self._settings.remote_model, limit=80)
        return f"{model} on {self._host}" if model else self._host

    @property
    def host(self) -> str:
        """The server that requests are sent to."""
        return self._host

    # Calls

    def stream(self, request: Request) -> Iterator[str]:
        """Yield the answer in pieces; see ``Engine.stream``."""
        with contextlib.closing(self._arriving(request)) as text:
            shown = json_only(text) if request.json_schema is not None else text
            yield from without_beginning(shown, request.begin)

    def choose(self, request: Request, labels: Sequence[str]) -> dict[str, float]:
        """Return 1 for the label that the server answers; equal shares when it is none of them.

        Servers that tell probabilities do it in different ways, so the reply itself counts.
        """
        schema = {
            "type": "object",
            "properties": {"answer": {"type": "string", "enum": list(labels)}},
            "required": ["answer"],
            "additionalProperties": False,
        }
        longest = max(len(label.encode()) for label in labels)
        asked = replace(request, json_schema=schema, max_tokens=longest + 32, stop=(), begin="")
        chosen = label_in("".join(self._arriving(asked)), labels)
        if chosen is None:
            return {label: 1 / len(labels) for label in labels}
        return {label: float(label == chosen) for label in labels}

    def prepare(self, prefixes: Sequence[Sequence[Message]]) -> None:
        """Do nothing: what a server keeps is its own matter."""

    def anticipate(self, requests: Sequence[Request], *, whole: bool = False) -> None:
        """Do nothing: what was not sent stays here."""

    def models(self) -> list[str]:
        """Return the names of the models that the server lists; no message is sent to it.

        Raises:
            EngineError: the server cannot be reached, refuses, or lists nothing that can be read.
        """
        return self._run(self._models()).result()

    def cancel(self) -> None:
        """End the running call with ``Cancelled``; nothing happens when none is running."""
        call = self._call
        if call is not None:
            call.cancel()

    def close(self) -> None:
        """End the running call and let go of the connections."""
        with self._starting:
            self._closed = True
            loop, self._loop = self._loop, None
        self.cancel()
        if loop is None or self._thread is None:
            return
        with contextlib.suppress(Exception):  # a connection that does not end in order is let go
            asyncio.run_coroutine_threadsafe(self._put_away(), loop).result(CONNECT_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join()
        loop.close()

    def _arriving(self, request: Request) -> Generator[str, None, None]:
        """Yield the pieces of the reply as the loop's thread hands them over."""
        call = self._call = _Call()
        try:
            call.task = self._run(self._answer(request, call))
            if call.cancelled:
                call.cancel()
            while True:
                item = call.items.get()
                if call.cancelled:
                    raise Cancelled
                if item is None:
                    return
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            # Who does not want the rest of a reply ends it at the server too.
            if call.task is not None:
                call.task.cancel()
            if self._call is call:
                self._call = None

    # In the loop's thread

    def _run(self, work: Coroutine[Any, Any, _Value]) -> Future[_Value]:
        """Begin ``work`` in the loop's thread, which starts with the first call."""
        with self._starting:
            if self._closed:
                work.close()
                raise EngineError("The connection to the model was closed.")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=self._loop.run_forever, daemon=True, name="model-server"
                )
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _put_away(self) -> None:
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def _answer(self, request: Request, call: _Call) -> None:
        """Put the pieces of the reply into the call's queue, then None or what went wrong."""
        try:
            async for piece in self._tries(request):
                call.items.put(piece)
        except Exception as error:
            call.items.put(error)
        else:
            call.items.put(None)

    async def _tries(self, request: Request) -> AsyncIterator[str]:
        """Yield the reply; a try that fails before its first piece is followed by another."""
        begun = False
        for attempt in range(RETRIES + 1):
            try:
                async for piece in self._attempt(request):
                    begun = True
                    yield piece
                return
            except PassingError as error:
                if begun:
                    # The caller may ask for the whole reply again; here words would repeat.
                    raise EngineError(error.message, error.remedy) from error
                if attempt == RETRIES:
                    raise
            await asyncio.sleep(self._retry_seconds * 2**attempt)

    async def _attempt(self, request: Request) -> AsyncIterator[str]:
        with plain_errors(self._host, self._timeout):
            if not self._model:
                self._model = next(iter(await self._models()), "")
            response = await self._ask(request)
            try:
                text = pieces(response)
                while True:
                    piece = await asyncio.wait_for(_next(text), self._timeout)
                    if piece is None:
                        return
                    yield piece
            finally:
                await response.aclose()

    async def _ask(self, request: Request) -> httpx.Response:
        """Return the response whose body is the reply; ask again where the schema is refused.

        Raises:
            EngineError: the server refuses.
        """
        forms = range(self._form, len(FORMATS)) if request.json_schema is not None else [-1]
        status, refusal = 0, ""
        for form in forms:
            sent = body(request, self._model, FORMATS[form])
            response = await self._send("POST", "/chat/completions", sent)
            if response.status_code == 200:
                self._form = max(self._form, form)
                return response
            status, refusal = response.status_code, await _refusal(response)
            if status not in _SCHEMA_STATUS or not any(word in refusal for word in _SCHEMA_WORDS):
                break
        raise refused(status, refusal, self._host, one_line(self._model, limit=80))

    async def _models(self) -> list[str]:
        with plain_errors(self._host, self._timeout):
            response = await self._send("GET", "/models")
            if response.status_code != 200:
                raise refused(response.status_code, await _refusal(response), self._host, "")
            response.stream = limited(response)
            try:
                return model_ids(await asyncio.wait_for(response.aread(), self._timeout))
            finally:
                await response.aclose()

    async def _send(self, method: str, path: str, sent: object = None) -> httpx.Response:
        client = self._client = self._client or self._make_client()
        request = client.build_request(method, self._settings.remote_url + path, json=sent)
        # httpx counts from byte to byte; a server must not hold a call open with single bytes.
        return await asyncio.wait_for(client.send(request, stream=True), self._timeout)

    def _make_client(self) -> httpx.AsyncClient:
        import httpx

        headers = {"Accept-Encoding": "identity"}
        key = self._settings.remote_key.get_secret_value()
        if key:
            headers["Authorization"] = f"Bearer {key}"
        try:
            return httpx.AsyncClient(
                headers=headers,
                timeout=httpx.Timeout(self._timeout, connect=CONNECT_SECONDS),
                follow_redirects=False,  # the answers and the key are for this server only
                # To reach this machine, a proxy would be a detour over another one.
                trust_env=not is_loopback(httpx.URL(self._settings.remote_url).host),
                transport=self._transport,
            )
        except (ImportError, ValueError) as error:
            raise ServerError(
                "The proxy that the environment names cannot be used.",
                "Correct HTTPS_PROXY or ALL_PROXY, or list the server in NO_PROXY.",
            ) from error


async def _next(text: AsyncIterator[str]) -> str | None:
    return await anext(text, None)


async def _refusal(response: httpx.Response) -> str:
    """Return the beginning of what a server says against a request, in lower case."""
    text = b""
    try:
        async for chunk in response.aiter_raw():
            text += chunk
            if len(text) > MAX_REFUSAL_BYTES:
                break
    finally:
        await response.aclose()
    return text[:MAX_REFUSAL_BYTES].decode("utf-8", "replace").lower()


def label_in(text: str, labels: Sequence[str]) -> str | None:
    """Return the label that a reply means: as JSON, alone, or as the only one that it names."""
    with contextlib.suppress(ValueError, RecursionError):
        answer = json.loads("".join(json_only([text])))
        if isinstance(answer, dict) and answer.get("answer") in labels:
            return str(answer["answer"])
    said = words(text)
    named = [label for label in labels if _contains(said, words(label))]
    # "yes and no" names "yes" too: the longest counts, unless another stands beside it.
    longest = max(named, key=len, default=None)
    if longest and all(_contains(words(longest), words(other)) for other in named):
        return longest
    return None


def _contains(said: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return size > 0 and any(said[n : n + size] == wanted for n in range(len(said) - size + 1))
