"""Calls of the model in the middle of a turn: cancelled, failed and repeated in one way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

from coach.errors import Cancelled, EngineError, NotEnoughMemoryError, ServerError
from coach.interview.events import Event, Trouble
from coach.interview.flow import load_flow

Value = TypeVar("Value")
_log = logging.getLogger(__name__)


class ModelCalls:
    """Asks the model, and again when it stopped.

    Args:
        cancelled: Set while the employee does not want to wait for the model.
    """

    def __init__(self, cancelled: threading.Event) -> None:
        self._cancelled = cancelled
        self._texts = load_flow()

    def run(
        self, call: Callable[[], Generator[Event, None, Value]]
    ) -> Generator[Event, None, Value | None]:
        """Return what the model made of something; None when it was cancelled or is gone.

        A model that stopped is started again and asked once more.

        Args:
            call: Begins the work; what it yields meanwhile is yielded.
        """
        for attempt in (1, 2):
            if self._cancelled.is_set():
                return None
            try:
                return (yield from call())
            except Cancelled:
                return None
            except (NotEnoughMemoryError, ServerError) as error:
                yield Trouble(str(error))
                return None
            except EngineError as error:
                _log.warning("the model failed (try %d): %s", attempt, error)
                yield Trouble(self._texts.model_stopped if attempt == 1 else self._texts.model_gone)
        return None

    def ask(self, call: Callable[[], Value]) -> Generator[Event, None, Value | None]:
        """Return what a call returns that has nothing to tell meanwhile; see ``run``."""

        def quietly() -> Generator[Event, None, Value]:
            yield from ()
            return call()

        return (yield from self.run(quietly))
