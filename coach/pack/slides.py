"""The slides of a session: what they say, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from coach.llm.prompts import render
from coach.pack.questions import by_stage
from coach.pack.session import Session, Shown
from coach.pack.texts import slide_texts

_MANY = 4
"""Lines from which a slide is set smaller."""


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes:
        title: Its title.
        lines: What it says.
        numbers: Numbers of its lines, where they have some.
        note: What stands at its foot.
        counter: Which slide of how many it is.
        passage: What the library says on it.
    """

    title: str
    lines: tuple[str, ...]
    numbers: tuple[int, ...] = ()
    note: str = ""
    counter: str = ""
    passage: Shown | None = None

    @property
    def size(self) -> str:
        """How large its lines are set."""
        if len(self.lines) > _MANY:
            return "many"
        return "small" if self.numbers or self.passage else "large"


def slides_of(session: Session) -> list[Slide]:
    """Return the slides of a session: a title, a slide for each step, and the questions."""
    made, words = list(_slides(session)), slide_texts()
    return [
        replace(slide, counter=render(words.counter, {"number": number, "count": len(made)}))
        for number, slide in enumerate(made, start=1)
    ]


def _slides(session: Session) -> Iterable[Slide]:
    words = slide_texts()
    subtitle = render(words.subtitle, {"minutes": session.minutes})
    yield Slide(words.title, (subtitle,))
    for step in session.steps:
        note = render(words.minutes, {"minutes": step.minutes})
        yield Slide(step.title, step.slide, note=note, passage=step.passage)
        for stage, topics in by_stage(step.topics).items():
            title = render(words.questions, {"stage": stage})
            lines = tuple(topic.first.text for topic in topics)
            yield Slide(title, lines, numbers=tuple(t.number for t in topics), note=note)
