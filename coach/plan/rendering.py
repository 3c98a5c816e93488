"""The plan as text: Markdown for people, JSON for programs."""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file, render
from coach.plan.dates import written
from coach.plan.model import AnswerSource, PassageSource, Plan, Section, Statement
from coach.text import clean, fold_space

# What Markdown, and the HTML that it lets through, would read as more than text.
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_LINE_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


class Labels(BaseModel):
    """Words around the statements, from ``prompts/plan/rendering.yaml``."""

    model_config = ConfigDict(extra="forbid")

    written: str
    suggested: str
    questions: str
    quotes: str
    answer: str


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
    return _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}", text)


def _body(section: Section, notes: _Notes) -> list[str]:
    lines: list[str] = []
    number = 0
    for statement in section.statements:
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
    """Numbers the sources in the order in which the plan comes to them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._numbers: dict[str, int] = {}

    def mark(self, statement: Statement) -> str:
        """Return the references of a statement, such as `` [3] (suggested)``."""
        if statement.kind.startswith("sources."):
            return ""
        found = [
            self._number(line)
            for source in statement.sources
            if (line := self._line(source)) is not None
        ]
        marks = "".join(f" \\[{number}\\]" for number in dict.fromkeys(found))
        only_questions = statement.kind == "conversation.question"
        suggested = statement.suggested and not only_questions
        return marks + (f" *({labels().suggested})*" if suggested else "")

    def lines(self) -> list[str]:
        """Return the numbered notes."""
        if not self._numbers:
            return []
        notes = [f"{number}. {line}" for line, number in self._numbers.items()]
        return [escaped(labels().quotes), "", *notes]

    def _number(self, line: str) -> int:
        return self._numbers.setdefault(line, len(self._numbers) + 1)

    def _line(self, source: object) -> str | None:
        if isinstance(source, AnswerSource):
            given = {"quote": source.quote, "turn": source.turn}
            return escaped(render(labels().answer, given))
        if isinstance(source, PassageSource) and source.id in self._plan.passages:
            passage = self._plan.passages[source.id]
            return escaped(f"{passage.title}. {passage.source.rstrip('.')}.")
        return None
