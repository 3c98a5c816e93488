"""Checking for a C++ compiler before a build of several minutes starts."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys

from bootstrap.failures import SetupError

# Fails without the headers of the C++ standard library, which some systems package apart.
_SAMPLE = b"#include <thread>\n#include <vector>\nint main() { return 0; }\n"


def remedy(platform: str) -> str:
    """Return how a compiler is installed on ``platform`` (a value of ``sys.platform``)."""
    if platform == "darwin":
        return "Run: xcode-select --install"
    if platform == "win32":
        return (
            "Install the Build Tools for Visual Studio with the workload "
            "'Desktop development with C++' (winget install Microsoft.VisualStudio.2022.BuildTools)"
        )
    return (
        "On Debian or Ubuntu: sudo apt install build-essential. "
        "On Fedora: sudo dnf install gcc-c++. On Arch: sudo pacman -S base-devel"
    )


def _missing(platform: str) -> SetupError:
    return SetupError(
        "A C++ compiler is needed to build the language engine for this computer, "
        "and none was found.",
        remedy(platform) + " - then start again.",
    )


def _runs(command: list[str], sample: bytes = b"") -> bool:
    """Whether ``command`` ends well with ``sample`` on its standard input."""
    try:
        result = subprocess.run(
            command,
            check=False,
            input=sample,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return result.returncode == 0


def _compiles(variable: str, names: tuple[str, ...], language: str, sample: bytes) -> bool:
    """Whether the compiler of ``variable``, or else one called ``names``, compiles ``sample``."""
    chosen = os.environ.get(variable)
    commands = [shlex.split(chosen)] if chosen else [[name] for name in names]
    check = ["-x", language, "-fsyntax-only", "-"]
    return any(shutil.which(c[0]) and _runs(c + check, sample) for c in commands if c)


def _has_visual_studio() -> bool:
    """Whether Visual Studio or its Build Tools with the C++ compiler are installed."""
    finder = os.path.join(
        os.environ.get("PROGRAMFILES(X86)", r"C:\Program Files (x86)"),
        "Microsoft Visual Studio",
        "Installer",
        "vswhere.exe",
    )
    query = [finder, "-latest", "-products", "*", "-property", "installationPath"]
    query += ["-requires", "Microsoft.VisualStudio.Component.VC.Tools.x86.x64"]
    try:
        result = subprocess.run(
            query, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return bool(result.stdout.strip())


def check_compiler(platform: str = sys.platform) -> None:
    """Check that C and C++ can be compiled here.

    Raises:
        SetupError: they cannot; says what to install.
    """
    if platform == "win32":
        names = ("cl", "g++", "clang++", "clang-cl")
        if not (any(shutil.which(name) for name in names) or _has_visual_studio()):
            raise _missing(platform)
        return
    # Without its command line tools macOS has a stand-in for each compiler, which opens a window.
    if platform == "darwin" and not _runs(["xcode-select", "-p"]):
        raise _missing(platform)
    has_c = _compiles("CC", ("cc", "gcc", "clang"), "c", b"int main(void) { return 0; }\n")
    has_cpp = _compiles("CXX", ("c++", "g++", "clang++"), "c++", _SAMPLE)
    if not (has_c and has_cpp):
        raise _missing(platform)
