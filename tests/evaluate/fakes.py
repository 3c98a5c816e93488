"""A workspace whose interviews follow a fixed script, for testing what runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from coach.config import Settings
from coach.errors import EngineError
from coach.interview.events import Event, Finished, Said
from coach.interview.notes import Notes
from coach.plan.model import Plan, Section
from coach.store.messages import Message, NewMessage
from tests.evaluate.interviews import fact, plan, said, statement
from tests.evaluate.test_conversation import embed

QUESTIONS = [
    ("opening", "work", "What do you make?"),
    ("question", "customers", "Who waits for it?"),
]


class FakeWorkspace:
    """Asks two questions and writes a plan of one statement.

    A persona who answers "crash" or "fail" makes the interview raise an error.
    """

    made: ClassVar[list[FakeWorkspace]] = []

    def __init__(self, settings: Settings, *, engine: object = None) -> None:
        self.settings = settings
        self.engine = engine or object()
        self.closed = False
        self.library = SimpleNamespace(embed=embed, list=lambda: [])
        self.home_was_there = settings.data_home is None or settings.data_home.is_dir()
        FakeWorkspace.made.append(self)

    def prepare_model(self, progress: Callable[[int, int], None] | None = None) -> None:
        if progress is not None:
            progress(0, 1)
            progress(1, 1)

    def new_interview(self, form: str) -> FakeInterview:
        return FakeInterview(form)

    def draft_plan(self, session_id: str) -> Iterator[Section | Plan]:
        made = plan({"customer": [statement("My customer is Dave.", said(3, "Dave"))]})
        yield made.sections[0]
        yield made

    def close(self) -> None:
        self.closed = True


class FakeInterview:
    session_id = "s"

    def __init__(self, form: str) -> None:
        self.form = form
        self.notes = Notes()
        self._messages: list[Message] = []
        self._asked = 0

    def messages(self) -> list[Message]:
        return list(self._messages)

    def readback_topics(self) -> list[str]:
        return []

    def start(self) -> Iterator[Event]:
        return self._ask()

    def answer(self, text: str) -> Iterator[Event]:
        topic = self._messages[-1].topic
        turn = self._add(speaker="employee", topic=topic, kind="answer", text=text)
        if text == "fail":
            raise EngineError("The model stopped.", "Start it again.")
        if text == "crash":
            raise ZeroDivisionError("oh")
        self.notes.add(topic, "customers", fact(text, turn))
        if text != "endless":
            self._asked += 1
        yield from self._ask()

    def finish(self) -> Iterator[Event]:
        yield Finished("asked")

    def _ask(self) -> Iterator[Event]:
        if self._asked == len(QUESTIONS):
            yield Finished("complete")
            return
        kind, topic, text = QUESTIONS[self._asked]
        turn = self._add(speaker="coach", topic=topic, kind=kind, text=text)
        yield Said(turn, topic, kind, "stock", text)  # type: ignore[arg-type]

    def _add(self, **fields: Any) -> int:
        turn = len(self._messages)
        new = NewMessage(origin="stock", **fields)
        self._messages.append(Message(turn=turn, **new.model_dump()))
        return turn


def persona_file(folder: Path, name: str, *answers: str) -> None:
    """Write a persona who answers both questions of the fake interview."""
    folder.mkdir(exist_ok=True)
    lines = "\n".join(f'    - "{answer}"' for answer in answers)
    (folder / f"{name}.yaml").write_text(
        f"id: {name}\nrole: Clerk\nstyle: terse\nform: short\n"
        f"answers:\n  work:\n{lines}\n  customers:\n{lines}\n"
        'truth:\n  customers: [["Dave"]]\n',
        encoding="utf-8",
    )
