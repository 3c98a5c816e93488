"""The head of a GGUF file: enough of it to tell a model file from anything else."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from coach.errors import CoachError
from coach.text import one_line

MAGIC = b"GGUF"
HEADER_BYTES = 24
SUPPORTED_VERSIONS = (2, 3)
"""Versions of the format that llama.cpp reads; it has dropped version 1."""
MOST_TENSORS = 1_000_000
MOST_ENTRIES = 1_000_000

_ANOTHER = "Choose a model file of the kind .gguf."


@dataclass(frozen=True)
class GgufHeader:
    """The first 24 bytes of a GGUF file.

    Attributes:
        version: Version of the format.
        tensors: Number of tensors in the file.
        entries: Number of metadata entries.
    """

    version: int
    tensors: int
    entries: int


def parse_gguf_header(data: bytes, name: str) -> GgufHeader:
    """Read the head of a GGUF file; layout as in ggml's specification of the format.

    Args:
        data: The first bytes of the file, at least 24.
        name: What the file is called in messages.

    Raises:
        CoachError: these are not the first bytes of a model that can be used.
    """
    if not data.startswith(MAGIC):
        raise CoachError(f"{name} is not a GGUF model file.", _ANOTHER)
    if len(data) < HEADER_BYTES:
        raise CoachError(f"{name} is cut off: it ends after {len(data)} bytes.", _ANOTHER)
    version, tensors, entries = struct.unpack_from("<IQQ", data, len(MAGIC))
    if version and not version & 0xFFFF:
        raise CoachError(f"{name} is a GGUF file for big-endian machines.", _ANOTHER)
    if version not in SUPPORTED_VERSIONS:
        raise CoachError(
            f"{name} has version {version} of the GGUF format, which cannot be read.",
            "Choose a file of version 2 or 3.",
        )
    if not 0 < tensors <= MOST_TENSORS or not 0 < entries <= MOST_ENTRIES:
        raise CoachError(f"{name} is a GGUF file without a model in it, or damaged.", _ANOTHER)
    return GgufHeader(version, tensors, entries)


def check_gguf(path: Path) -> GgufHeader:
    """Read the head of the file at ``path``.

    Raises:
        CoachError: the file cannot be read or is not a model that can be used.
    """
    name = one_line(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(HEADER_BYTES)
    except FileNotFoundError as error:
        raise CoachError(f"There is no file {name}.", "Check the path.") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "the path is not usable"
        raise CoachError(f"{name} cannot be read: {why}.", _ANOTHER) from error
    return parse_gguf_header(data, name)
