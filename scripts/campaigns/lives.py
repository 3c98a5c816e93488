"""All lives that faults happen to, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from campaigns import lives_files, lives_index, lives_store, lives_talk
from campaigns.life import Ack, Life, done, start_again

LIVES: dict[str, Life] = {
    **lives_store.LIVES,
    **lives_talk.LIVES,
    **lives_files.LIVES,
    **lives_index.LIVES,
}


class Start:
    """The program starts, looks at what is there, and ends."""

    def prepare(self, home: Path) -> None:
        """Begin with nothing."""

    def live(self, home: Path, ack: Ack) -> None:  # noqa: ARG002
        """Start it."""
        done("sessions", "list")

    def check(self, home: Path, acks: Sequence[Any]) -> Iterator[str]:  # noqa: ARG002
        """Start it again."""
        yield from start_again(home)


LIVES["start"] = Start()
