"""The engine with a clock beside it: when it was asked, and what each call cost."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coach.llm.engine import Engine, Message, Request

if TYPE_CHECKING:
    import psutil

    from coach.llm.local import CallStats, RawSpeed

_IDLE_SHARE = 0.1
_LOOK_SECONDS = 0.15


class MeasuredEngine(Engine, Protocol):
    """An engine that tells what its calls cost; the local one does."""

    @property
    def calls(self) -> Sequence[CallStats]:
        """The latest calls, oldest first."""
        ...

    @property
    def process_id(self) -> int | None:
        """Process id of the model's process, or None while there is none."""
        ...

    def measure(self, prompt_tokens: int, steps: int) -> RawSpeed:
        """Return how long bare evaluation and generation take at the present depth."""
        ...


@dataclass
class Asked:
    """One call.

    Attributes:
        began: When it was made, on the clock of ``time.perf_counter``.
        stats: What it cost; None when it was not finished.
    """

    began: float
    stats: CallStats | None = None


class WatchedEngine:
    """Hands everything on to an engine and remembers when it was asked.

    Attributes:
        asked: The calls in their order.
    """

    def __init__(self, engine: MeasuredEngine) -> None:
        self._engine = engine
        self.asked: list[Asked] = []

    @property
    def name(self) -> str:
        """What the model is called, for people."""
        return self._engine.name

    @property
    def host(self) -> str:
        """The machine that what is asked is sent to; see ``Engine.host``."""
        return self._engine.host

    @property
    def process_id(self) -> int | None:
        """Process id of the model's process, or None while there is none."""
        return self._engine.process_id

    def stream(self, request: Request) -> Iterator[str]:
        """Yield the answer in pieces; see ``Engine.stream``."""
        asked = Asked(time.perf_counter())
        self.asked.append(asked)
        before = self._last()
        try:
            yield from self._engine.stream(request)
        finally:
            last = self._last()
            if last is not before:
                asked.stats = last

    def _last(self) -> CallStats | None:
        return self._engine.calls[-1] if self._engine.calls else None

    def choose(self, request: Request, labels: Sequence[str]) -> dict[str, float]:
        """Return how likely each label is; see ``Engine.choose``."""
        return self._engine.choose(request, labels)

    def prepare(self, prefixes: Sequence[Sequence[Message]]) -> None:
        """Compute fixed messages ahead of use; see ``Engine.prepare``."""
        self._engine.prepare(prefixes)

    def anticipate(self, requests: Sequence[Request], *, whole: bool = False) -> None:
        """Compute what is known of requests that may come; see ``Engine.anticipate``."""
        self._engine.anticipate(requests, whole=whole)

    def measure(self, prompt_tokens: int, steps: int) -> RawSpeed:
        """Return the raw speeds at the present depth; see ``LocalEngine.measure``."""
        return self._engine.measure(prompt_tokens, steps)

    def cancel(self) -> None:
        """End the running call."""
        self._engine.cancel()

    def close(self) -> None:
        """End the engine."""
        self._engine.close()

    def wait_idle(self, seconds: float) -> None:
        """Wait until the model's process rests, at most for ``seconds``."""
        import psutil

        if self.process_id is None:
            return
        try:
            process = psutil.Process(self.process_id)
            used = _processor_seconds(process)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                time.sleep(_LOOK_SECONDS)
                before, used = used, _processor_seconds(process)
                if used - before < _IDLE_SHARE * _LOOK_SECONDS:
                    return
        except psutil.Error:
            return


def _processor_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
