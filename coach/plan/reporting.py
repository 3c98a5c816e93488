"""The report of the checks for the owner of a plan: what its statements rest on, what was found.

The plan is checked again; what the checks did while it was written is told from the reports that
its versions keep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from coach.plan.editing import SOURCES
from coach.plan.material_texts import texts as plan_texts
from coach.plan.model import Plan, Problem, Report
from coach.plan.rechecking import Recheck, Shelf, cited, is_reworded
from coach.plan.reporting_texts import reason, texts
from coach.plan.versions import Version, Versions
from coach.text import one_line

if TYPE_CHECKING:
    from coach.knowledge.passages import Passage
    from coach.store.store import Store

TROUBLE = "trouble"
"""Kind of a kept problem that tells of something that did not work."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Figures(_Strict):
    """How many statements rest on what; each is counted once, so that they add up to ``total``."""

    total: int = 0
    own_words: int = 0
    """Statements with an answer of the owner as a source."""
    passages: int = 0
    suggestions: int = 0
    own_lines: int = 0
    """Statements that the owner wrote."""
    without_source: int = 0
    with_suggestion: int = 0
    """Those of ``own_words`` that have a suggestion of the coach in them."""


class Found(_Strict):
    """A problem of a statement that stands in the plan."""

    section: str
    title: str
    """The title of the section."""
    number: int
    """The place of the statement in its section, from 1."""
    text: str
    problem: str
    """What the checks call it."""
    reason: str
    """The same in plain words."""
    reworded: bool
    """Whether the coach reworded the statement; the words of the wish are not kept."""


class Checked(_Strict):
    """What came of checking the saved plan again."""

    session: bool
    """Whether the interview is there, so that quotes, numbers and names were compared."""
    passages_gone: list[str]
    """Titles of cited passages that are not in the library any more and were not compared."""
    problems: list[Found]


class Failure(_Strict):
    """Something that did not pass, or did not work, while the plan was written."""

    what: str
    """What it was about, for people: a task of the model, or the title of a section."""
    problem: str
    reason: str


class Writing(_Strict):
    """What the checks did while a version was written."""

    version: int
    kind: Literal["drafted", "reviewed"]
    kept: bool
    """Whether a report was kept; without one the rest says nothing."""
    worded: int
    redrafted: int
    replaced: int
    removed: int
    seconds: float
    failed: list[Failure]
    """Wordings of the model that did not pass."""
    left_out: list[Failure]
    """Lines that did not pass, each with the title of its section."""
    trouble: list[Failure]


class FoundPassage(_Strict):
    """A passage that was found for a section."""

    id: str
    title: str
    cited: bool
    """Whether a statement of the section cites it."""


class SectionPassages(_Strict):
    """The passages that were found for a section."""

    section: str
    title: str
    found: list[FoundPassage]


class PlanReport(_Strict):
    """Everything that the checks have to say of a plan."""

    plan: str
    version: int
    title: str
    statements: Figures
    checked: Checked
    written: list[Writing]
    """The draft that the plan comes from, then the reviews since."""
    passages: list[SectionPassages]


def report(store: Store, get: Callable[[str], Passage], plan_id: str) -> PlanReport:
    """Return the report of the newest version of a plan.

    Args:
        store: Has the plan and its interview.
        get: Returns a passage by its id; raises CoachError where it cannot.
        plan_id: Id of the plan or its session, or a beginning that only one has.

    Raises:
        NotFoundError: there is no such plan.
        DamagedFileError: what is stored is not a plan.
    """
    versions = Versions(store, plan_id).all()
    plan = versions[-1].plan
    shelf = Shelf(plan, get)
    return PlanReport(
        plan=plan.id,
        version=plan.version,
        title=one_line(plan.title),
        statements=figures(plan),
        checked=_checked(Recheck(store, versions, shelf), shelf),
        written=[_writing(version) for version in _origins(versions[-1], versions)],
        passages=_passages(plan, shelf),
    )


def figures(plan: Plan) -> Figures:
    """Return how many statements of a plan rest on what."""
    counted = Figures()
    for section in plan.sections:
        for statement in section.statements:
            counted.total += 1
            kinds = {source.type for source in statement.sources}
            if statement.edited:
                counted.own_lines += 1
            elif "answer" in kinds:
                counted.own_words += 1
                counted.with_suggestion += "suggestion" in kinds
            elif "passage" in kinds:
                counted.passages += 1
            elif kinds:
                counted.suggestions += 1
            else:
                counted.without_source += 1
    return counted


def _checked(recheck: Recheck, shelf: Shelf) -> Checked:
    return Checked(
        session=recheck.session,
        passages_gone=[one_line(shelf.title(one)) for one in shelf.gone],
        problems=[
            Found(
                section=found.section.id,
                title=one_line(found.section.title),
                number=found.number,
                text=one_line(found.statement.text),
                problem=one_line(found.problem),
                reason=reason(found.problem),
                reworded=is_reworded(found.statement),
            )
            for found in recheck.findings()
        ],
    )


def _origins(version: Version, versions: Sequence[Version]) -> list[Version]:
    """Return the draft that a version comes from, and the reviews on the way to it.

    Changes of the owner's keep the report of what they change.
    """
    origin = next(one for one in versions if one.plan.report == version.plan.report)
    before = next((one for one in versions if one.number == origin.number - 1), None)
    if origin.kind != "reviewed" or before is None:
        return [origin]
    return [*_origins(before, versions), origin]


def _writing(version: Version) -> Writing:
    kept, plan = version.plan.report, version.plan
    failed = [one for one in kept.problems if not one.section and one.kind != TROUBLE]
    left_out = [one for one in kept.problems if one.section and one.kind != TROUBLE]
    return Writing(
        version=version.number,
        kind="reviewed" if version.kind == "reviewed" else "drafted",
        kept=kept != Report(),
        worded=kept.worded,
        redrafted=kept.redrafted,
        replaced=kept.replaced,
        removed=kept.removed,
        seconds=kept.seconds,
        failed=[_failure(texts().tasks.get(one.kind, one.kind), one) for one in failed],
        left_out=[_failure(_title(plan, one.section), one) for one in left_out],
        trouble=[_failure("", one) for one in kept.problems if one.kind == TROUBLE],
    )


def _failure(what: str, problem: Problem) -> Failure:
    return Failure(
        what=one_line(what), problem=one_line(problem.problem), reason=reason(problem.problem)
    )


def _title(plan: Plan, section_id: str) -> str:
    section = plan.section(section_id)
    return section.title if section else plan_texts().sections.get(section_id, section_id)


def _passages(plan: Plan, shelf: Shelf) -> list[SectionPassages]:
    found = []
    for section_id, ids in plan.report.retrieved.items():
        section = plan.section(section_id)
        used = cited(section) if section else []
        if section_id == SOURCES or not ids:
            continue
        passages = [
            FoundPassage(id=one_line(one), title=one_line(shelf.title(one)), cited=one in used)
            for one in dict.fromkeys(ids)
        ]
        title = one_line(_title(plan, section_id))
        found.append(SectionPassages(section=one_line(section_id), title=title, found=passages))
    return found
