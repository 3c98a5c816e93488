"""The plan as text: Markdown for people, JSON for programs."""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file, render
from coach.plan.dates import written
from coach.plan.model import AnswerSource, PassageSource, Plan, Section, Source, Statement
from coach.text import clean, fold_space

# What Markdown, and the HTML that it lets through, would read as more than text.
_ACTIVE = re.compile(r"([\\`*_\[\]<$]|~(?=~)|&(?=#?\w+;))")
_LINE_START = re.compile(r"^(\s*)(?:([-+#>=~|])|(\d+)([.)])(?=\s))")


class Labels(BaseModel):
    """Words around the statements, from ``prompts/plan/rendering.yaml``."""

    model_config = ConfigDict(extra="forbid")

    written: str
    suggested: str
    questions: str
    quotes: str
    answer: str
    line: str


@lru_cache(maxsize=1)
def labels() -> Labels:
    """Return the words around the statements."""
    return load_file("plan/rendering", Labels)


def to_json(plan: Plan) -> str:
    """Return the plan as ``plan.json``."""
    return plan.model_dump_json(indent=2) + "\n"


def to_markdown(plan: Plan) -> str:
    """Return the plan as Markdown, with numbered notes for its sources at the end."""
    notes = _Notes(plan)
    lines = [f"# {escaped(plan.title)}", ""]
    lines += [escaped(render(labels().written, {"day": written(plan.created.date())})), ""]
    for section in plan.sections:
        if section.statements:
            lines += [f"## {escaped(section.title)}", "", *_body(section, notes), ""]
    lines += notes.lines()
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Return text from outside so that Markdown shows it as it is."""
    text = _ACTIVE.sub(r"\\\1", fold_space(clean(text)))
    return _LINE_START.sub(_escaped_start, text)


def _escaped_start(match: re.Match[str]) -> str:
    start = f"\\{match[2]}" if match[2] else f"{match[3]}\\{match[4]}"
    return f"{match[1]}{start}"


def _body(section: Section, notes: _Notes) -> list[str]:
    lines: list[str] = []
    number = 0
    for statement in section.statements:
        if statement.kind == "sources.passage":
            continue  # the numbered notes name the passages
        text = f"{escaped(statement.text)}{notes.mark(statement)}"
        if statement.kind == "conversation.question":
            if number == 0:
                lines += ["", escaped(labels().questions), ""]
            number += 1
            lines.append(f"{number}. {text}")
            continue
        if number and lines[-1][:1].isdigit():
            lines.append("")
        lines.append(f"- {text}")
    return lines


class _Notes:
    """Numbers the sources in the order in which the plan comes to them.

    An answer and a passage each have one number, however often they are quoted. Words that a
    statement quotes itself are not repeated.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._answers: dict[int, list[str]] = {}
        self._numbers: dict[int | str, int] = {}

    def mark(self, statement: Statement) -> str:
        """Return the references of a statement, such as `` [3] (suggested)``."""
        if statement.kind.startswith("sources."):
            return ""
        numbers = [
            number for source in statement.sources if (number := self._number(source, statement))
        ]
        marks = f" [{', '.join(str(number) for number in dict.fromkeys(numbers))}]"
        shown = statement.suggested and statement.kind != "conversation.question"
        return (marks if numbers else "") + (f" *({labels().suggested})*" if shown else "")

    def lines(self) -> list[str]:
        """Return the numbered notes."""
        notes = [f"{number}. {self._note(key)}" for key, number in self._numbers.items()]
        return [escaped(labels().quotes), "", *notes] if notes else []

    def _number(self, source: Source, statement: Statement) -> int:
        """Return the number of a source, from 1; 0 for a suggestion, which has none."""
        key: int | str
        if isinstance(source, AnswerSource):
            key = source.turn
            quotes = self._answers.setdefault(key, [])
            if source.quote not in quotes and f"“{source.quote}”" not in statement.text:
                quotes.append(source.quote)
        elif isinstance(source, PassageSource) and source.id in self._plan.passages:
            key = source.id
        else:
            return 0
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _note(self, key: int | str) -> str:
        if isinstance(key, str):
            passage = self._plan.passages[key]
            return escaped(f"{passage.title}. {passage.source.rstrip('.')}.")
        quotes = "; ".join(f"“{quote}”" for quote in self._answers[key])
        if not quotes:
            return escaped(render(labels().line, {"turn": key}))
        return escaped(render(labels().answer, {"quotes": quotes, "turn": key}))
