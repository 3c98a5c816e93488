"""Running pip, with its output in the log and its progress in words."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable

from bootstrap.failures import recognise
from bootstrap.progress import MEGABYTE, format_left, format_seconds

GUARD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guard.py")
REFRESH_SECONDS = 1.0
KEPT_LINES = 4000  # enough to find the cause of a failure in

_BYTES = re.compile(r"Progress (\d+) of (\d+)")
_COMPILED = re.compile(r"\s*\[(\d+)/(\d+)\] ")
_COMPILED_PERCENT = re.compile(r"\s*\[ *(\d+)%\] ")


class Installation:
    """What a run of pip has said so far.

    Args:
        packages: How many packages there are at most.
        megabytes: About how much there is to download.
    """

    def __init__(self, packages: int, megabytes: int) -> None:
        self.packages = packages
        self.expected = megabytes * MEGABYTE
        self.found = 0
        self.received = 0
        self.current = 0
        self.compiled = (0, 0)
        self.unpacking = False
        self.retrying = False

    def read(self, line: str) -> None:
        """Take in a line of pip's output."""
        if "Retrying (Retry(" in line:
            self.retrying = True
            return
        size = _BYTES.match(line)
        if size:
            now = int(size.group(1))
            if now < self.current:
                self.received += self.current
            self.current = now
        elif line.startswith(("Collecting ", "Processing ")):
            self.found += 1
        elif line.startswith("Ignoring "):
            self.packages -= 1
        elif line.startswith("Installing collected packages"):
            self.unpacking = True
        elif _COMPILED.match(line):
            step, total = _COMPILED.findall(line)[0]
            self.compiled = (int(step), int(total))
        elif _COMPILED_PERCENT.match(line):
            self.compiled = (int(_COMPILED_PERCENT.findall(line)[0]), 100)
        if not line.startswith("WARNING"):
            self.retrying = False

    def describe(self, elapsed: float) -> str:
        """Return how far it is, ``elapsed`` seconds after it began."""
        done, total = self.compiled
        if total:
            parts = [f"{100 * done // total} % compiled"]
            parts += [format_seconds(elapsed) + " so far", format_left(done / total, elapsed)]
        elif self.unpacking:
            parts = [
                f"unpacking {self.found} packages",
                format_seconds(elapsed) + " so far",
            ]
        else:
            parts = []
            if self.packages > 1:
                parts.append(f"{self.found} of {self.packages}")
            received = self.received + self.current
            if received:
                parts.append(
                    f"{received // MEGABYTE} of about {max(received, self.expected) // MEGABYTE} MB"
                )
            fraction = self.found / self.packages if self.packages > 1 else 0.0
            parts.append(format_seconds(elapsed) + " so far")
            parts.append(format_left(fraction, elapsed))
        if self.retrying:
            parts.append("the package index does not answer, trying again")
        return ", ".join(part for part in parts if part)


def child_environment() -> dict[str, str]:
    """Return the environment for pip: the user's own, without questions and notices."""
    environment = dict(os.environ)
    environment.update(
        PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", PIP_USER="0", PYTHONUTF8="1"
    )
    environment.pop("PYTHONHOME", None)
    # Coach needs the text model only; without the library for pictures the build is much shorter.
    flags = environment.get("CMAKE_ARGS", "")
    environment["CMAKE_ARGS"] = ("-DLLAVA_BUILD=OFF " + flags).strip()
    return environment


def run(
    command: list[str],
    log_file: str,
    held: int,
    tell: Callable[[str], None],
) -> None:
    """Run ``command``, its output going to the log and, line by line, to ``tell``.

    ``tell`` is also called with an empty text when nothing was said for a second. Whatever ends
    this call early, such as Ctrl-C, ends the command and all that it started.

    Args:
        command: The program and its arguments.
        log_file: The file that its output is added to.
        held: Descriptor of the lock, which the child holds as well.
        tell: Called with each line.

    Raises:
        SetupError: the command failed; says why, as far as its output tells.
    """
    posix = os.name == "posix"
    process = subprocess.Popen(
        [sys.executable, "-I", GUARD, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=child_environment(),
        # A session of its own, so that Ctrl-C reaches this program only, which then ends it.
        start_new_session=posix,
        pass_fds=(held,) if posix else (),
    )
    lines: queue.Queue[bytes | None] = queue.Queue()
    reader = threading.Thread(target=_read_lines, args=(process, lines), daemon=True)
    reader.start()
    said: deque[str] = deque(maxlen=KEPT_LINES)
    try:
        with open(log_file, "a", encoding="utf-8", errors="replace") as log:
            log.write("$ " + " ".join(command) + "\n")
            while True:
                try:
                    raw = lines.get(timeout=REFRESH_SECONDS)
                except queue.Empty:
                    tell("")
                    continue
                if raw is None:
                    break
                line = raw.decode("utf-8", "replace")
                said.append(line)
                if not line.startswith("Progress "):
                    log.write(line)
                tell(line)
        status = process.wait()
    except BaseException:
        _stop(process)
        raise
    if status != 0:
        failure = recognise("".join(said))
        failure.logged = True
        raise failure


def _read_lines(process: subprocess.Popen[bytes], lines: queue.Queue[bytes | None]) -> None:
    if process.stdout is not None:
        for raw in process.stdout:
            lines.put(raw)
    lines.put(None)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the command and everything that it started; the guard does when its input closes."""
    if process.stdin is not None:
        process.stdin.close()
    process.wait()
