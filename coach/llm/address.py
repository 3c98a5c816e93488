"""A model file from an address that a person gives, resumable."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

import httpx

from coach.config import Settings
from coach.errors import CoachError, UsageError
from coach.llm.checksums import sha256_of
from coach.llm.gguf import HEADER_BYTES, check_gguf
from coach.llm.transfer import (
    NoNetworkError,
    Progress,
    Say,
    alone,
    check_room,
    no_progress,
    no_words,
    open_private,
    partial_folder,
    plain_errors,
    remove_folder,
)
from coach.text import one_line

TIMEOUT_SECONDS = 20.0
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def is_address(text: str) -> bool:
    """Tell whether ``text`` is meant as a web address."""
    return text.lower().startswith(("http://", "https://"))


def path_for_address(settings: Settings, address: str) -> Path:
    """Return where the file of ``address`` is kept.

    The name comes from the address, made safe, with a mark of the whole address so that no other
    file is ever overwritten.

    Raises:
        UsageError: the address does not name a .gguf file.
    """
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname)
    except ValueError:
        named = False
    name = unquote(parts.path.rpartition("/")[2]) if named else ""
    if not name.lower().endswith(".gguf"):
        raise UsageError(
            f"{one_line(address)} is not the address of a .gguf file.",
            "Give the address that downloads the file itself.",
        )
    stem = _UNSAFE.sub("-", name[: -len(".gguf")]).strip(".-")[:80] or "model"
    mark = hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:8]
    return settings.models_folder / f"{stem}-{mark}.gguf"


def fetch_address(
    settings: Settings,
    address: str,
    *,
    progress: Progress = no_progress,
    say: Say = no_words,
    transport: httpx.BaseTransport | None = None,
) -> tuple[Path, str]:
    """Download the model file at ``address`` unless it is there; continue an interrupted attempt.

    Args:
        settings: Where models are kept.
        address: An http or https address that ends in .gguf.
        progress: Told how many bytes have arrived.
        say: Told what goes on.
        transport: Carries the requests; None for the real network.

    Returns:
        The file's path and its SHA-256, which nothing vouches for.

    Raises:
        UsageError: the address does not name a .gguf file.
        NoNetworkError: the server cannot be reached, or the transfer broke off.
        CoachError: the server refuses, the disk is full, or the file is not a model.
    """
    path = path_for_address(settings, address)
    with plain_errors(path.parent, path.name), alone(path.parent, path.stem, say):
        if not path.is_file():
            work = partial_folder(path.parent, path.stem)
            part = work / "file.part"
            try:
                with httpx.Client(
                    follow_redirects=True, timeout=TIMEOUT_SECONDS, transport=transport
                ) as client:
                    _transfer(client, address, part, progress)
                check_gguf(part)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise NoNetworkError(path.name) from error
            os.replace(part, path)
            remove_folder(work)
        return path, sha256_of(path)


def _transfer(client: httpx.Client, address: str, part: Path, progress: Progress) -> None:
    """Bring ``part`` up to the whole file, asking only for what is missing where that is safe."""
    note = part.with_suffix(".json")
    have = part.stat().st_size if part.exists() else 0
    validator = _validator(note)
    # Without a mark of the version, the rest could be of another file than the beginning.
    ranged = {"Range": f"bytes={have}-", "If-Range": validator} if have and validator else {}
    headers = {"Accept-Encoding": "identity", **ranged}
    with client.stream("GET", address, headers=headers) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink()
            raise NoNetworkError(part.name)
        if answer.status_code >= 400:
            raise CoachError(
                f"The server answered {answer.status_code} instead of the file.",
                "Check the address.",
            )
        start = have if answer.status_code == httpx.codes.PARTIAL_CONTENT else 0
        length = answer.headers.get("Content-Length", "")
        total = start + int(length) if length.isdecimal() else 0
        check_room(part.parent, total - start if total else 0, "The file")
        with open_private(part, "ab" if start else "wb") as target:
            note.write_text(json.dumps(_mark(answer)), "utf-8")
            done = _append(answer, target, part, start, total, progress)
    if total and done != total:
        raise NoNetworkError("The whole of the file")


def _append(
    answer: httpx.Response,
    target: IO[bytes],
    part: Path,
    done: int,
    total: int,
    progress: Progress,
) -> int:
    """Write the body of ``answer`` and return the bytes of the file that are there.

    Raises:
        CoachError: the first bytes are not those of a model file, so the rest is not fetched.
    """
    checked = done >= HEADER_BYTES
    # Pieces as they arrive: what a larger buffer holds is lost when the transfer breaks off.
    for chunk in answer.iter_raw():
        target.write(chunk)
        done += len(chunk)
        if not checked and done >= HEADER_BYTES:
            target.flush()
            check_gguf(part)
            checked = True
        progress(done, total)
    return done


def _mark(answer: httpx.Response) -> str:
    """Return what identifies this version of the file: a strong ETag or the time of change."""
    tag: str = answer.headers.get("ETag", "")
    if tag and not tag.startswith("W/"):
        return tag
    return str(answer.headers.get("Last-Modified", ""))


def _validator(note: Path) -> str:
    try:
        value = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return value if isinstance(value, str) else ""
