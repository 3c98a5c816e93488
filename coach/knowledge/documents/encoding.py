"""Encoding: the letters of a text file, whatever program wrote it."""

from __future__ import annotations

import codecs

from coach.knowledge.documents.problem import unusable
from coach.knowledge.documents.texts import texts

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
"""Bytes that an encoding is guessed from; more makes it slower and no better."""
_MOST_BROKEN = 0.002
"""Share of broken letters up to which UTF-8 is taken for damaged, not for another encoding."""
_MOST_CONTROLS = 0.02
"""Share of control characters above which a file is taken for binary."""
_CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and remarks on what was lost.

    Raises:
        UnusableFile: it is binary, or no encoding makes sense of it.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _tolerant(content, encoding)
    if _binary(content):
        raise unusable("binary")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _damaged(content) or _guessed(content)


def _binary(content: bytes) -> bool:
    """Tell whether ``content`` holds what no text holds."""
    controls = len(content) - len(content.translate(None, _CONTROLS))
    return b"\0" in content or controls > len(content) * _MOST_CONTROLS


def _damaged(content: bytes) -> tuple[str, tuple[str, ...]] | None:
    """Return UTF-8 text with few broken letters, or None when it is not that."""
    text, remarks = _tolerant(content, "utf-8")
    broken = text.count("\ufffd")
    whole = sum(1 for letter in text if letter > "\x7f") - broken
    return (text, remarks) if whole > broken and broken <= len(text) * _MOST_BROKEN else None


def _tolerant(content: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = content.decode(encoding, errors="replace")
    broken = text.count("\ufffd")
    return text, (texts().remark("letters_broken", count=broken),) if broken else ()


def _guessed(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text in the encoding that makes most sense of it.

    Raises:
        UnusableFile: none does.
    """
    from charset_normalizer import from_bytes

    best = from_bytes(content[:_SAMPLE]).best()
    if best is None:
        raise unusable("encoding")
    text, remarks = _tolerant(content, best.encoding)
    guessed = texts().remark("encoding_guessed", encoding=best.encoding.replace("_", "-"))
    return text, (guessed, *remarks)
