"""Refresh the lock files from ``pyproject.toml``: ``python3 scripts/lock.py [--upgrade]``.

Needs ``uv`` on the PATH or installed for the Python that runs this. Without ``--upgrade``
every version that still fits stays as it is.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.10"
RUNTIME, BUILD, DEV = "requirements.lock", "requirements-build.lock", "requirements-dev.lock"


def compile_lock(target: str, source: list[str], constraints: list[str], extra: list[str]) -> None:
    """Write one lock file that holds for every supported Python and platform."""
    found = shutil.which("uv")
    uv = [found] if found else [sys.executable, "-m", "uv"]
    command = [*uv, "pip", "compile", *source, "--universal", "--python-version", OLDEST_PYTHON]
    command += ["--generate-hashes", "--no-header", "--no-annotate"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--quiet", "-o", target]
    for constraint in constraints:
        command += ["--constraint", constraint]
    subprocess.run([*command, *extra], cwd=ROOT, check=True)


def main(extra: list[str]) -> None:
    """Compile the three lock files; a package that two of them hold has one version."""
    compile_lock(RUNTIME, ["pyproject.toml"], [], extra)
    compile_lock(BUILD, ["--group", "build"], [RUNTIME], extra)
    compile_lock(DEV, ["--group", "dev"], [RUNTIME, BUILD], extra)


if __name__ == "__main__":
    main(sys.argv[1:])
