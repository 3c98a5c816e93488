"""An interview on a scripted engine: what the model would copy and word is given by the test."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from coach.interview.agenda import load_agenda
from coach.interview.events import Event, Said
from coach.interview.session import Interview
from coach.llm.engine import Request
from coach.store.store import Store
from tests.scripted import Reply, ScriptedEngine

Notes = Mapping[str, Sequence[str]]


class NoLibrary:
    """Finds nothing; every text is unlike every other."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def warm_up(self) -> None:
        pass

    def search(self, query: str, *, limit: int = 5) -> list[object]:
        return []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in enumerate(texts):
            place = self._seen.setdefault(text, len(self._seen))
            # Two places of many: unlike every other text even when there are hundreds.
            vectors[row, [place % 383, 383 - (place // 383) % 383]] = 0.5**0.5
        return vectors


class Reading:
    """Answers reading requests from a table of answers, and wording requests with one text.

    Args:
        notes: From an answer to what is copied out of it; other answers give nothing.
        wording: From the request to the follow-up that the model words; by default one that fails
            every guard, so that the reviewed probe is used.
    """

    def __init__(
        self,
        notes: Mapping[str, Notes] | None = None,
        wording: Callable[[Request], Reply] = lambda _request: "no",
    ) -> None:
        self.notes = dict(notes or {})
        self.wording = wording

    def __call__(self, request: Request) -> Reply:
        if request.json_schema is None:
            return self.wording(request)
        keys = list(request.json_schema["properties"])
        if keys == ["line", "now"]:
            return json.dumps({"line": 0, "now": ""})
        answer = request.messages[-1].content.removeprefix("Answer: ")
        found = self.notes.get(answer, {})
        return json.dumps({key: list(found.get(key, [])) for key in keys})


def interview(
    folder: Path, script: Callable[[Request], Reply] | None = None, *, form: str = "full"
) -> tuple[Interview, ScriptedEngine, Store]:
    engine = ScriptedEngine(script or Reading())
    store = Store(folder / "coach.sqlite3")
    session = store.create_session(form)  # type: ignore[arg-type]
    return reopen(store, session, engine), engine, store


def reopen(store: Store, session: str, engine: ScriptedEngine) -> Interview:
    return Interview(
        store,
        session,
        engine=engine,
        library=NoLibrary(),  # type: ignore[arg-type]
        agenda=load_agenda(),
    )


def said(events: Sequence[Event]) -> Said:
    """Return the only message of the coach among the events."""
    messages = [event for event in events if isinstance(event, Said)]
    assert len(messages) == 1, events
    return messages[0]
