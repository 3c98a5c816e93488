"""The engine's own process: reads requests as lines of JSON, writes answers as lines of JSON.

Started as ``python -m coach.llm.worker`` with a setup line on standard input. Only protocol lines
reach standard output; llama.cpp's chatter goes to the log file. It ends when its input ends, so it
never outlives the program.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from pathlib import Path
from typing import Any, TextIO


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


def main() -> None:
    """Serve requests until the input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    setup = json.loads(sys.stdin.readline())
    log = _open_log(Path(setup["log"]))
    # Native code prints where it likes; from here on that is the log.
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    calls: queue.Queue[dict[str, Any] | None] = queue.Queue()
    cancels = Cancels()
    threading.Thread(target=_read, args=(calls, cancels), daemon=True).start()
    try:
        llama = _load(setup, log)
    except Exception as error:
        _say(out, {"fatal": str(error)[:500]})
        return
    _say(out, {"ready": True})
    while (call := calls.get()) is not None:
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

    global _log_callback
    _log_callback = quiet_log(log.write)
    prefixes = None
    if setup["prefix_folder"]:
        prefixes = PrefixFiles(Path(setup["prefix_folder"]), setup["model_key"])
    return Llama(
        Path(setup["model"]),
        context_tokens=setup["context_tokens"],
        threads=setup["threads"],
        prefixes=prefixes,
    )


_log_callback: Any = None


def _read(calls: queue.Queue[dict[str, Any] | None], cancels: Cancels) -> None:
    for line in sys.stdin:
        message = json.loads(line)
        if message["op"] == "cancel":
            cancels.add(message["call"])
        else:
            calls.put(message)
    # The program is gone. If a call is running nobody waits for it.
    cancels.add(2**62)
    calls.put(None)


def _serve(llama: Any, call: dict[str, Any], cancels: Cancels, out: TextIO) -> None:  # noqa: ANN401
    from coach.llm.llama import ContextFullError, Sampling

    number = call["call"]

    def cancelled() -> bool:
        return cancels.covers(number)

    end: dict[str, Any] = {"call": number, "end": "done"}
    try:
        if call["op"] == "stream":
            sampling = Sampling(**call["sampling"])
            for piece in llama.generate(call["messages"], call["fixed"], sampling, cancelled):
                _say(out, {"call": number, "piece": piece})
        elif call["op"] == "choose":
            end["shares"] = llama.choose(call["messages"], call["fixed"], call["labels"], cancelled)
        elif call["op"] == "prepare":
            llama.prepare(call["messages"], cancelled)
    except ContextFullError:
        end["error"] = "the text is too long for the model's context"
    except Exception as error:
        end["error"] = f"{type(error).__name__}: {error}"[:500]
    if cancelled():
        end["end"] = "cancelled"
    _say(out, end)


def _say(out: TextIO, message: dict[str, Any]) -> None:
    try:
        out.write(json.dumps(message) + "\n")
        out.flush()
    except OSError:
        os._exit(0)


if __name__ == "__main__":
    main()
