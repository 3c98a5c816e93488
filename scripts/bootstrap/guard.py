"""Runs a command that must not outlive its starter: ``python guard.py COMMAND ...``.

The starter keeps the other end of this program's standard input. When that closes, because the
starter says so or because it was killed, the command ends with everything that it started. pip
by itself would go on compiling for minutes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading

GRACE_SECONDS = 5


def main(command: list[str]) -> int:
    """Run ``command``, leading a process group of its own; returns its exit status."""
    # Inheritable descriptors go on to the command: it holds the lock of the set-up as well.
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=os.name == "nt")
    if os.name == "posix":
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    ending = threading.Event()
    watcher = threading.Thread(target=_watch, args=(child, ending), daemon=True)
    watcher.start()
    status = child.wait()
    if ending.is_set():
        watcher.join()
    return status


def _watch(child: subprocess.Popen[bytes], ending: threading.Event) -> None:
    while os.read(0, 1):
        pass
    ending.set()
    if os.name == "nt":
        tree = ["taskkill", "/F", "/T", "/PID", str(child.pid)]
        subprocess.call(tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return
    # Asked by SIGINT, pip removes its temporary files.
    os.killpg(0, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    # The watching thread may be in the middle of a read, which an ordinary exit would wait for.
    os._exit(main(sys.argv[1:]))
