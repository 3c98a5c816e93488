"""Files with the model's state after a task's fixed messages: a cache, safe to delete."""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 1_500_000_000
"""Room that all states together may take; the longest unused go first."""


class PrefixFiles:
    """The states of one model with one set of settings.

    Args:
        folder: Where they are kept; made when it is missing.
        model_key: Everything that a state depends on besides its tokens: model file, context,
            version of llama.cpp.
    """

    def __init__(self, folder: Path, model_key: str) -> None:
        self._folder = folder
        self._model_key = model_key
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path(self, tokens: Sequence[int]) -> Path:
        """Return where the state of ``tokens`` is kept."""
        digest = hashlib.sha256(self._model_key.encode())
        digest.update(array("q", tokens).tobytes())
        return self._folder / f"{digest.hexdigest()[:32]}.state"

    def find(self, tokens: Sequence[int]) -> Path | None:
        """Return the file of ``tokens`` and mark it as used, or None."""
        path = self.path(tokens)
        try:
            os.utime(path)
        except OSError:
            return None
        return path

    def save(self, tokens: Sequence[int], write: Callable[[Path], bool]) -> None:
        """Keep a state; a failure (a full disk, say) only costs time later.

        Args:
            tokens: What the state is of.
            write: Writes it to a path and says whether that worked.
        """
        target = self.path(tokens)
        partial = target.with_suffix(f".{os.getpid()}.part")
        try:
            if write(partial):
                partial.chmod(0o600)
                os.replace(partial, target)
        except OSError:
            pass
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        self._trim()

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
