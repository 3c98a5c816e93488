"""A plan with the ids of its parts and the numbers of its lines, for commands that name them."""

from __future__ import annotations

from coach.plan.editing_texts import texts
from coach.plan.model import Plan, Section
from coach.text import clean, one_line


def numbered(plan: Plan) -> str:
    """Return a plan with the ids of its sections and the numbers of its lines."""
    return "\n\n".join(numbered_section(section) for section in plan.sections)


def numbered_section(section: Section) -> str:
    """Return a section with its id and the numbers of its lines."""
    lines = [f"{one_line(section.id)}: {one_line(section.title)}"]
    for number, statement in enumerate(section.statements, 1):
        mark = f" ({texts().command.own})" if statement.edited else ""
        lines.append(f"{number:>3}  {clean(statement.text)}{mark}")
    return "\n".join(lines)
