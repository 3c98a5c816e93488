"""The set-up as the interface sees it: what is missing, how far it is, what went wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from coach.commands.steps import StepName, bytes_to_get, missing
from coach.text import one_line
from coach.ui.set_up_texts import set_up_texts

if TYPE_CHECKING:
    from coach.commands.setup_process import SettingUp
    from coach.config import Settings

STEPS: tuple[StepName, ...] = ("embedding", "index", "model", "states")
DOWNLOADS: tuple[StepName, ...] = ("embedding", "model")
"""Steps that count bytes; the others count what they make."""
REMEDIES = ("NoNetworkError", "DiskFullError", "DamagedFileError")
"""Errors whose own remedy names a command; here it is a button."""
CERTAIN_SECONDS = 2.0
"""For so long the speed of a step is not known well enough to tell the time left."""


@dataclass(frozen=True)
class Needs:
    """What this computer lacks.

    Attributes:
        steps: The missing parts.
        size: Bytes that are still to be fetched.
        begun: Whether some of it has arrived.
    """

    steps: tuple[StepName, ...] = ()
    size: int = 0
    begun: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Needs:
        """Look what is missing; reads no large file."""
        steps = missing(settings)
        size = bytes_to_get(settings, steps)
        return cls(steps, size, begun=size != bytes_to_get(settings, steps, arrived=False))


@dataclass
class Far:
    """How far the running step is."""

    step: StepName
    done: int = 0
    total: int = 0
    said: str = ""
    began: tuple[float, int] | None = None

    def take(self, done: int, total: int) -> None:
        """Note how much of how much is done."""
        if self.began is None:
            self.began = monotonic(), done
        self.done, self.total, self.said = done, total, ""

    @property
    def percent(self) -> int | None:
        """How much is done, where that is known."""
        return min(100 * self.done // self.total, 100) if self.total > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """How long it takes from here at the speed so far, where that is known."""
        if self.began is None:
            return None
        since, before = self.began
        passed, made = monotonic() - since, self.done - before
        if passed < CERTAIN_SECONDS or made <= 0 or self.done >= self.total:
            return None
        return (self.total - self.done) * passed / made


class SetUp:
    """Looks what is missing, runs the set-up, and tells of every change.

    Only the interface's own thread changes it; what the process tells comes by ``post``.

    Args:
        look: Finds out what is missing; quick.
        begin: Starts the set-up.
        post: Calls a function in the interface's thread; from any thread.
        changed: Called after each change, in the interface's thread.
    """

    def __init__(
        self,
        look: Callable[[], Needs],
        begin: Callable[[], SettingUp],
        *,
        post: Callable[[Callable[[], None]], object],
        changed: Callable[[], None],
    ) -> None:
        self._look = look
        self._begin = begin
        self._post = post
        self._changed = changed
        self._process: SettingUp | None = None
        self._needs: Needs | None = None
        self.far: Far | None = None
        self.failure = ""
        self.stopping = False
        self.stopped = False
        self.finished = False

    @property
    def needs(self) -> Needs:
        """What was missing when it was last looked for."""
        return self._needs or Needs()

    @property
    def running(self) -> bool:
        """Whether the set-up is under way."""
        return self._process is not None

    @property
    def waits(self) -> bool:
        """Whether an interview must do without the model just now; looks when nobody has yet.

        The last step only saves time later: an interview does without it, and computes what it
        needs when it needs it.
        """
        if self.running:
            return self.far is None or self.far.step != "states"
        if self._needs is None:
            self.look()
        return "model" in self.needs.steps

    def look(self) -> Needs:
        """Find out what is missing; from any thread."""
        self._needs = self._look()
        return self._needs

    def begin(self) -> None:
        """Begin, or go on where it stopped; nothing happens while it is under way."""
        if self.running:
            return
        self.failure, self.stopped, self.finished, self.stopping = "", False, False, False
        self.far = None
        try:
            self._process = self._begin()
        except OSError as error:
            self.failure = one_line(str(error.strerror or error))
        else:
            # A thread that ends with the program: whatever happens, nobody waits for it.
            threading.Thread(
                target=self._follow, args=(self._process,), daemon=True, name="set-up"
            ).start()
        self._changed()

    def stop(self) -> None:
        """Stop; returns when nothing runs any more. From any thread."""
        process = self._process
        if process is not None:
            self.stopping = True
            process.stop()

    def _follow(self, process: SettingUp) -> None:
        for line in process.lines():
            self._post_quietly(lambda line=line: self._take(line))  # type: ignore[misc]
        with suppress(Exception):
            self.look()
        self._post_quietly(self._ended)

    def _post_quietly(self, call: Callable[[], None]) -> None:
        # The interface may be closed already.
        with suppress(Exception):
            self._post(call)

    def _take(self, line: dict[str, Any]) -> None:
        if line.get("step") in STEPS:
            self.far = Far(line["step"])
        elif self.far is not None and isinstance(line.get("done"), int):
            total = line.get("total")
            self.far.take(line["done"], total if isinstance(total, int) else 0)
        elif self.far is not None and "say" in line:
            self.far.said = one_line(str(line["say"]), limit=200)
        elif "error" in line:
            self.failure = _told(line)
        elif line.get("finished"):
            self.finished = True
        self._changed()

    def _ended(self) -> None:
        self._process = None
        self.far = None
        self.stopped = self.stopping
        self.stopping = False
        if not (self.stopped or self.finished or self.failure):
            self.failure = set_up_texts().failures.unexpected
        self._changed()


def _told(line: dict[str, Any]) -> str:
    """Return a failure in words: what happened, and what to do next in the interface."""
    words = set_up_texts().failures
    message = one_line(str(line.get("error", "")), limit=400)
    if not message:
        return words.unexpected
    if line.get("kind") in REMEDIES:
        return f"{message} {getattr(words, line['kind'])}"
    remedy = one_line(str(line.get("remedy", "")), limit=300)
    return " ".join(part for part in (message, remedy, words.again) if part)
