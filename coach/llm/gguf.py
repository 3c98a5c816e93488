"""The head of a GGUF file: tells a model file from anything else, and how the model is built."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coach.errors import CoachError
from coach.text import one_line

MAGIC = b"GGUF"
HEADER_BYTES = 24
SUPPORTED_VERSIONS = (2, 3)
"""Versions of the format that llama.cpp reads; it has dropped version 1."""
MOST_TENSORS = 1_000_000
MOST_ENTRIES = 1_000_000

MOST_READ = 65_536
"""Bytes of a text or items of a list that are read; longer ones are passed over."""
MOST_ITEMS = 10_000_000

_SCALARS = dict(zip((0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), "BbHhIif?Qqd", strict=True))
"""Numbers of the specification for kinds of values, and what the struct module calls them."""
_TEXT, _ARRAY = 8, 9

Value = int | float | str | list[int] | None
"""A value of the metadata; None for what is passed over."""

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


@dataclass(frozen=True)
class ModelShape:
    """What of a model's build decides how much memory it works with.

    Attributes:
        heads: Attention heads of a layer.
        embedding: Numbers that stand for a token between two layers.
        feed_forward: Numbers within a layer's feed-forward part.
        cached: Numbers that a token leaves in the KV cache, keys and values of all layers; an
            upper bound for models some of whose layers keep less.
    """

    heads: int
    embedding: int
    feed_forward: int
    cached: int


def read_shape(path: Path) -> ModelShape | None:
    """Read how the model at ``path`` is built; None where the file does not tell."""
    try:
        with path.open("rb") as file:
            header = parse_gguf_header(file.read(HEADER_BYTES), path.name)
            return _shape(_entries(file, header.entries))
    except (CoachError, OSError, ValueError, struct.error, OverflowError, KeyError):
        return None


def _shape(entries: Iterator[tuple[str, Value]]) -> ModelShape:
    """Return the shape; names of the entries as in ggml's specification.

    Raises:
        KeyError: an entry is missing.
        ValueError: an entry makes no sense.
    """
    found: dict[str, Value] = {}
    for key, value in entries:
        # The vocabulary comes last and is long; what is needed stands before it.
        if key.startswith("tokenizer.") and "general.architecture" in found:
            break
        found[key] = value
    architecture = found["general.architecture"]

    def numbers(name: str, default: list[int] | None = None) -> list[int]:
        value = found.get(f"{architecture}.{name}", default)
        values = value if isinstance(value, list) else [value]
        whole = [one for one in values if isinstance(one, int) and 0 <= one <= MOST_TENSORS]
        if not whole or len(whole) != len(values):
            raise ValueError(f"{name} is missing or makes no sense")
        return whole

    layers, embedding = max(numbers("block_count")), max(numbers("embedding_length"))
    heads = max(numbers("attention.head_count"))
    kept = numbers("attention.head_count_kv", [heads])
    size = [embedding // max(heads, 1)]
    keys = max(numbers("attention.key_length", size))
    values = max(numbers("attention.value_length", size))
    kept_heads = sum(kept) if len(kept) > 1 else layers * kept[0]
    feed_forward = max(numbers("feed_forward_length", [4 * embedding]))
    return ModelShape(heads, embedding, feed_forward, kept_heads * (keys + values))


def _entries(file: BinaryIO, count: int) -> Iterator[tuple[str, Value]]:
    for _ in range(count):
        key = _text(file)
        (kind,) = _numbers(file, "I")
        yield key, _value(file, int(kind))


def _value(file: BinaryIO, kind: int) -> Value:
    if kind in _SCALARS:
        (value,) = _numbers(file, _SCALARS[kind])
        return value
    if kind == _TEXT:
        return _text(file)
    if kind != _ARRAY:
        raise ValueError("an unknown kind of value")
    inner, items = (int(number) for number in _numbers(file, "IQ"))
    if items > MOST_ITEMS:
        raise ValueError("too many items")
    if inner == _TEXT:
        for _ in range(items):
            _text(file)
        return None
    code = _SCALARS[inner]
    if items > MOST_READ or code in "fd":
        file.seek(items * struct.calcsize(f"<{code}"), io.SEEK_CUR)
        return None
    return [int(number) for number in _numbers(file, f"{items}{code}")]


def _text(file: BinaryIO) -> str:
    """Read a text; a long one is passed over and comes back empty."""
    (size,) = _numbers(file, "Q")
    if size > MOST_READ:
        file.seek(int(size), io.SEEK_CUR)
        return ""
    return file.read(int(size)).decode("utf-8", "replace")


def _numbers(file: BinaryIO, codes: str) -> tuple[int | float, ...]:
    """Read numbers, little-endian without gaps; struct.error at the end of the file."""
    return struct.unpack(f"<{codes}", file.read(struct.calcsize(f"<{codes}")))
