"""A workspace without a model: interviews made of events, for tests and pictures.

The store and the plan's model are the real ones. An interview plays a script; a :class:`Gate` in
it waits until the test opens it, as the model's work would.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from coach.config import Settings
from coach.errors import Cancelled, NotFoundError
from coach.interview import events
from coach.interview.notes import Fact, Notes
from coach.knowledge.own import OwnLibrary
from coach.knowledge.passages import Passage
from coach.knowledge.sources import OwnDocuments
from coach.plan.model import Plan, Section
from coach.practice.rehearsal import Rehearsal
from coach.store.messages import Message
from coach.store.store import Store
from tests.practice.people import rehearsal
from tests.scripted import ScriptedEngine

SECONDS = 20
CUSTOMER_SAYS = "Last Tuesday the main drive went at 7 in the evening. You were under the machine."


class Gate:
    """A place in a script where the interview waits, as for the model."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()
        self.cancelled = False

    def open(self) -> None:
        self._open.set()

    def cancel(self) -> None:
        self.cancelled = True
        self._open.set()

    def wait(self) -> None:
        self.reached.set()
        assert self._open.wait(SECONDS), "nobody opened the gate"
        if self.cancelled:
            raise Cancelled


Step = events.Event | Gate | Exception
Script = Sequence[Sequence[Step]]


@dataclass
class Save:
    """In a script: here the answer goes to disk.

    Without it that happens first, unless the interview's ``save_first`` is cleared.
    """


class FakeInterview:
    """Plays one part of its script for each call."""

    def __init__(self, store: Store, session_id: str, form: str, script: Iterator[Any]) -> None:
        self.store = store
        self.session_id = session_id
        self.form = form
        self.notes = Notes()
        self.finished = False
        self.save_first = True
        self.calls: list[tuple[Any, ...]] = []
        self.typed: list[str] = []
        self.left = False
        self._script = script
        self._gates: list[Gate] = []
        self._progress = events.Progress("work", "My work", "My work", 0, 8, 10)
        self._topic = "work"
        self._turn = -1

    def messages(self) -> list[Message]:
        return self.store.messages(self.session_id)

    def progress(self) -> events.Progress:
        return self._progress

    def cancel(self) -> None:
        for gate in self._gates:
            gate.cancel()

    def typing(self, text: str) -> None:
        self.typed.append(text)

    def leave(self) -> None:
        self.left = True

    def start(self) -> Iterator[events.Event]:
        self.calls.append(("start",))
        yield from self._play()

    def answer(self, text: str) -> Iterator[events.Event]:
        self.calls.append(("answer", text))
        yield from self._play(text)

    def skip(self) -> Iterator[events.Event]:
        self.calls.append(("skip",))
        yield from self._play()

    def back(self) -> Iterator[events.Event]:
        self.calls.append(("back",))
        yield from self._play()

    def finish(self) -> Iterator[events.Event]:
        self.calls.append(("finish",))
        yield from self._play()

    def correct(
        self, topic: str, slot: str, before: Fact, value: str | None
    ) -> Iterator[events.Event]:
        self.calls.append(("correct", topic, slot, before.value, value))
        after = None
        if value is not None:
            after = before.model_copy(update={"value": value, "status": "corrected"})
        self.notes.change(topic, slot, before, after)
        yield events.NotesChanged()

    def _play(self, answer: str | None = None) -> Iterator[events.Event]:
        steps = list(next(self._script, []))
        unsaved = answer is not None and not any(isinstance(step, Save) for step in steps)
        if unsaved and self.save_first:
            steps.insert(0, Save())
        for step in steps:
            if isinstance(step, Gate):
                self._gates.append(step)
                step.wait()
            elif isinstance(step, Exception):
                raise step
            elif isinstance(step, Save):
                assert answer is not None
                self._turn = self._add("employee", "answer", answer)
                yield events.AnswerSaved(self._turn, answer)
            else:
                yield self._record(step)

    def _record(self, event: events.Event) -> events.Event:
        if isinstance(event, events.Heard):
            fact = event.fact.model_copy(update={"turn": self._turn})
            self.notes.add(event.topic, event.slot, fact)
            return replace(event, fact=fact)
        if isinstance(event, events.Progress):
            self._progress, self._topic = event, event.topic
        if isinstance(event, events.Said):
            self._topic = event.topic
            return replace(event, turn=self._add("coach", event.kind, event.text))
        if isinstance(event, events.Finished):
            self.finished = True
            self.store.set_status(self.session_id, "finished")
        return event

    def _add(self, speaker: Any, kind: Any, text: str) -> int:
        return self.store.add_message(
            self.session_id,
            speaker=speaker,
            topic=self._topic,
            kind=kind,
            origin="stock",
            text=text,
        )


class FakeAgenda:
    """Titles as the real agenda has them, without its prompts."""

    def __init__(self, topics: Sequence[tuple[str, str, str, dict[str, str]]]) -> None:
        self._topics = [
            SimpleNamespace(
                id=id_,
                title=title,
                stage=stage,
                slots=[SimpleNamespace(id=slot, title=name) for slot, name in slots.items()],
            )
            for id_, title, stage, slots in topics
        ]

    def topics(self, form: str) -> list[Any]:
        return self._topics[:8] if form == "short" else self._topics

    def stage(self, stage_id: str) -> Any:
        return SimpleNamespace(id=stage_id, title=stage_id)


class FakeLibrary:
    """Finds a passage by any word of the query; reads own documents when its index is built."""

    def __init__(self, passages: Sequence[Passage], database: Path) -> None:
        self._passages = {passage.id: passage for passage in passages}
        self._own: dict[str, Passage] = {}
        self._database = database
        self.is_ready = True
        self.remark = ""
        self.builds = 0
        self.gate: Gate | None = None

    def list(self) -> list[Passage]:
        return [*self._passages.values()]

    def get(self, passage_id: str) -> Passage:
        found = {**self._passages, **self._own}
        if passage_id not in found:
            raise NotFoundError("There is no such passage.")
        return found[passage_id]

    def search(
        self, query: str, *, limit: int = 5, topics: Any = None, patient: bool = False
    ) -> Any:
        wanted = query.casefold().split()
        passages = [*self._passages.values(), *self._own.values()]
        fits = [p for p in passages if any(w in f"{p.title} {p.text}".casefold() for w in wanted)]
        return [SimpleNamespace(passage=passage, score=1.0) for passage in fits[:limit]]

    def ready(self) -> bool:
        return self.is_ready

    def rebuild(self, progress: Callable[[int, int], None]) -> int:
        self.builds += 1
        progress(1, 2)
        if self.gate is not None:
            self.gate.wait()
        progress(2, 2)
        self.is_ready = True
        return len(self._passages) + self.rebuild_own(progress)

    def rebuild_own(self, progress: Callable[[int, int], None]) -> int:
        progress(0, 1)
        passages = OwnDocuments(self._database).passages()
        self._own = {passage.id: passage for passage in passages}
        return len(passages)


class FakeWorkspace:
    """What ``coach.workspace.Workspace`` is, from scripts.

    Args:
        home: Folder of the database and the exports.
        script: What the interviews do, call by call, over all of them.
        plan: What drafting gives: sections, gates, errors, at last a plan.
        agenda: Titles of the topics.
        passages: The library.
        model: Whether there is a model file.
    """

    def __init__(
        self,
        home: Path,
        *,
        script: Script = (),
        plan: Sequence[Section | Plan | Gate | Exception] = (),
        agenda: FakeAgenda | None = None,
        passages: Sequence[Passage] = (),
        model: bool = True,
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        file = home / "model.gguf"
        if model:
            file.touch()
        self.settings = Settings(home=home, model=str(file))
        self.store = Store(self.settings.database)
        self.library = FakeLibrary(passages, self.settings.library_database)
        self.own = OwnLibrary(self.library, self.settings.library_database)  # type: ignore[arg-type]
        self.agenda = agenda or FakeAgenda([])
        self.wording = SimpleNamespace(notices=[])
        self.engine = SimpleNamespace(cancel=self._cancel_plan)
        self.interviews: list[FakeInterview] = []
        self.plan_script: Sequence[Any] = plan
        self._script = iter(script)
        self._gate: Gate | None = None

    def new_interview(self, form: Any) -> FakeInterview:
        return self._interview(self.store.create_session(form))

    def open_interview(self, session_id: str) -> FakeInterview:
        return self._interview(session_id)

    def _interview(self, session_id: str) -> FakeInterview:
        info = self.store.session(session_id)
        interview = FakeInterview(self.store, info.id, info.form, self._script)
        if self.interviews and self.interviews[-1].session_id == info.id:
            interview.notes = self.interviews[-1].notes
        self.interviews.append(interview)
        return interview

    def _cancel_plan(self) -> None:
        if self._gate is not None:
            self._gate.cancel()

    def draft_plan(self, session_id: str) -> Iterator[Section | Plan]:
        for step in self.plan_script:
            if isinstance(step, Gate):
                self._gate = step
                step.wait()
            elif isinstance(step, Exception):
                raise step
            elif isinstance(step, Plan):
                plan = step.model_copy(update={"session": session_id})
                plan.id, plan.version = self.store.save_plan(session_id, plan.model_dump_json())
                yield plan
            else:
                yield step

    def plan(self, plan_id: str) -> Plan:
        record = self.store.plan(plan_id)
        plan = Plan.model_validate_json(record.json)
        return plan.model_copy(update={"id": record.info.id, "version": record.info.version})

    def practice(self, plan: Plan) -> Rehearsal:
        """Rehearse with Dave, whatever the plan."""
        return rehearsal(ScriptedEngine([CUSTOMER_SAYS]))

    def close(self) -> None:
        self.store.close()
