"""One case of the fuzzing: what is tried, what may come of it, and what counts as a loss."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import time
import traceback
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from coach.errors import CoachError
from coach.text import clean

MOST_MEMORY = 400_000_000
"""Bytes that one case may add to what the process holds."""
LONGEST_MESSAGE = 1_500
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


class LossError(AssertionError):
    """Something came out that must not."""


class TooLongError(BaseException):
    """A case took more time than it may; no ``except Exception`` holds it up."""


@dataclass(frozen=True)
class Target:
    """A part of the program that takes in what others wrote.

    Attributes:
        name: What it is, in plain words.
        check: Gives one case to it; raises LossError where something comes out that must not.
            A CoachError is a good end of a case; any other error is a loss.
        seeds: Real input, from which cases are made.
        drawn: How many cases are drawn at full size.
        guided: How many more, guided by which lines of the program they reach.
        small: How many are drawn at the small size.
        seconds: Processor time that one case may take.
        anywhere: Whether a person says where files go; then one outside of the folder is refused,
            as a file system may, and is no loss.
    """

    name: str
    check: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    drawn: int
    guided: int = 0
    small: int = 20
    seconds: float = 5.0
    anywhere: bool = False


def must(held: object, what: str) -> None:
    """Raise LossError with ``what`` unless something held."""
    if not held:
        raise LossError(what)


def must_be_shown(text: str, what: str, *, lines: bool = True) -> None:
    """Raise LossError when a text that people see could steer a terminal or mislead."""
    for sign in text:
        kind = unicodedata.category(sign) if sign >= "\x7f" or sign < " " else ""
        if (kind in ("Cc", "Cs") and not (sign == "\n" and lines)) or sign in _BIDI:
            raise LossError(f"{what} shows U+{ord(sign):04X}")


def must_be_plain(error: CoachError) -> None:
    """Raise LossError when an error has no words that people can read."""
    told = clean(str(error))
    must(told.strip(), "an error without words")
    must(len(told) <= LONGEST_MESSAGE, f"an error of {len(told)} letters")
    must("Traceback" not in told and "<class '" not in told, "an error in the program's own words")
    must_be_shown(told, "an error")


@dataclass
class Guard:
    """Sees what a case does to the machine: files outside its folder, programs, connections.

    Each of these is refused, so that no case harms the machine that it runs on.

    The hook of an audit cannot be taken away again, so it looks only while ``armed``.

    Attributes:
        folder: Where a case may write.
        armed: Whether a case runs.
        seen: What it did that it must not.
    """

    folder: Path
    armed: bool = False
    seen: list[str] = field(default_factory=list)
    _PROGRAMS = (
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "pty.spawn",
    )
    _FILES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod")

    def begin(self) -> None:
        """Start watching; once in a process."""
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.armed:
            return
        if event == "open":
            path, mode, flags = arguments
            writes = (
                flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if flags else "w" in (mode or "")
            )
            if writes:
                self._inside("writes", path)
        elif event in self._FILES:
            for path in arguments[: 2 if event in ("os.rename", "os.link") else 1]:
                self._inside(event, path)
        elif event in self._PROGRAMS:
            self._refuse(f"starts a program: {arguments[:2]!r:.200}")
        elif event == "socket.connect":
            self._refuse(f"connects to {arguments[1]!r:.100}")
        elif event == "socket.getaddrinfo" and arguments[0] not in (None, "127.0.0.1", "localhost"):
            self._refuse(f"asks for the address of {arguments[0]!r:.100}")

    def _inside(self, what: str, path: object) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)) or path == -1:
            return
        place = os.fsdecode(os.fspath(path))
        if not place.startswith(str(self.folder)) and not place.startswith(os.devnull):
            real = os.path.abspath(place)
            if not real.startswith(str(self.folder)):
                self._refuse(f"{what} {place[:200]!r}")

    def _refuse(self, what: str) -> None:
        self.seen.append(what)
        raise PermissionError(errno.EACCES, "not while fuzzing")


def attempt(target: Target, data: bytes, guard: Guard | None = None, *, stops: bool = True) -> str:
    """Try one case and return what was lost; empty when nothing was.

    Args:
        target: What is tried.
        data: The case.
        guard: Sees what it does to the machine.
        stops: Whether a case that takes too long is ended. Under atheris it cannot be: it is told
            when it ends, and whoever started this process ends one that never does.
    """
    over: list[str] = []
    memory = _peak()
    started = time.process_time()
    if guard is not None:
        guard.seen.clear()
        guard.armed = True
    try:
        with _time_limit(target.seconds, over, stops=stops):
            target.check(data)
        loss = ""
    except CoachError as error:
        loss = _words_of(error)
    except TooLongError:
        loss = ""
    except LossError as error:
        loss = str(error)
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        loss = f"{type(error).__name__}: {str(error)[:160]!r} at {_place(error.__traceback__)}"
    finally:
        if guard is not None:
            guard.armed = False
    if guard is not None and guard.seen and not target.anywhere:
        loss = guard.seen[0]
    if not loss and over:
        took = time.process_time() - started
        loss = f"no end within {target.seconds:g} s ({took:.1f} s), in {over[0]}"
    if not loss and _peak() - memory > MOST_MEMORY:
        loss = f"it took {(_peak() - memory) / 1e6:.0f} MB"
    return loss


def _words_of(error: CoachError) -> str:
    try:
        must_be_plain(error)
    except LossError as loss:
        return str(loss)
    return ""


@contextlib.contextmanager
def _time_limit(seconds: float, over: list[str], *, stops: bool) -> Iterator[None]:
    """Note where a case is after so much processor time, and end it there.

    Nothing happens where the platform has no such clock.
    """
    if not hasattr(signal, "setitimer") or sys.platform == "win32":
        yield
        return

    def note(_number: int, frame: FrameType | None) -> None:
        over.append(_line(frame))
        if stops:
            raise TooLongError

    before = signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _line(frame: FrameType | None) -> str:
    """Return the place in the program's own code that a frame belongs to."""
    while frame is not None and f"{os.sep}coach{os.sep}" not in frame.f_code.co_filename:
        frame = frame.f_back
    return (
        "somewhere" if frame is None else f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
    )


def _place(trace: Any) -> str:  # noqa: ANN401 - a traceback or None
    """Return where an error came from: the last line of the program's own code, and of all."""
    frames = traceback.extract_tb(trace)
    own = [frame for frame in frames if f"{os.sep}coach{os.sep}" in frame.filename]
    last = [*own[-1:], *frames[-1:]]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(last))


def _peak() -> int:
    """Return the most memory that the process ever held, in bytes; 0 where nobody says."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
