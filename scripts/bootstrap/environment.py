"""The steps that turn an empty folder into an environment with the program in it."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile

from bootstrap.compilers import check_compiler
from bootstrap.failures import disk_full
from bootstrap.installer import Installation, run
from bootstrap.interpreters import find_python
from bootstrap.progress import Display
from bootstrap.stamp import Project, Stamp, split_lock

GIGABYTE = 1_000_000_000
# Measured on Linux: what each step needs at its highest, and about how much it downloads.
ENVIRONMENT_SPACE, BUILD_SPACE = 1.0 * GIGABYTE, 0.5 * GIGABYTE
TITLES = {
    "tools": "Environment and build tools",
    "packages": "Packages",
    "engine": "Language engine",
    "program": "Program",
    "tests": "Packages for the tests",
}
RAW_PROGRESS = ["--progress-bar", "raw"]
MEGABYTES = {"tools": 35, "packages": 100, "engine": 77, "program": 0, "tests": 35}


def check_space(folder: str, needed: float) -> None:
    """Check that the disk of ``folder`` has ``needed`` bytes left.

    Raises:
        SetupError: it has not.
    """
    if shutil.disk_usage(folder).free < needed:
        raise disk_full(folder)


class Builder:
    """Does the steps, one after the other.

    Args:
        project: The checkout.
        stamp: The record of what is done; kept up to date.
        display: Where progress is told.
        held: Descriptor of the lock that children hold as well.
    """

    def __init__(self, project: Project, stamp: Stamp, display: Display, held: int) -> None:
        self._project = project
        self._stamp = stamp
        self._display = display
        self._held = held

    def build(self, wanted: dict[str, str]) -> None:
        """Do the steps of ``wanted`` that are missing.

        Raises:
            SetupError: a step cannot be done.
        """
        todo = self._stamp.missing(wanted)
        python = "" if self._stamp.usable else find_python()
        if "engine" in todo:
            check_compiler()
            check_space(tempfile.gettempdir(), BUILD_SPACE)
        if not self._stamp.usable:
            check_space(self._project.root, ENVIRONMENT_SPACE)
        if "engine" in todo:
            self._display.say(
                "Setting up Coach. This happens once and can be interrupted at any time.\n"
                "The longest step builds the language engine for this computer: 5 to 15 minutes."
            )
        for step in todo:
            self._display.step(TITLES[step])
            if step == "tools" and python:
                self._make(python)
            getattr(self, "_install_" + step)()
            self._stamp.finish(step, wanted[step])
            self._display.done()

    def _make(self, python: str) -> None:
        """Make an empty environment in place of whatever is there."""
        folder = self._project.folder
        os.makedirs(folder, exist_ok=True)
        # Until the steps say otherwise, what is in the folder counts as half-made.
        self._stamp.steps, self._stamp.places = {}, {}
        command = [python, "-m", "venv", "--clear", "--prompt", "coach", folder]
        self._run(command, Installation(0, 0), log_file=os.devnull)
        self._stamp.begin()

    def _install_tools(self) -> None:
        # The pip that Python brings may be too old to report progress; this replaces it.
        self._install("tools", self._project.text("requirements-build.lock"), [])

    def _install_packages(self) -> None:
        packages = split_lock(self._project.text("requirements.lock"))[0]
        self._install("packages", packages, RAW_PROGRESS)

    def _install_tests(self) -> None:
        self._install("tests", self._project.text("requirements-dev.lock"), RAW_PROGRESS)

    def _install_engine(self) -> None:
        """Compile first, into a folder apart: stopping that leaves the environment whole."""
        text = split_lock(self._project.text("requirements.lock"))[1]
        with tempfile.TemporaryDirectory(prefix="coach-engine-") as folder:
            requirements = self._write(folder, text)
            self._pip(
                Installation(1, MEGABYTES["engine"]),
                ["wheel", "--verbose", "--no-deps", "--no-build-isolation", "--require-hashes"],
                [*RAW_PROGRESS, "--wheel-dir", folder, "--requirement", requirements],
            )
            wheel = glob.glob(os.path.join(folder, "*.whl"))
            self._stamp.begin()
            self._pip(Installation(1, 0), ["install", "--no-deps", "--no-index", *wheel])

    def _install_program(self) -> None:
        """Install the checkout itself, so that changes to it take effect at once."""
        self._stamp.begin()
        self._pip(
            Installation(1, 0),
            ["install", "--no-deps", "--no-index", "--no-build-isolation"],
            ["--editable", self._project.root],
        )
        # As pip does for every package but one that is installed from where it lies.
        package = os.path.join(self._project.root, "coach")
        command = [self._project.python, "-I", "-m", "compileall", "-q", package]
        self._run(command, Installation(1, 0), self._project.log_file)

    def _install(self, step: str, text: str, options: list[str]) -> None:
        """Install exactly what a lock file says."""
        count = sum(1 for line in text.splitlines() if "==" in line and not line[:1].isspace())
        with tempfile.TemporaryDirectory(prefix="coach-setup-") as folder:
            requirements = self._write(folder, text)
            self._stamp.begin()
            self._pip(
                Installation(count, MEGABYTES[step]),
                ["install", "--no-deps", "--require-hashes", *options],
                ["--requirement", requirements],
            )

    def _write(self, folder: str, text: str) -> str:
        path = os.path.join(folder, "requirements.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def _pip(self, installation: Installation, *arguments: list[str]) -> None:
        # -I: neither the caller's folder nor PYTHONPATH takes part.
        command = [self._project.python, "-I", "-m", "pip"]
        command += [argument for group in arguments for argument in group]
        self._run(command, installation, self._project.log_file)

    def _run(self, command: list[str], installation: Installation, log_file: str) -> None:
        def tell(line: str) -> None:
            if line:
                installation.read(line)
            self._display.update(installation.describe(self._display.elapsed))

        run(command, log_file, self._held, tell)
