"""One large model file over HTTP, continued where an earlier attempt stopped."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import IO

import httpx

from coach.errors import CoachError
from coach.llm.gguf import HEADER_BYTES, check_gguf
from coach.llm.transfer import NoNetworkError, Progress, check_room, open_private

TIMEOUT_SECONDS = 20.0


def download_gguf(
    address: str,
    part: Path,
    name: str,
    progress: Progress,
    *,
    transport: httpx.BaseTransport | None = None,
) -> None:
    """Bring ``part`` up to the whole file at ``address``.

    A transfer that breaks off is taken up again as long as each attempt brings something; what has
    arrived stays for the next start.

    Args:
        address: An http or https address.
        part: The unfinished file; a note beside it tells which version it is of.
        name: What is downloaded, for messages.
        progress: Told how many bytes have arrived, and of how many where the server tells.
        transport: Carries the requests; None for the real network.

    Raises:
        NoNetworkError: the server cannot be reached, or the transfer keeps breaking off.
        DiskFullError: the file does not fit.
        CoachError: the server refuses, or what it sends is not a GGUF file.
        OSError: the file cannot be written.
    """
    with httpx.Client(
        follow_redirects=True, timeout=TIMEOUT_SECONDS, transport=transport
    ) as client:
        while True:
            before = _size(part)
            try:
                if _transfer(client, address, part, name, progress):
                    break
            except httpx.InvalidURL as error:
                raise CoachError(f"The address of {name} is not usable.") from error
            except httpx.HTTPError as error:
                if _size(part) <= before:
                    raise NoNetworkError(name) from error
    check_gguf(part)
    _note(part).unlink(missing_ok=True)


def _transfer(
    client: httpx.Client, address: str, part: Path, name: str, progress: Progress
) -> bool:
    """Ask for what is missing, where that is safe, and tell whether the file is whole now."""
    have, validator = _size(part), _validator(_note(part))
    # Without a mark of the version, the rest could be of another file than the beginning.
    ranged = {"Range": f"bytes={have}-", "If-Range": validator} if have and validator else {}
    headers = {"Accept-Encoding": "identity", **ranged}
    with client.stream("GET", address, headers=headers) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and ranged:
            part.unlink()
            return False
        if not answer.is_success:
            raise CoachError(
                f"The server answered {answer.status_code} instead of sending {name}.",
                "Check the address, or try again later.",
            )
        start = 0
        if answer.status_code == httpx.codes.PARTIAL_CONTENT:
            if not answer.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
                raise httpx.RemoteProtocolError("another range than the one asked for")
            start = have
        length = answer.headers.get("Content-Length", "")
        total = start + int(length) if length.isdecimal() else 0
        check_room(part.parent, total - start if total else 0, name)
        with open_private(part, "ab" if start else "wb") as target:
            _note(part).write_text(json.dumps(_version(answer)), "utf-8")
            done = _append(answer, target, part, start, total, progress)
    if total and done != total:
        raise httpx.ReadError("the body was shorter than announced")
    return True


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


def _version(answer: httpx.Response) -> str:
    """Return what identifies this version of the file: a strong ETag or the time of change."""
    tag: str = answer.headers.get("ETag", "")
    if tag and not tag.startswith("W/"):
        return tag
    return str(answer.headers.get("Last-Modified", ""))


def _note(part: Path) -> Path:
    return part.with_suffix(".json")


def _validator(note: Path) -> str:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        value = json.loads(note.read_text("utf-8"))
        if isinstance(value, str) and value.isascii() and value.isprintable():
            return value
    return ""


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0
