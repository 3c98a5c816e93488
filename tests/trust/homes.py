"""Homes for whole programs: a scripted model, the real library; and walks through all bytes."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.cli import main
from tests.models import REAL_HOME

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
CANARY = "the violet heron counts seventeen lanterns"
"""A sentence that stands nowhere else; searched in every byte."""
ANSWERS = (
    f"I plan the rota for the ward, and {CANARY}.",
    f"The nurses of ward 3 get it; when it is late {CANARY}.",
    "They miss their bus.",
)


def make_home(folder: Path, *, index: bool = False) -> Path:
    """Return a new home that has the real search model, and a model file that nobody opens.

    Args:
        folder: Where it is made.
        index: Whether it has the index of the library; else the first who needs it builds it.
    """
    folder.mkdir(mode=0o700)
    models = folder / "models"
    models.mkdir(mode=0o700)
    (models / "minilm").symlink_to(REAL_HOME / "models" / "minilm")
    model = models / "scripted.gguf"
    model.touch(mode=0o600)
    if index:
        locks = shutil.ignore_patterns("*.lock")
        shutil.copytree(REAL_HOME / "index", folder / "index", ignore=locks)
    return folder


def environment(home: Path, **more: str) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("COACH_")},
        "COACH_HOME": str(home),
        "COACH_MODEL": str(home / "models" / "scripted.gguf"),
        "PYTHONIOENCODING": "utf-8",
        **more,
    }


def coach(
    home: Path, *arguments: str, typed: str = "", expected: int = 0, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, as a person would whose own umask hides nothing."""
    done = start(home, *arguments, **more)
    out, err = done.communicate(typed, timeout=SECONDS)
    assert done.returncode == expected, (arguments, out, err)
    return subprocess.CompletedProcess(arguments, done.returncode, out, err)


def here(home: Path, *arguments: str) -> str:
    """Run a command in this process, which is quicker, and return what it printed."""
    before = os.umask(0)
    try:
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(io.StringIO()) as out,
        ):
            for name, value in environment(home).items():
                patch.setenv(name, value)
            assert main(arguments) == 0, arguments
        return out.getvalue()
    finally:
        os.umask(before)


def start(home: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start a command whose standard input is typed by the test."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.trust.program", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(home, **more),
        cwd=ROOT,
        **({} if sys.platform == "win32" else {"umask": 0}),
    )


def holding(home: Path, words: str) -> list[str]:
    """Return the files of a home that hold words, in UTF-8 or UTF-16, in any byte of theirs."""
    wanted = (words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be"))
    return [
        path.relative_to(home).as_posix()
        for path in files(home)
        if any(one in path.read_bytes() for one in wanted)
    ]


def files(home: Path) -> Iterator[Path]:
    for folder, _names, names in os.walk(home):
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink():
                yield path


def open_to_others(home: Path) -> list[tuple[str, str]]:
    """Return everything in a home that has other permissions than 0700 and 0600."""
    found = []
    for folder, names, others in os.walk(home):
        for name in (*names, *others, "."):
            try:
                mode = Path(folder, name).lstat().st_mode
            except OSError:  # gone meanwhile
                continue
            wanted = 0o700 if stat.S_ISDIR(mode) else 0o600
            if not stat.S_ISLNK(mode) and stat.S_IMODE(mode) != wanted:
                found.append((os.path.join(folder, name), oct(stat.S_IMODE(mode))))
    return found
