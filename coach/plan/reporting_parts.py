"""The report of the checks in words: a first sentence, then parts with a title and lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.llm.prompts import render
from coach.plan.reporting import Checked, Failure, Figures, PlanReport, SectionPassages, Writing
from coach.plan.reporting_texts import texts


@dataclass(frozen=True)
class Line:
    """A line of the report.

    Attributes:
        text: What it says.
        depth: How far it is indented: 0, or more for what belongs to the line above.
    """

    text: str
    depth: int = 0

    def __str__(self) -> str:
        return f"{'  ' * self.depth}{self.text}"


@dataclass(frozen=True)
class Part:
    """A part of the report.

    Attributes:
        title: What it is about; empty for the first part.
        lines: What it says.
    """

    title: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        told = [self.title] if self.title else []
        return "\n".join([*told, *map(str, self.lines)])


def parts(report: PlanReport) -> list[Part]:
    """Return the report for people; everything in it is cleaned, on one line each."""
    titles = texts().titles
    found = [
        Part("", tuple(_figures(report.statements))),
        Part(titles.checked, tuple(_checked(report.checked, report.statements))),
    ]
    for writing in report.written:
        title = titles.reviewed if writing.kind == "reviewed" else titles.drafted
        found.append(Part(render(title, {"version": writing.version}), tuple(_written(writing))))
    return [*found, Part(titles.passages, tuple(_passages(report.passages)))]


def written(report: PlanReport) -> str:
    """Return the report as text."""
    return "\n\n".join(map(str, parts(report)))


def _figures(figures: Figures) -> Iterator[Line]:
    words = texts()
    yield Line(render(words.count, figures.model_dump()))
    if figures.without_source:
        yield Line(render(words.without_source, {"count": figures.without_source}))
    if figures.with_suggestion:
        counts = {"count": figures.with_suggestion, "of": figures.own_words}
        yield Line(render(words.with_suggestion, counts))


def _checked(checked: Checked, figures: Figures) -> Iterator[Line]:
    words = texts().checked
    yield Line(words.all if checked.session else words.no_session)
    if checked.passages_gone:
        yield Line(words.passages_gone)
        yield from (Line(title, 1) for title in checked.passages_gone)
    if figures.own_lines:
        yield Line(words.own_lines)
    if not checked.problems:
        yield Line(words.none)
        return
    yield Line(render(words.found, {"count": len(checked.problems)}))
    place = None
    for found in checked.problems:
        if place != (found.section, found.number):
            place = (found.section, found.number)
            yield Line(render(words.place, found.model_dump()), 1)
            if found.reworded:
                yield Line(words.reworded, 2)
        yield Line(found.reason, 2)


def _written(writing: Writing) -> Iterator[Line]:
    words = texts().written
    if not writing.kept:
        yield Line(words.not_kept)
        return
    counts = (
        (words.worded, writing.worded),
        (words.redrafted, writing.redrafted),
        (words.replaced, writing.replaced),
    )
    if any(count for _, count in counts):
        yield from (Line(render(told, {"count": count})) for told, count in counts if count)
    elif writing.kind == "drafted":
        yield Line(words.no_model)
    yield from _failures(words.failed, writing.failed)
    if writing.removed:
        removed = render(words.removed, {"count": writing.removed})
        yield from _failures(removed, writing.left_out, always=True)
    else:
        yield Line(words.none_removed)
    yield from _failures(words.trouble, writing.trouble)
    if writing.kind == "drafted":
        yield Line(_time(writing.seconds))


def _failures(title: str, failures: Sequence[Failure], *, always: bool = False) -> Iterator[Line]:
    if failures or always:
        yield Line(title)
    for one in failures:
        told = {"what": one.what, "reason": one.reason}
        yield Line(render(texts().written.what, told) if one.what else one.reason, 1)


def _time(seconds: float) -> str:
    words = texts().written
    minutes, count = divmod(round(seconds), 60)
    if minutes:
        return render(words.minutes, {"minutes": minutes, "count": count})
    return render(words.seconds, {"count": count}) if count else words.quick


def _passages(sections: Sequence[SectionPassages]) -> Iterator[Line]:
    words = texts().passages
    if not sections:
        yield Line(words.none)
    for section in sections:
        yield Line(render(words.section, {"title": section.title}))
        for one in section.found:
            yield Line(render(words.cited if one.cited else words.other, {"title": one.title}), 1)
