"""The set-up proper: under the lock, with progress, ending in a plain sentence if it fails."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from types import FrameType

from bootstrap.environment import Builder
from bootstrap.failures import SetupError, disk_full
from bootstrap.locking import SetupLock
from bootstrap.main import INTERRUPTED, QUIET
from bootstrap.progress import Display
from bootstrap.stamp import (
    Project,
    Stamp,
    data_folder,
    data_is_ready,
    data_mark,
    mark_data_ready,
    place_key,
)


def set_up(project: Project, stamp: Stamp, wanted: dict[str, str], tests: bool, data: bool) -> int:
    """Do the missing steps.

    Args:
        project: The checkout.
        stamp: The record of what is done.
        wanted: The installing steps with their fingerprints.
        tests: Whether the tests' models are needed too.
        data: Whether models and index are needed.

    Returns:
        0 when all is done, else the exit status.
    """
    display = Display(len(stamp.missing(wanted)))
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _interrupt)
    try:
        waiting = "Another start is setting this folder up; waiting for it to end."
        with SetupLock(project.lock_file, lambda: display.say(waiting)) as lock:
            stamp.load()
            if stamp.missing(wanted):
                Builder(project, stamp, display, lock.descriptor).build(wanted)
            if data:
                return prepare_data(project, stamp, wanted, tests, lock.descriptor)
        return 0
    except KeyboardInterrupt:
        display.broken()
        display.say("Stopped. Start again to continue.")
        return INTERRUPTED
    except SetupError as error:
        display.broken()
        display.say(str(error))
        if error.logged and os.path.exists(project.log_file):
            display.say(f"Details are in {project.log_file}")
    except OSError as error:
        display.broken()
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            display.say(str(disk_full("")))
        else:
            display.say(f"The set-up could not go on: {error}. Start again.")
    return 1


def prepare_data(
    project: Project, stamp: Stamp, wanted: dict[str, str], tests: bool, held: int
) -> int:
    """Have the program get its models and build its index.

    Returns:
        The program's exit status; it tells itself what goes wrong.
    """
    environ = dict(os.environ)
    folder = data_folder(stamp, environ) or _ask_data_folder(project)
    mark = data_mark(wanted, environ)
    if data_is_ready(folder, mark):
        return 0
    command = [project.python, project.coach, "setup", *(["--tests"] if tests else [])]
    if os.name == "nt":
        command = command[1:]
    status = subprocess.call(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),  # standard output belongs to the command that was asked for
        env=dict(environ, **QUIET),
        pass_fds=(held,) if os.name == "posix" else (),
    )
    if status == 0 and folder:
        mark_data_ready(folder, mark)
        if not environ.get("COACH_HOME"):
            stamp.places[place_key(environ)] = folder
            stamp.save()
    return status


def _ask_data_folder(project: Project) -> str:
    """Ask the installed program where it keeps its data."""
    code = "from coach.config import default_home; print(default_home())"
    result = subprocess.run(
        [project.python, "-c", code],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        cwd=project.folder,
    )
    return result.stdout.decode(errors="replace").strip()


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise KeyboardInterrupt
