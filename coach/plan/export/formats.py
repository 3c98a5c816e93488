"""The formats that a plan can be saved in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.plan.model import Plan

FORMATS = ("md", "html", "pdf", "docx", "ics", "json")
"""Names of the formats, which are also the endings of their files."""
PRINTABLE = frozenset({"md", "html", "ics", "json"})
"""Formats that are text; the others never go to a terminal."""


def exported(plan: Plan, name: str, *, names: bool = True) -> bytes:
    """Return the content of a plan's file.

    Args:
        plan: The plan.
        name: One of ``FORMATS``.
        names: Whether names of people and organisations stay; otherwise their roles stand there.

    Raises:
        CoachError: the file cannot be made on this machine.
    """
    if not names:
        from coach.plan.export.names import without_names

        plan = without_names(plan)
    if name == "html":
        from coach.plan.export.webpage import to_html

        return to_html(plan).encode("utf-8")
    if name == "pdf":
        from coach.plan.export.pdf import to_pdf

        return to_pdf(plan)
    if name == "docx":
        from coach.plan.export.word import to_docx

        return to_docx(plan)
    if name == "ics":
        from coach.plan.export.events import to_ics

        return to_ics(plan)
    if name == "json":
        from coach.plan.export.data import to_json

        return to_json(plan).encode("utf-8")
    from coach.plan.export.markdown import to_markdown

    return to_markdown(plan).encode("utf-8")


def file_name(plan: Plan, name: str, *, names: bool = True) -> str:
    """Return what the file of a plan is called."""
    left_out = "" if names else "-without-names"
    called = (plan.id or plan.session).lstrip(".") or "plan"
    return f"{called}-version-{plan.version}{left_out}.{name}"
