"""Drafts plans in tests: no library, a scripted model or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coach.knowledge.library import Hit
from coach.knowledge.passages import Passage
from coach.llm.engine import Engine, Request
from coach.plan.drafting import draft_plan
from coach.plan.kept import KeptWordings
from coach.plan.model import Plan, Section
from coach.store.store import Store
from coach.workspace import Workspace
from tests.models import settings_with_models
from tests.plan import people
from tests.plan.people import TODAY, Person


class Shelf:
    """A library that finds the same passages for everything."""

    def __init__(self, *passages: Passage) -> None:
        self.passages = passages
        self.queries: list[str] = []

    def search(self, query: str, *, limit: int = 5, topics: object = None) -> list[Hit]:
        self.queries.append(query)
        return [Hit(passage, 1.0, 1.0) for passage in self.passages[:limit]]


def passage(number: int, text: str = "Some words.\n\nAsk one person about 3 old cases.") -> Passage:
    return Passage(
        id=f"p-{number}",
        title=f"Idea {number}",
        topic="asking",
        keywords=["ask"],
        aliases=["how do I ask?"],
        method="asking",
        source="Jo Writer, A Book, 1990",
        text=text,
    )


def drafting(
    person: Person,
    engine: Engine | None = None,
    library: object = None,
    kept: KeptWordings | None = None,
) -> Iterator[Section | Plan]:
    return draft_plan(
        person.notes,
        person.messages,
        engine=engine,
        library=library,  # type: ignore[arg-type]
        agenda=None,
        session="s1",
        today=TODAY,
        kept=kept,
    )


def parts(
    person: Person, engine: Engine | None = None, library: object = None
) -> list[Section | Plan]:
    return list(drafting(person, engine, library))


def plan_of(person: Person, engine: Engine | None = None, library: object = None) -> Plan:
    plan = parts(person, engine, library)[-1]
    assert isinstance(plan, Plan)
    return plan


GOOD = {
    "An": "ward",
    "Sa": "I write one page per patient with only what changed.",
    "Tu": "Did Marta have it in hand?",
    "Yo": "Could you have the drugs for the morning there by five, not by half past six?",
}


def good(request: Request) -> str:
    """Return a wording that passes, by the first letters of the task's instructions."""
    return GOOD[request.messages[0].content[:2]]


def finished_interview(home: Path) -> str:
    """Save the nurse's interview and return its session."""
    store, nurse = Store(home / "coach.sqlite3"), people.nurse()
    session_id = store.create_session("full")
    for message in nurse.messages:
        store.add_message(session_id, **message.model_dump(exclude={"turn"}))
    state = '{"form": "full", "topic": "missed", "phase": "done"}'
    store.commit_turn(session_id, messages=[], notes=nurse.notes.model_dump_json(), state=state)
    store.set_status(session_id, "finished")
    store.close()
    return session_id


def workspace(home: Path, engine: Engine) -> Workspace:
    opened = Workspace(settings_with_models(home), engine=engine)
    opened.__dict__["library"] = Shelf(passage(1))
    return opened
