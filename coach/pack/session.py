"""What a session consists of: its steps with their times, words, questions and passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coach.config import shipped_folder
from coach.errors import DamagedFileError
from coach.interview.agenda import Agenda
from coach.knowledge.passages import Passage, parse_passage
from coach.llm.prompts import render
from coach.pack.questions import Asked, asked
from coach.pack.texts import PlanOfSession, SessionTexts, session_texts
from coach.text import one_line


@dataclass(frozen=True)
class Shown:
    """A passage of the library as it stands in the plan.

    Attributes:
        title: What it is about.
        paragraphs: Its text.
        source: Where the idea comes from.
    """

    title: str
    paragraphs: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Step:
    """A step of a session.

    Attributes:
        time: When it begins and ends, in hours and minutes from the begin.
        minutes: How long it takes.
        title: Its name.
        aim: What is reached at its end.
        do: What the facilitator does.
        say: What the facilitator says.
        topics: Whose questions belong to it.
        slide: Lines of its slide.
        passage: What its slide can show beside them.
    """

    time: str
    minutes: int
    title: str
    aim: str
    do: tuple[str, ...]
    say: tuple[str, ...]
    topics: tuple[Asked, ...]
    slide: tuple[str, ...]
    passage: Shown | None


@dataclass(frozen=True)
class When:
    """Something that can happen, and what to do then."""

    happens: str
    then: str


@dataclass(frozen=True)
class Session:
    """A whole session.

    Attributes:
        minutes: How long it takes.
        title: Its title.
        lead: For whom it is.
        before: What is done before the day.
        bring: What is brought.
        privacy: What stays private.
        steps: Its steps in order.
        when: What to do when it does not go as planned.
        after: What is done after the day.
        topics: All questions of its form of the interview.
        passages: What to read before.
    """

    minutes: int
    title: str
    lead: str
    before: tuple[str, ...]
    bring: tuple[str, ...]
    privacy: tuple[str, ...]
    steps: tuple[Step, ...]
    when: tuple[When, ...]
    after: tuple[str, ...]
    topics: tuple[Asked, ...]
    passages: tuple[Shown, ...]


def session_of(plan: PlanOfSession, agenda: Agenda, *, form_file: str) -> Session:
    """Return a session with everything filled in.

    Args:
        plan: Its length and steps.
        agenda: What the coach asks.
        form_file: Name of the form to type a sheet in.

    Raises:
        DamagedFileError: a text has a variable that is not known, or a passage is missing.
    """
    texts = session_texts()
    given = {"minutes": plan.minutes, "form": plan.form, "form_file": form_file}

    def filled(lines: Iterable[str]) -> tuple[str, ...]:
        return tuple(render(line, given) for line in lines)

    topics = tuple(asked(agenda, plan.form))
    return Session(
        minutes=plan.minutes,
        title=render(texts.title, given),
        lead=render(texts.lead, given),
        before=filled(texts.before),
        bring=filled(texts.bring),
        privacy=filled(texts.privacy),
        steps=tuple(_steps(plan, texts, topics, given)),
        when=tuple(When(*filled((case.if_, case.then))) for case in texts.when),
        after=filled(texts.after),
        topics=topics,
        passages=tuple(_passages(plan, texts)),
    )


def _steps(
    plan: PlanOfSession, texts: SessionTexts, topics: Sequence[Asked], given: Mapping[str, object]
) -> Iterable[Step]:
    begun = 0
    for name, minutes in plan.steps.items():
        text = texts.steps[name]
        theirs = [t for t in topics if text.questions or t.topic in text.topics]
        yield Step(
            time=f"{_clock(begun)}–{_clock(begun + minutes)}",
            minutes=minutes,
            title=text.title,
            aim=text.aim,
            do=tuple(render(line, given) for line in text.do),
            say=tuple(text.say),
            topics=tuple(theirs),
            slide=tuple(text.slide),
            passage=_shown(text.passage) if text.passage else None,
        )
        begun += minutes


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _passages(plan: PlanOfSession, texts: SessionTexts) -> Iterable[Shown]:
    steps = (texts.steps[name].passage for name in plan.steps)
    named = [*steps, *(case.passage for case in texts.when)]
    return (_shown(name) for name in dict.fromkeys(filter(None, named)))


def _shown(name: str) -> Shown:
    passage = _passage(name)
    parts = (" ".join(part.split()) for part in passage.text.split("\n\n"))
    return Shown(passage.title, tuple(part for part in parts if part), passage.source)


def _passage(name: str) -> Passage:
    """Return a passage of the library that comes with the program, by its topic and id."""
    file = shipped_folder("knowledge") / f"{name}.md"
    try:
        return parse_passage(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DamagedFileError(
            f"The passage {one_line(name)} cannot be used: {one_line(str(error))}.",
            "Install the program again.",
        ) from error
