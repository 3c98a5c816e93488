"""Finding a Python that the project runs on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from bootstrap.failures import SetupError

OLDEST, NEWEST = (3, 10), (3, 13)
SUPPORTED_TEXT = "Python 3.10 to 3.13"

# The modules that a distribution may have left out, and that the set-up or the program needs.
NEEDED_MODULES = ("venv", "ensurepip", "ssl", "sqlite3", "ctypes")
_PROBE = (
    "import importlib, sys\n"
    "print(sys.version_info[0], sys.version_info[1], int(sys.maxsize > 2**32))\n"
    f"for name in {NEEDED_MODULES!r}:\n"
    "    try: importlib.import_module(name)\n"
    "    except ImportError: print(name)\n"
)


class Interpreter:
    """A Python on this machine.

    Attributes:
        path: Where it is.
        version: Major and minor number.
        is_64_bit: Whether it is a 64-bit program.
        missing: Names of needed modules that it lacks.
    """

    def __init__(
        self, path: str, version: tuple[int, int], is_64_bit: bool, missing: list[str]
    ) -> None:
        self.path = path
        self.version = version
        self.is_64_bit = is_64_bit
        self.missing = missing

    @property
    def supported(self) -> bool:
        """Whether its version is one that the project runs on."""
        return OLDEST <= self.version <= NEWEST and self.is_64_bit

    @property
    def usable(self) -> bool:
        """Whether the environment can be made with it."""
        return self.supported and not self.missing


def probe(path: str) -> Interpreter | None:
    """Ask the Python at ``path`` what it is; None when it does not run."""
    try:
        result = subprocess.run(
            [path, "-I", "-c", _PROBE],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
        )
        lines = result.stdout.decode("ascii", "replace").splitlines()
        major, minor, wide = lines[0].split()
        return Interpreter(path, (int(major), int(minor)), wide == "1", lines[1:])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None


def candidates() -> list[str]:
    """Return the paths of other Pythons to try, the newest version first."""
    found = []
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    for minor in minors:
        path = shutil.which(f"python3.{minor}")
        if path:
            found.append(path)
    launcher = shutil.which("py") if os.name == "nt" else None
    for minor in minors if launcher else ():
        try:
            result = subprocess.run(
                [launcher or "", f"-3.{minor}", "-c", "import sys; print(sys.executable)"],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=20,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        if result.returncode == 0:
            found.append(result.stdout.decode(errors="replace").strip())
    return found


def choose(current: Interpreter | None, others: list[Interpreter]) -> str:
    """Return the path of the Python to use: the running one if it can be, else another.

    Raises:
        SetupError: none can be used; says what to install.
    """
    everything = ([current] if current else []) + others
    for interpreter in everything:
        if interpreter.usable:
            return interpreter.path
    for interpreter in everything:
        if interpreter.supported:
            raise _incomplete(interpreter)
    if current is None:
        raise SetupError("This Python does not run.", "Install " + SUPPORTED_TEXT + ".")
    if OLDEST <= current.version <= NEWEST:
        raise SetupError(
            "This is a 32-bit Python, and Coach needs a 64-bit one.",
            f"Install a 64-bit {SUPPORTED_TEXT} and start again with it.",
        )
    raise SetupError(
        "Coach runs on {}; this is {}.{}, which is too {}.".format(
            SUPPORTED_TEXT,
            current.version[0],
            current.version[1],
            "old" if current.version < OLDEST else "new",
        ),
        "Install one of these versions, then start again with it, "
        "for example: python3.12 scripts/coach.py",
    )


def _incomplete(interpreter: Interpreter) -> SetupError:
    """Return the failure of a Python that lacks a part of the standard library."""
    name = "python{}.{}".format(*interpreter.version)
    if set(interpreter.missing) <= {"venv", "ensurepip"}:
        return SetupError(
            "This Python cannot make virtual environments.",
            f"On Debian or Ubuntu: sudo apt install {name}-venv (elsewhere, reinstall Python with "
            "its standard library), then start again.",
        )
    return SetupError(
        "This Python lacks a part of its standard library: {}.".format(
            ", ".join(interpreter.missing)
        ),
        f"Install a complete {SUPPORTED_TEXT} (from python.org or your system's packages) "
        "and start again.",
    )


def find_python() -> str:
    """Return the path of a Python that the environment can be made with.

    Raises:
        SetupError: there is none; says what to install.
    """
    current = probe(sys.executable)
    if current and current.usable:
        return current.path
    others = [probe(path) for path in candidates()]
    return choose(current, [other for other in others if other])
