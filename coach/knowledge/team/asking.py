"""Asking the team's server beside everything else, so that nobody waits for it.

Each question runs in a thread. A server that gives no answer is left alone for a while, and is used
again as soon as it answers.
"""

from __future__ import annotations

import concurrent.futures
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from coach.config import Settings
from coach.knowledge.team.server import ServerFailure, TeamServer, server_failures
from coach.knowledge.team.texts import Reason

PAUSE_SECONDS = 20.0
"""How long a server that gave no answer is left alone."""
_AT_ONCE = 4
"""How many questions may run; a server that hangs holds no more threads than that."""

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Asked(Generic[_T]):
    """A question that runs."""

    def __init__(self, nothing: _T, late: Callable[[], None]) -> None:
        self._future: concurrent.futures.Future[_T] = concurrent.futures.Future()
        self._nothing = nothing
        self._late = late

    def answer(self, found: _T) -> None:
        """Set the answer."""
        self._future.set_result(found)

    def take(self, seconds: float, *, last: bool = False) -> _T:
        """Return the answer, or nothing when it is not there in time.

        Args:
            seconds: Longest wait.
            last: An answer that is not there by then makes the server count as gone.
        """
        try:
            return self._future.result(timeout=max(0.0, seconds))
        except concurrent.futures.TimeoutError:
            if last:
                self._late()
            return self._nothing


class Asking:
    """Questions to the team's server. Safe for threads.

    Args:
        settings: Address, key and names of the server; ``library_server`` is set.
        clock: Tells seconds; another one in tests.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._server: TeamServer | None = None
        self._rows: Any = None
        self._connection = 0
        self._running = 0
        self._rest_until = float("-inf")
        self._reason: Reason | None = None

    @property
    def reason(self) -> Reason | None:
        """Why the server gives no answer; None when it does, or was not asked yet."""
        with self._lock:
            return self._reason

    def begin(self, work: Callable[[Any], _T], nothing: _T) -> Asked[_T] | None:
        """Ask, and return at once; None when the server is left alone, or too much runs already.

        Args:
            work: Gets the team's rows and returns the answer; it may fail in any way.
            nothing: The answer when there is none.
        """
        with self._lock:
            if self._clock() < self._rest_until or self._running >= _AT_ONCE:
                return None
            self._running += 1
            connection = self._connection
        late = ServerFailure("unreachable", "no answer in time")
        asked = Asked(nothing, lambda: self._leave_alone(connection, late))
        # A daemon, unlike the threads of an executor: the program's end waits for no server.
        threading.Thread(
            target=self._run, args=(work, nothing, asked, connection), name="team", daemon=True
        ).start()
        return asked

    def close(self) -> None:
        """End the connection; the next question makes a new one."""
        with self._lock:
            server, self._server, self._rows = self._server, None, None
            self._connection += 1
        if server is not None:
            server.close()

    def _run(
        self, work: Callable[[Any], _T], nothing: _T, asked: Asked[_T], connection: int
    ) -> None:
        found = nothing
        try:
            # An answer that makes no sense may break anything.
            with server_failures():
                rows = self._open(connection)
                found = nothing if rows is None else work(rows)
            with self._lock:
                if connection == self._connection:
                    self._reason = None
        except Exception as error:
            if not isinstance(error, ServerFailure):
                error = ServerFailure("unfit", type(error).__name__)
            self._leave_alone(connection, error)
        finally:
            with self._lock:
                self._running -= 1
            asked.answer(found)

    def _open(self, connection: int) -> Any:  # noqa: ANN401 - Chroma's untyped collection
        """Return the team's rows, looked up once a connection; None when nobody shared any."""
        closed = ServerFailure("unreachable", "closed meanwhile")
        with self._opening:
            with self._lock:
                if connection != self._connection:
                    raise closed
                server, rows = self._server, self._rows
            if rows is not None:
                return rows
            server = server or TeamServer(self._settings, self._settings.library_timeout)
            with self._lock:
                current = connection == self._connection
                if current:
                    self._server = server
            if not current:
                server.close()
                raise closed
            rows = server.rows()
            with self._lock:
                if connection == self._connection:
                    self._rows = rows
            return rows

    def _leave_alone(self, connection: int, failure: ServerFailure) -> None:
        """Ask no more for a while; the log is told once, not at every attempt."""
        with self._lock:
            if connection != self._connection:
                return  # closed meanwhile, or another question has told already
            if self._reason != failure.reason:
                _log.warning("the team's library is %s (%s)", failure.reason, failure.cause)
            self._reason = failure.reason
            self._rest_until = self._clock() + PAUSE_SECONDS
        self.close()
