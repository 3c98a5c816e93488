"""An engine that is not there yet: its model is still on the way to this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coach.errors import EngineError
from coach.llm.engine import Message, Request


class AbsentEngine:
    """Stands where an engine will be; what is asked of it fails, and nothing else happens."""

    @property
    def name(self) -> str:
        """There is no model to name."""
        return ""

    @property
    def host(self) -> str:
        """Nothing is sent anywhere."""
        return ""

    def stream(self, request: Request) -> Iterator[str]:  # noqa: ARG002 - see ``Engine``
        """Fail; see ``Engine.stream``."""
        raise _absent()

    def choose(
        self,
        request: Request,  # noqa: ARG002 - see ``Engine``
        labels: Sequence[str],  # noqa: ARG002
    ) -> dict[str, float]:
        """Fail; see ``Engine.choose``."""
        raise _absent()

    def prepare(self, prefixes: Sequence[Sequence[Message]]) -> None:
        """Compute nothing."""

    def anticipate(self, requests: Sequence[Request], *, whole: bool = False) -> None:
        """Take note of nothing."""

    def cancel(self) -> None:
        """Nothing runs."""

    def close(self) -> None:
        """Nothing is held."""


def _absent() -> EngineError:
    return EngineError("The model is not on this machine yet.", "Run: coach setup")
