"""A set-up that does what a test tells it to, and a workspace whose interviews are real ones."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coach.interview.agenda import load_agenda
from coach.interview.session import Interview
from coach.llm.absent import AbsentEngine
from coach.ui.set_up import STEPS, Needs
from tests.interview.helpers import NoLibrary, Reading
from tests.interview.test_session import (
    CUSTOMER_NOTES,
    CUSTOMERS,
    FOCUS,
    FOCUS_NOTES,
    WORK,
    WORK_NOTES,
)
from tests.scripted import ScriptedEngine
from tests.ui.fakes import FakeWorkspace

SIZE = 1_220_000_000
FRESH = Needs(STEPS, SIZE)


class ScriptedSetUp:
    """Tells what the test says, until it is stopped or ends."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self._lines: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def lines(self) -> Iterator[dict[str, Any]]:
        with suppress(queue.Empty):  # nobody goes on with it
            while (line := self._lines.get(timeout=20)) is not None:
                yield line

    def tell(self, **line: Any) -> None:
        self._lines.put(line)

    def end(self, **line: Any) -> None:
        if line:
            self.tell(**line)
        self._lines.put(None)

    def stop(self) -> None:
        self.stopped.set()
        self.end()


@dataclass
class Machine:
    """What a computer lacks, and every set-up that was begun on it."""

    needs: Needs = FRESH
    begun: list[ScriptedSetUp] = field(default_factory=list)

    def look(self) -> Needs:
        return self.needs

    def begin(self) -> ScriptedSetUp:
        self.begun.append(ScriptedSetUp())
        return self.begun[-1]

    @property
    def set_up(self) -> ScriptedSetUp:
        """The last that was begun."""
        return self.begun[-1]

    def finish(self) -> None:
        """Let the set-up end well."""
        self.needs = Needs()
        self.set_up.end(finished=True)


class EarlyWorkspace(FakeWorkspace):
    """Interviews as they are, on a scripted model."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.agenda = load_agenda()  # type: ignore[assignment]
        self.scripted = ScriptedEngine(
            Reading({WORK: WORK_NOTES, CUSTOMERS: CUSTOMER_NOTES, FOCUS: FOCUS_NOTES})
        )

    def new_interview(self, form: Any, *, early: bool = False) -> Any:
        return self.open_interview(self.store.create_session(form), early=early)

    def open_interview(self, session_id: str, *, early: bool = False) -> Any:
        return Interview(
            self.store,
            session_id,
            engine=AbsentEngine() if early else self.scripted,
            library=NoLibrary(),  # type: ignore[arg-type]
            agenda=self.agenda,  # type: ignore[arg-type]
        )
