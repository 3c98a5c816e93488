"""What every engine can do: the local model, a remote one, the scripted one of the tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Message:
    """One message of a conversation with the model."""

    role: Role
    content: str


@dataclass(frozen=True)
class Request:
    """One thing asked of the model.

    Attributes:
        messages: The conversation; the model answers the last one.
        fixed: How many leading messages are the same every time (instructions and examples). An
            engine may keep what it computed for them.
        max_tokens: Longest answer in tokens.
        temperature: 0 for the most likely answer each time.
        seed: Makes an answer with a temperature repeatable.
        stop: Texts at which the answer ends; they are not part of it.
        json_schema: The answer is JSON of this schema, enforced while it is generated.
        quote_from: With a schema of lists of strings: every string is a run of words of this text.
            An engine that cannot enforce it may ignore it; callers check quotes anyway.
        begin: What the answer begins with; the engine goes on from there and does not repeat it.
            An engine that cannot do that may ignore it.
    """

    messages: Sequence[Message]
    fixed: int = 0
    max_tokens: int = 200
    temperature: float = 0.0
    seed: int = 0
    stop: Sequence[str] = field(default=())
    json_schema: dict[str, Any] | None = None
    quote_from: str | None = None
    begin: str = ""


class Engine(Protocol):
    """A language model that answers one request at a time.

    Calls block the calling thread; ``cancel`` may come from any other thread.
    """

    @property
    def name(self) -> str:
        """What the model is called, for people."""
        ...

    @property
    def host(self) -> str:
        """The machine that what is asked is sent to; empty for this one."""
        ...

    def stream(self, request: Request) -> Iterator[str]:
        """Yield the answer in pieces as it is generated.

        Raises:
            EngineError: the model cannot be loaded or stopped answering. The next call starts it
                again.
            Cancelled: ``cancel`` was called.
        """
        ...

    def choose(self, request: Request, labels: Sequence[str]) -> dict[str, float]:
        """Return how likely each label is as the answer; the values add up to 1.

        Raises:
            EngineError: as for ``stream``.
        """
        ...

    def prepare(self, prefixes: Sequence[Sequence[Message]]) -> None:
        """Compute fixed leading messages ahead of use, where the engine can keep them."""
        ...

    def anticipate(self, requests: Sequence[Request], *, whole: bool = False) -> None:
        """Tell what may be asked next, so that it can be computed while nothing else is to do.

        Returns at once and never fails. Each announcement takes the place of the one before it;
        nothing announced is written to a file or sent to another machine. An engine may ignore it.

        Args:
            requests: Most likely first; the last message of each may still grow. A request of
                fixed messages only asks for their state. None at all: what was announced will
                not come, and is forgotten.
            whole: Whether the first may be sent as it stands.
        """
        ...

    def cancel(self) -> None:
        """End the running call, if there is one, with ``Cancelled``."""
        ...

    def close(self) -> None:
        """End the engine and free what it holds; calling it twice is fine."""
        ...
