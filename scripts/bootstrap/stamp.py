"""The record of which steps of the set-up are done, for which files."""

from __future__ import annotations

import hashlib
import json
import os

ENGINE = "llama-cpp-python"
STAMP_FILE = "setup.json"
MARKER_FILE = "setup.done"

# What decides where the program keeps its data when COACH_HOME does not say.
_PLACE_VARIABLES = ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_DATA_HOME")


def split_lock(text: str) -> tuple[str, str]:
    """Split a lock file into everything else and the engine, which has to be compiled."""
    rest: list[str] = []
    engine: list[str] = []
    target = rest
    for line in text.splitlines(keepends=True):
        if not line[:1].isspace():
            target = engine if line.startswith(ENGINE + "==") else rest
        target.append(line)
    return "".join(rest), "".join(engine)


def digest(text: str) -> str:
    """Return a fingerprint of ``text``."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


class Project:
    """The checkout and the environment inside it.

    Args:
        root: The folder that holds ``pyproject.toml``.
        windows: Whether the environment is laid out as on Windows.
    """

    def __init__(self, root: str, windows: bool = os.name == "nt") -> None:
        self.root = root
        self.folder = os.path.join(root, ".venv")
        self.lock_file = os.path.join(root, ".venv.lock")
        self.log_file = os.path.join(self.folder, "setup.log")
        programs = os.path.join(self.folder, "Scripts" if windows else "bin")
        self.python = os.path.join(programs, "python.exe" if windows else "python")
        self.coach = os.path.join(programs, "coach.exe" if windows else "coach")

    def text(self, name: str) -> str:
        """Return the text of a file at the top of the project."""
        return _read(os.path.join(self.root, name))

    def steps(self, tests: bool) -> dict[str, str]:
        """Return each installing step, in order, with the fingerprint of what it installs."""
        packages, engine = split_lock(self.text("requirements.lock"))
        wanted = {
            "tools": digest(self.text("requirements-build.lock")),
            "packages": digest(packages),
            "engine": digest(engine),
            "program": digest(self.text("pyproject.toml")),
        }
        if tests:
            wanted["tests"] = digest(self.text("requirements-dev.lock"))
        return wanted


class Stamp:
    """What is done in an environment; kept in a file inside it.

    Attributes:
        steps: The steps that were finished, with the fingerprint of what they installed.
        installing: Whether an installation had begun that was not seen to end.
        places: The data folder for each setting of the environment that decides it.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._path = os.path.join(project.folder, STAMP_FILE)
        self.steps: dict[str, str] = {}
        self.installing = False
        self.places: dict[str, str] = {}
        self._intact = False
        self.load()

    def load(self) -> None:
        """Read the file again; anything wrong with it counts as an environment not made."""
        try:
            data = json.loads(_read(self._path))
            self.steps = {str(k): str(v) for k, v in data["steps"].items()}
            self.places = {str(k): str(v) for k, v in data["places"].items()}
            self.installing = bool(data["installing"])
            self._intact = (
                data["root"] == self._project.root
                and data["python"] == os.path.realpath(self._project.python)
                and os.path.exists(self._project.python)
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.steps, self.places, self.installing, self._intact = {}, {}, False, False

    @property
    def usable(self) -> bool:
        """Whether the environment is whole: made here, its Python still there, nothing half."""
        return self._intact and not self.installing

    def begin(self) -> None:
        """Note that an installation begins; an environment in that state is made anew."""
        self.installing = True
        self.save()

    def finish(self, step: str, fingerprint: str) -> None:
        """Note that ``step`` is done."""
        self.installing = False
        self.steps[step] = fingerprint
        self.save()

    def save(self) -> None:
        """Write the file so that a kill at any moment leaves the old or the new one."""
        data = {
            "root": self._project.root,
            "python": os.path.realpath(self._project.python),
            "installing": self.installing,
            "steps": self.steps,
            "places": self.places,
        }
        temporary = self._path + ".new"
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self._path)

    def missing(self, wanted: dict[str, str]) -> list[str]:
        """Return the steps of ``wanted`` that are still to do, in order."""
        if not self.usable:
            return list(wanted)
        todo = [step for step, value in wanted.items() if self.steps.get(step) != value]
        if not todo and not os.path.exists(self._project.coach):
            return ["program"]
        return todo


def place_key(environ: dict[str, str]) -> str:
    """Return what stands for the data folder in :attr:`Stamp.places`."""
    return digest("\0".join(environ.get(name, "") for name in _PLACE_VARIABLES))


def data_folder(stamp: Stamp, environ: dict[str, str]) -> str | None:
    """Return the program's data folder, or None when only the program can tell."""
    if environ.get("COACH_HOME"):
        return os.path.abspath(os.path.expanduser(environ["COACH_HOME"]))
    return stamp.places.get(place_key(environ))


def data_mark(wanted: dict[str, str], environ: dict[str, str]) -> str:
    """Return the line that stands in the data folder once models and index are there."""
    parts = [wanted["program"], environ.get("COACH_MODEL", ""), str("tests" in wanted)]
    return digest("\0".join(parts))


def data_is_ready(folder: str | None, mark: str) -> bool:
    """Whether the data folder was set up for ``mark``."""
    if folder is None:
        return False
    try:
        return mark in _read(os.path.join(folder, MARKER_FILE)).split()
    except (OSError, ValueError):
        return False


def mark_data_ready(folder: str, mark: str) -> None:
    """Note in the data folder that it was set up for ``mark``."""
    with open(os.path.join(folder, MARKER_FILE), "a", encoding="utf-8") as file:
        file.write(mark + "\n")
