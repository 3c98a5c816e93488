"""The set-up in a process of its own, for the interface: tells what it does as lines of JSON.

Started as ``python -m coach.commands.setup_worker``. The interface stays quick meanwhile, and
stopping is ending the process: every download goes on where it stopped. It ends when its input
ends, so it never outlives the program.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import Any, TextIO

TELL_SECONDS = 0.25
"""Shortest time between two reports on how far a step is."""


class Teller:
    """Writes what the set-up does, a line of JSON each.

    Args:
        out: Where to.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lock = threading.Lock()
        self._told = 0.0

    def tell(self, **line: Any) -> None:  # noqa: ANN401 - what JSON can hold
        """Write one line."""
        with self._lock:
            self._out.write(json.dumps(line) + "\n")
            self._out.flush()

    def progress(self, done: int, total: int) -> None:
        """Tell how far the step is, unless that was told just now."""
        now = time.monotonic()
        if done >= total or now - self._told >= TELL_SECONDS:
            self._told = now
            self.tell(done=done, total=total)

    def say(self, sentence: str) -> None:
        """Tell what goes on."""
        self.tell(say=sentence)


def run(teller: Teller) -> None:
    """Do every step, and tell how it ended."""
    from coach.commands.steps import steps
    from coach.config import load_settings
    from coach.errors import CoachError
    from coach.log import log_failure

    try:
        for step in steps(load_settings()):
            teller.tell(step=step.name)
            step.run(teller.progress, teller.say)
        teller.tell(finished=True)
    except CoachError as error:
        kind = type(error).__name__
        teller.tell(error=error.message, remedy=error.remedy, kind=kind)
    except Exception as error:
        log_failure(error)
        teller.tell(error="", remedy="", kind="")


def main() -> None:
    """Talk to the interface over standard input and output."""
    from coach.log import set_up_logging

    # What libraries print must not reach the interface.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    set_up_logging()
    threading.Thread(target=_end_with_input, daemon=True, name="input").start()
    run(Teller(out))


def _end_with_input() -> None:
    """End this process, and the pip that it runs, when the interface is gone."""
    while sys.stdin.readline():
        pass
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGTERM)
    os._exit(1)


if __name__ == "__main__":
    main()
