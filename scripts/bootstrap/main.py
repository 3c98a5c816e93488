"""From a fresh checkout to the running program; nothing to do on the second start."""

from __future__ import annotations

import os
import sys

from bootstrap.stamp import (
    Project,
    Stamp,
    data_folder,
    data_is_ready,
    data_mark,
)

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INTERRUPTED = 130  # the exit status that shells give a program ended by Ctrl-C

# Nothing that the program is made of may call home.
QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def needs_data(arguments: list[str]) -> bool:
    """Whether the program needs its model and index for what it is asked to do."""
    if {"--help", "-h", "--version"} & set(arguments):
        return False
    command = next((word for word in arguments if not word.startswith("-")), "")
    if not arguments and sys.stdin.isatty() and sys.stdout.isatty():
        return False  # the full screen offers it itself, and shows how far it is
    return command not in ("model", "setup")


def run_coach(arguments: list[str]) -> int:
    """Set up what is missing, then run ``coach`` with ``arguments``; returns its exit status."""
    project = Project(ROOT)
    status = prepare(project, tests=False, data=needs_data(arguments))
    if status == 0:
        status = become([project.python, project.coach, *arguments])
    return status


def run_tests(arguments: list[str]) -> int:
    """Set up what the tests need, then run pytest; returns its exit status.

    All tests are shared by two processes: each that loads the model takes 2 GB.
    """
    project = Project(ROOT)
    arguments = arguments or ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    status = prepare(project, tests=True, data=not {"--help", "-h", "--version"} & set(arguments))
    if status == 0:
        inside = os.path.join(os.getcwd(), "").startswith(os.path.join(ROOT, ""))
        if not inside:
            os.chdir(ROOT)
        status = become([project.python, "-m", "pytest", *arguments])
    return status


def prepare(project: Project, tests: bool, data: bool) -> int:
    """Do what is still to do, and tell what goes wrong in plain words.

    Args:
        project: The checkout.
        tests: Whether the tests are to be run.
        data: Whether models and index are needed.

    Returns:
        0 when everything is there, else the exit status.
    """
    stamp = Stamp(project)
    environ = dict(os.environ)
    try:
        wanted = project.steps(tests)
        ready = not data or data_is_ready(data_folder(stamp, environ), data_mark(wanted, environ))
        if ready and not stamp.missing(wanted):
            return 0
    except OSError as error:
        sys.stderr.write(f"A file of the project cannot be read: {error}. Get the project again.\n")
        return 1
    from bootstrap.setup import set_up

    return set_up(project, stamp, wanted, tests, data)


def become(command: list[str]) -> int:
    """Run ``command`` in place of this program; returns its exit status where that is not so."""
    environment = dict(os.environ, **QUIET)
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(command[0], command, environment)
    import subprocess

    # On Windows coach.exe is a program itself, not a script for Python.
    if command[1].endswith(".exe"):
        command = command[1:]
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # Ctrl-C reached the program too, which decides what it means
