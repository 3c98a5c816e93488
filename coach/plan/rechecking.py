"""Checks a saved plan again, against the answers and passages as they are now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.checking.claims import MAX_WORDS, Ground
from coach.errors import CoachError, NotFoundError
from coach.interview.notes import Notes
from coach.plan.checking import problems
from coach.plan.dates import written
from coach.plan.drafting import LONG_KINDS
from coach.plan.editing import SOURCES
from coach.plan.material import Material
from coach.plan.model import AnswerSource, PassageSource, Plan, Section, Statement
from coach.plan.tasks import Wording
from coach.plan.versions import Version

if TYPE_CHECKING:
    from coach.knowledge.passages import Passage
    from coach.store.store import Store


@dataclass(frozen=True)
class Finding:
    """A problem of a statement that stands in the plan.

    Attributes:
        section: Where it stands.
        number: Its place there, from 1.
        statement: The statement.
        problem: What the checks call it.
    """

    section: Section
    number: int
    statement: Statement
    problem: str


class Shelf:
    """The passages that a plan is about, looked up once, as far as they are still there.

    Args:
        plan: Names the passages that it cites.
        get: Returns a passage by its id; raises CoachError where it cannot.
    """

    def __init__(self, plan: Plan, get: Callable[[str], Passage]) -> None:
        self._plan = plan
        self._get = get
        self._passages: dict[str, Passage | None] = {}

    def title(self, passage_id: str) -> str:
        """Return the title as the plan names it, or the library, or else the id."""
        named = self._plan.passages.get(passage_id) or self._found(passage_id)
        return named.title if named else passage_id

    @property
    def gone(self) -> list[str]:
        """Ids of the cited passages that are not there."""
        ids = [one for section in self._plan.sections for one in cited(section)]
        return [one for one in dict.fromkeys(ids) if self._found(one) is None]

    def text(self, passage_id: str) -> str:
        """Return title, source and text; in place of a text that is gone the plan's own lines."""
        named, passage = self._plan.passages.get(passage_id), self._found(passage_id)
        parts = [f"{one.title}\n{one.source}" for one in (named, passage) if one]
        return "\n".join([*parts, _everything(self._plan) if passage is None else passage.text])

    def _found(self, passage_id: str) -> Passage | None:
        if passage_id not in self._passages:
            try:
                self._passages[passage_id] = self._get(passage_id)
            except CoachError:
                self._passages[passage_id] = None
        return self._passages[passage_id]


class Recheck:
    """Checks the newest version of a plan.

    What stands in for words that are gone (an interview, a passage) are the plan's own, so that
    nothing is called wrong that nobody can compare; ``session`` and ``Shelf.gone`` tell of it.

    Args:
        store: Has the interview.
        versions: All versions of the plan, the oldest first; the newest is checked.
        shelf: The passages of the newest.

    Attributes:
        session: Whether the interview is there.
    """

    def __init__(self, store: Store, versions: Sequence[Version], shelf: Shelf) -> None:
        self._plan, self._versions, self._shelf = versions[-1].plan, versions, shelf
        self._dates = {told for version in versions for told in _dates(version)}
        try:
            messages = store.messages(self._plan.session)
        except NotFoundError:
            self.session, messages, notes = False, [], Notes()
        else:
            snapshot = store.snapshot(self._plan.session)
            notes = Notes.model_validate_json(snapshot.notes) if snapshot else Notes()
            self.session = True
        today = self._plan.created.date()
        self._material = Material(notes, messages, None, Wording(None), today)

    def findings(self) -> Iterator[Finding]:
        """Yield every problem, in the order of the plan; the owner's own lines have none."""
        for section in self._plan.sections:
            ground = self._ground(section.id)
            for number, statement in enumerate(section.statements, 1):
                for problem in _problems(statement, ground):
                    yield Finding(section, number, statement, problem)

    def _ground(self, section_id: str) -> Ground:
        passages = {one: self._shelf.text(one) for one in self._known(section_id)}
        ground = replace(self._material.ground(section_id), passages=passages, dates=self._dates)
        if self.session:
            return ground
        own = _everything(self._plan)
        turns = {
            source.turn
            for section in self._plan.sections
            for statement in section.statements
            for source in statement.sources
            if isinstance(source, AnswerSource)
        }
        return replace(ground, answers=dict.fromkeys(turns, own), noted=own, heard=own)

    def _known(self, section_id: str) -> Collection[str]:
        """Return the passages that may be cited: those found for the section in any version."""
        found = [version.plan.report.retrieved for version in self._versions]
        if section_id == SOURCES or not any(found):
            return self._plan.passages
        return {one for retrieved in found for one in retrieved.get(section_id, [])}


def is_reworded(statement: Statement) -> bool:
    """Return whether the coach reworded a statement; the words of the wish are not kept."""
    return bool(statement.was) and not statement.edited and not statement.reviewed


def cited(section: Section) -> list[str]:
    """Return the ids of the passages that a section cites, in order."""
    return [
        source.id
        for statement in section.statements
        for source in statement.sources
        if isinstance(source, PassageSource)
    ]


def _problems(statement: Statement, ground: Ground) -> list[str]:
    if is_reworded(statement):
        told = f"{ground.noted}\n{statement.was}"
        ground = replace(ground, noted=told, heard=f"{ground.heard}\n{statement.was}")
    if statement.reviewed:
        # What a review wrote or kept says itself what became of a guess.
        ground = replace(ground, assumed=())
    longest = MAX_WORDS * 2 if statement.kind in LONG_KINDS else MAX_WORDS
    return problems(statement, ground, max_words=longest)


def _dates(version: Version) -> Iterator[str]:
    """Yield the days that a version sets and those on which it was written, as plans write them."""
    plan = version.plan
    today = plan.created.date()
    # Drafting again after a review keeps the day of the review, and notes things on its own.
    for day in (today, version.saved.astimezone().date(), *(date.day for date in plan.dates)):
        yield written(day)
        yield written(day, today)


def _everything(plan: Plan) -> str:
    """Return all that stands in a plan."""
    lines = []
    for section in plan.sections:
        for statement in section.statements:
            lines.append(statement.text)
            lines += [s.quote for s in statement.sources if isinstance(s, AnswerSource)]
    return "\n".join(lines)
