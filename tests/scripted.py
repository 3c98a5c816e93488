"""An engine that says what a test tells it to."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

from coach.errors import Cancelled
from coach.llm.engine import Message, Request

Reply = str | Exception
"""What the engine says, or what it raises instead."""


class ScriptedEngine:
    """Implements ``coach.llm.engine.Engine`` from a list or a function of replies.

    Attributes:
        requests: Everything that was asked by ``stream``, in order.
        choices: Everything that was asked by ``choose``, in order: request and labels.
        prepared: Everything that was given to ``prepare``.
        anticipated: Everything that was given to ``anticipate``: requests, and ``whole``.
        closed: Whether ``close`` was called.
        hold: While it is cleared, ``stream`` waits after its first piece; ``cancel`` ends the wait.
    """

    def __init__(
        self,
        replies: Sequence[Reply] | Callable[[Request], Reply] = (),
        *,
        choose: Callable[[Request, Sequence[str]], str | Mapping[str, float]] | None = None,
    ) -> None:
        """Set the script.

        Args:
            replies: Replies in order (asking for more than there are fails the test), or a
                function from a request to its reply.
            choose: From a request and its labels to the chosen label or to all probabilities;
                without it every label is as likely as the others.
        """
        self.requests: list[Request] = []
        self.choices: list[tuple[Request, list[str]]] = []
        self.prepared: list[Sequence[Sequence[Message]]] = []
        self.anticipated: list[tuple[list[Request], bool]] = []
        self.server = ""
        self.closed = False
        self.hold = threading.Event()
        self.hold.set()
        self._replies = replies
        self._choose = choose
        self._cancelled = threading.Event()

    @property
    def name(self) -> str:
        return "scripted"

    @property
    def host(self) -> str:
        return self.server

    def stream(self, request: Request) -> Iterator[str]:
        self._cancelled.clear()
        number = len(self.requests)
        self.requests.append(request)
        if callable(self._replies):
            reply = self._replies(request)
        elif number < len(self._replies):
            reply = self._replies[number]
        else:
            raise AssertionError(f"the script has no reply {number}: {request.messages[-1]}")
        if isinstance(reply, Exception):
            raise reply
        for piece in re.findall(r"\s*\S+|\s+$", reply):
            yield piece
            self.hold.wait(timeout=60)
            if self._cancelled.is_set():
                raise Cancelled

    def choose(self, request: Request, labels: Sequence[str]) -> dict[str, float]:
        self.choices.append((request, list(labels)))
        if self._choose is None:
            return {label: 1 / len(labels) for label in labels}
        chosen = self._choose(request, labels)
        if not isinstance(chosen, str):
            return {label: chosen.get(label, 0.0) for label in labels}
        assert chosen in labels, f"{chosen!r} is none of {labels}"
        return {label: float(label == chosen) for label in labels}

    def prepare(self, prefixes: Sequence[Sequence[Message]]) -> None:
        self.prepared.append(prefixes)

    def anticipate(self, requests: Sequence[Request], *, whole: bool = False) -> None:
        self.anticipated.append((list(requests), whole))

    def cancel(self) -> None:
        self._cancelled.set()
        self.hold.set()

    def close(self) -> None:
        self.closed = True
