"""The plan as text: Markdown for people, JSON for programs."""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_lowercase

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
    notes: str
    answer: str
    passage: str


@lru_cache(maxsize=1)
def labels() -> Labels:
    """Return the words around the statements."""
    return load_file("plan/rendering", Labels)


def to_json(plan: Plan) -> str:
    """Return the plan as ``plan.json``."""
    return plan.model_dump_json(indent=2) + "\n"


def to_markdown(plan: Plan) -> str:
    """Return the plan as Markdown, with references to its sources."""
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
    """The references of a plan: an answer by its line in the interview, a passage by a letter.

    Words that stand in the plan are not repeated in the notes at the end.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._shown = "\n".join(s.text for section in plan.sections for s in section.statements)
        self._quotes: dict[int, list[str]] = {}
        self._letters: dict[str, str] = {}

    def mark(self, statement: Statement) -> str:
        """Return the references of a statement, such as `` [3, a] *(suggested)*``."""
        if statement.kind.startswith("sources."):
            return ""
        found = [mark for source in statement.sources if (mark := self._mark(source))]
        marks = f" [{', '.join(dict.fromkeys(found))}]" if found else ""
        shown = statement.suggested and statement.kind != "conversation.question"
        return marks + (f" *({labels().suggested})*" if shown else "")

    def lines(self) -> list[str]:
        """Return the notes: what the references stand for."""
        notes = []
        for turn, quotes in sorted(self._quotes.items()):
            given = {"turn": turn, "quotes": "; ".join(f"“{quote}”" for quote in quotes)}
            notes.append(f"- {escaped(render(labels().answer, given))}")
        for passage_id, letter in self._letters.items():
            passage = self._plan.passages[passage_id]
            given = {"letter": letter, "title": passage.title}
            line = render(labels().passage, {**given, "source": passage.source.rstrip(".")})
            notes.append(f"- {escaped(line)}")
        return [escaped(labels().notes), "", *notes]

    def _mark(self, source: Source) -> str:
        """Return how a source is referred to; nothing for a suggestion."""
        if isinstance(source, AnswerSource):
            if f"“{source.quote}”" not in self._shown:
                quotes = self._quotes.setdefault(source.turn, [])
                if source.quote not in quotes:
                    quotes.append(source.quote)
            return str(source.turn)
        if isinstance(source, PassageSource) and source.id in self._plan.passages:
            letter = ascii_lowercase[len(self._letters) % len(ascii_lowercase)]
            return self._letters.setdefault(source.id, letter)
        return ""
