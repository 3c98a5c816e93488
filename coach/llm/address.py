"""A model file from an address that a person gives, resumable."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from coach.config import Settings
from coach.errors import UsageError
from coach.files import put_in_place
from coach.llm.checksums import sha256_of
from coach.llm.transfer import (
    Progress,
    Say,
    alone,
    no_progress,
    no_words,
    partial_folder,
    plain_errors,
    remove_folder,
)
from coach.text import one_line

if TYPE_CHECKING:
    import httpx

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
            from coach.llm.http import download_gguf

            work = partial_folder(path.parent, path.stem)
            part = work / "file.part"
            download_gguf(address, part, path.name, progress, transport=transport)
            put_in_place(part, path)
            remove_folder(work)
        return path, sha256_of(path)
