"""Files with the model's state after a task's fixed messages: a cache, safe to delete.

A file is one line of JSON (what the state is of, its size and checksum) and then the state. What
does not match in every point is deleted and computed anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from array import array
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 1_500_000_000
"""Room that all states together may take; the longest unused go first."""
_MAX_HEADER = 500


class PrefixFiles:
    """The states of one model with one set of settings.

    Args:
        folder: Where they are kept; made when it is missing.
        model_key: Everything that a state depends on besides its tokens: model file, version of
            llama.cpp, precision and layout of what is kept.
    """

    def __init__(self, folder: Path, model_key: str) -> None:
        self._folder = folder
        self._model_key = model_key
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, tokens: Sequence[int]) -> Path:
        """Return where the state of ``tokens`` is kept."""
        return self._folder / f"{self._digest(tokens)[:32]}.state"

    def has(self, tokens: Sequence[int]) -> bool:
        """Return whether there is a file for ``tokens``, whole or not."""
        return self.path(tokens).is_file()

    def load(self, tokens: Sequence[int]) -> bytes | None:
        """Return the state of ``tokens``, or None where there is none that is whole."""
        path = self.path(tokens)
        try:
            with path.open("rb") as file:
                header = file.readline(_MAX_HEADER)
                data = file.read()
            os.utime(path)
        except OSError:
            return None
        if header == self._header(tokens, data):
            return data
        with suppress(OSError):
            path.unlink()
        return None

    def save(self, tokens: Sequence[int], data: bytes) -> None:
        """Keep a state; a failure (a full disk, say) only costs time later."""
        target = self.path(tokens)
        partial = target.with_suffix(f".{os.getpid()}.part")
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._header(tokens, data))
                file.write(data)
            os.replace(partial, target)
        except OSError:
            pass
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        self._trim()

    def _digest(self, tokens: Sequence[int]) -> str:
        digest = hashlib.sha256(self._model_key.encode())
        digest.update(array("q", tokens).tobytes())
        return digest.hexdigest()

    def _header(self, tokens: Sequence[int], data: bytes) -> bytes:
        # A checksum against accidents is enough, and ten times quicker than a cryptographic one.
        about = {"of": self._digest(tokens), "bytes": len(data), "crc32": zlib.crc32(data)}
        return json.dumps(about).encode() + b"\n"

    def _trim(self) -> None:
        """Delete the longest unused files while all take more than ``MAX_BYTES``."""
        with suppress(OSError):
            stats = [(p.stat().st_mtime, p.stat().st_size, p) for p in self._folder.glob("*.state")]
            total = sum(size for _, size, _ in stats)
            for _, size, path in sorted(stats):
                if total <= MAX_BYTES:
                    break
                path.unlink(missing_ok=True)
                total -= size
