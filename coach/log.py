"""The log file, private to its owner and without a word of what anybody said."""

from __future__ import annotations

import logging
import os
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 1_000_000
"""A log that is longer begins anew; one before is kept."""

_log = logging.getLogger("coach")


def set_up_logging() -> None:
    """Send warnings of this program to the log file, and those of libraries nowhere.

    Libraries may quote what they were given, which can be an answer. Nothing is opened before
    there is something to write.
    """
    root = logging.getLogger()
    if not any(isinstance(handler, logging.NullHandler) for handler in root.handlers):
        root.addHandler(logging.NullHandler())  # without one, Python prints warnings
    if not any(isinstance(handler, _LogLater) for handler in _log.handlers):
        _log.addHandler(_LogLater())


def log_failure(error: BaseException) -> Path:
    """Log where an unexpected error came from; return the log file.

    The messages of errors may quote answers, so only their types and the places in the code are
    written.
    """
    set_up_logging()
    _log.error("unexpected %s", _places(error))
    return log_path()


def log_path() -> Path:
    """Return the log file of the settings, or of the default folder when they cannot be read."""
    from coach.config import default_home, load_settings
    from coach.errors import CoachError

    try:
        return load_settings().log_file
    except CoachError:
        return default_home() / "logs" / "coach.log"


class _LogLater(logging.Handler):
    """Opens the log file at the first record; a log that cannot be written is let go."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._file: _PrivateFile | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self._file is None:
                path = log_path()
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._file = _PrivateFile(path)
            self._file.emit(record)
        except OSError:
            pass

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


class _PrivateFile(RotatingFileHandler):
    """A log file that only its owner can read, also after it began anew."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", delay=True)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", opener=_private)

    def handleError(self, record: logging.LogRecord) -> None:
        """Let a record go that cannot be written: the screen belongs to the conversation."""


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _places(error: BaseException) -> str:
    """Return the types and tracebacks of an error and of what caused it, without messages."""
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None:
        kind = f"{type(current).__module__}.{type(current).__qualname__}"
        stack = traceback.StackSummary.extract(traceback.walk_tb(current.__traceback__))
        parts.append(f"{kind}\n{''.join(stack.format())}")
        current = current.__cause__ or current.__context__
    return "caused by ".join(parts)
