"""The engine's own process: reads requests as lines of JSON, writes answers as lines of JSON.

Started as ``python -m coach.llm.worker`` with a setup line on standard input. Only protocol lines
reach standard output; llama.cpp's chatter goes to the log file. It ends when its input ends, so it
never outlives the program.

While no call waits it computes what was announced by ``anticipate``; a call ends that at once.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

PAUSE_SECONDS = 0.2
"""So long after the newest announcement the message is prepared as if it were sent."""


class Cancels:
    """Remembers which calls were cancelled; safe between threads."""

    def __init__(self) -> None:
        self._upto = -1

    def add(self, call: int) -> None:
        """Cancel a call and every one before it."""
        self._upto = max(self._upto, call)

    def covers(self, call: int) -> bool:
        """Return whether a call was cancelled."""
        return call <= self._upto


class Calls:
    """What the program asks for: calls in their order, and the newest announcement."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._calls: deque[dict[str, Any] | None] = deque()
        self._announced: dict[str, Any] | None = None

    def put(self, call: dict[str, Any] | None) -> None:
        """Add a call; None for the end. An announcement replaces the one before it."""
        with self._changed:
            if call is not None and call["op"] == "anticipate":
                # To forget holds although more was announced since.
                before = self._announced is not None and self._announced["forget"]
                forget = before or not call["requests"]
                self._announced = {**call, "forget": forget, "came": time.monotonic()}
            else:
                self._calls.append(call)
            self._changed.notify_all()

    def next(self) -> dict[str, Any] | None:
        """Wait for the next call, or the newest announcement when there is no call."""
        with self._changed:
            self._changed.wait_for(self.waiting)
            if self._calls:
                # What was announced before a call is overtaken by it.
                self._announced = None
                return self._calls.popleft()
            announced, self._announced = self._announced, None
            return announced

    def waiting(self) -> bool:
        """Return whether something came that has not been taken."""
        return bool(self._calls) or self._announced is not None

    def comes_within(self, seconds: float) -> bool:
        """Wait for something to come, and return whether it did."""
        with self._changed:
            return self._changed.wait_for(self.waiting, seconds)


def main() -> None:
    """Serve requests until the input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    setup = json.loads(sys.stdin.readline())
    log = _open_log(Path(setup["log"]))
    # Native code prints where it likes; from here on that is the log.
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    calls, cancels = Calls(), Cancels()
    threading.Thread(target=_read, args=(calls, cancels), daemon=True).start()
    try:
        llama = _load(setup, log)
    except Exception as error:
        _say(out, {"fatal": str(error)[:500]})
        return
    _say(out, {"ready": True})
    while (call := calls.next()) is not None:
        if call["op"] == "anticipate":
            _work_ahead(llama, call, calls)
        else:
            _serve(llama, call, cancels, out)
    # The context's own threads may still be busy; the process has nothing left to tidy.
    os._exit(0)


def _open_log(path: Path) -> TextIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", buffering=1)


def _load(setup: dict[str, Any], log: TextIO) -> Any:  # noqa: ANN401 - loaded late, see below
    # Heavy: imported only in this process.
    from coach.llm.llama import Llama, quiet_log
    from coach.llm.prefixes import PrefixFiles
    from coach.llm.tuning import Tuning

    global _log_callback
    _log_callback = quiet_log(log.write)
    prefixes = None
    if setup["prefix_folder"]:
        prefixes = PrefixFiles(Path(setup["prefix_folder"]), setup["model_key"])
    return Llama(
        Path(setup["model"]),
        context_tokens=setup["context_tokens"],
        tuning=Tuning.model_validate(setup["tuning"]),
        prefixes=prefixes,
    )


_log_callback: Any = None


def _read(calls: Calls, cancels: Cancels) -> None:
    for line in sys.stdin:
        message = json.loads(line)
        if message["op"] == "cancel":
            cancels.add(message["call"])
        else:
            calls.put(message)
    # The program is gone. If a call is running nobody waits for it.
    cancels.add(2**62)
    calls.put(None)


def _work_ahead(llama: Any, announced: dict[str, Any], calls: Calls) -> None:  # noqa: ANN401
    """Compute what was announced, until something else comes; failures only cost time later."""
    from coach.llm.context import ContextFullError, StoppedError
    from coach.llm.sampling import Sampling

    requests = announced["requests"]
    if announced["forget"]:
        llama.forget()
    try:
        for request in requests:
            if request["fixed"] >= len(request["messages"]):
                llama.prepare(request["messages"], calls.waiting)
            else:
                llama.anticipate(request["messages"], request["fixed"], calls.waiting)
        pause = announced["came"] + PAUSE_SECONDS - time.monotonic()
        if announced["whole"] and not calls.comes_within(pause):
            first = requests[0]
            sampling = Sampling(**first["sampling"])
            llama.complete(first["messages"], first["fixed"], sampling, calls.waiting)
    except (ContextFullError, StoppedError):
        return


def _serve(llama: Any, call: dict[str, Any], cancels: Cancels, out: TextIO) -> None:  # noqa: ANN401
    from coach.llm.context import ContextFullError, StoppedError
    from coach.llm.llama import Counted
    from coach.llm.sampling import NothingAllowedError

    number = call["call"]

    def cancelled() -> bool:
        return cancels.covers(number)

    end: dict[str, Any] = {"call": number, "end": "done"}
    try:
        if call["op"] == "stream":
            counted = Counted()
            _stream(llama, call, cancelled, counted, out)
            end["counted"] = asdict(counted)
        elif call["op"] == "choose":
            end["shares"] = llama.choose(call["messages"], call["fixed"], call["labels"], cancelled)
        elif call["op"] == "prepare":
            llama.prepare(call["messages"], cancelled)
        elif call["op"] == "measure":
            end["seconds"] = llama.measure(call["prompt_tokens"], call["steps"])
    except (ContextFullError, NothingAllowedError):
        end["error"] = "the text is too long for the model's context"
    except StoppedError:
        pass
    except Exception as error:
        end["error"] = f"{type(error).__name__}: {error}"[:500]
    if cancelled():
        end["end"] = "cancelled"
    _say(out, end)


def _stream(
    llama: Any,  # noqa: ANN401
    call: dict[str, Any],
    cancelled: Callable[[], bool],
    counted: Any,  # noqa: ANN401
    out: TextIO,
) -> None:
    from coach.llm.sampling import Sampling

    sampling = Sampling(**call["sampling"])
    pieces = llama.generate(call["messages"], call["fixed"], sampling, cancelled, counted)
    for piece in pieces:
        if piece:
            _say(out, {"call": call["call"], "piece": piece})


def _say(out: TextIO, message: dict[str, Any]) -> None:
    try:
        out.write(json.dumps(message) + "\n")
        out.flush()
    except OSError:
        os._exit(0)


if __name__ == "__main__":
    main()
