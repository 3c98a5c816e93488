"""Lives in processes that die: the program that forks a process for each job it reads.

Started by :mod:`campaigns.faulting`, with ``dying.c`` preloaded where there is a compiler. A job is
a line of JSON; what became of it is one too.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import io
import itertools
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

LIFE_SECONDS = 90
"""A life that takes longer hangs, and is ended."""
MOMENT = 0.2
"""How long somebody waits who is in a hurry, in seconds."""


def main() -> None:
    """Read jobs and do each in a process of its own, until there are no more."""
    from campaigns.lives import LIVES

    _import_early()
    for line in sys.stdin:
        job = json.loads(line)
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reading)
            _live(job, writing, getattr(LIVES[job["life"]], job["do"]))
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as told:
            lines = [json.loads(one) for one in told if one.endswith("\n")]
        status = os.waitpid(process, 0)[1]
        print(json.dumps({"signal": status & 0x7F, "lines": lines}), flush=True)


def _import_early() -> None:
    """Load once what every life would load; nothing here begins a thread."""
    import chromadb  # noqa: F401
    import numpy  # noqa: F401

    import coach.__main__
    import coach.chat
    import coach.commands.doctor
    import coach.interview.session
    import coach.knowledge.library
    import coach.store.encryption
    import coach.store.store
    import coach.workspace
    from campaigns.life import PASSPHRASE, key

    # A fifth of a second for each start, of which nothing is learned here.
    quick = functools.cache(coach.store.encryption.__dict__["derive"])
    quick(PASSPHRASE, key().salt)
    setattr(coach.store.encryption, "derive", quick)  # noqa: B010 - it is imported there
    gc.freeze()


def _live(job: dict[str, Any], writing: int, do: Callable[..., object]) -> None:
    """Do a job in this process, and end it; never returns."""
    signal.alarm(LIFE_SECONDS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    home = Path(job["home"])
    output = os.open(job["output"], os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    typed = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((typed, output, output)):
        os.dup2(file, number)
    sys.stdin = io.StringIO()
    for name in [name for name in os.environ if name.startswith("COACH_")]:
        del os.environ[name]
    os.environ["COACH_HOME"] = str(home)
    if job["plain"]:
        _give_up_rights()
    if job["hurry"]:
        _hurry()

    shim = ctypes.CDLL(None)
    marks = itertools.count(1)

    def tell(kind: str, value: object) -> None:
        if kind == "ack":
            shim.fault_mark(ctypes.c_long(next(marks)))
        os.write(writing, json.dumps([kind, value]).encode() + b"\n")

    shim.fault_arm(str(home.parent).encode(), ctypes.c_long(job["at"]), job["how"])
    if job["record"]:
        shim.fault_record(os.open(job["record"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        if job["do"] == "prepare":
            do(home)
        elif job["do"] == "live":
            do(home, lambda value: tell("ack", value))
        else:
            for loss in cast("Iterable[str]", do(home, job["acks"])):
                tell("loss", loss)
        end = "done"
    except BaseException as error:
        end = _ending(error)
    tell("calls", shim.fault_disarm())
    tell("end", end)
    os._exit(0)


def _give_up_rights() -> None:
    """Let the permissions of files count for this process, also where it is an administrator's.

    ``capset`` with the version 3 of its header, and no capability at all.
    """
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _hurry() -> None:
    """Let this process wait for no lock longer than a moment."""
    import coach.knowledge.index
    import coach.settings_file
    import coach.store.connecting
    import coach.store.database

    for module, name in (
        (coach.settings_file, "_SAVING_SECONDS"),
        (coach.knowledge.index, "_LOCK_SECONDS"),
        (coach.store.connecting, "BUSY_SECONDS"),
        (coach.store.database, "_MENDING_SECONDS"),
    ):
        if not hasattr(module, name):
            raise RuntimeError(f"{module.__name__} has no {name} any more")
        setattr(module, name, MOMENT)


def _ending(error: BaseException) -> str:
    """Tell whether people were told in plain words, or what else happened."""
    from coach.errors import CoachError

    if isinstance(error, CoachError):
        return f"refused: {error}"
    return "failed: " + "".join(traceback.format_exception(error))


if __name__ == "__main__":
    main()
