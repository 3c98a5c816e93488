"""The plan as one HTML file: no scripts, nothing from other places, good to print."""

from __future__ import annotations

from markupsafe import Markup

from coach.plan.export.chain import chain_svg
from coach.plan.export.page import page_of
from coach.plan.export.templates import digest, fill, read
from coach.plan.model import Plan


def to_html(plan: Plan) -> str:
    """Return the plan as a page whose policy allows its own style and nothing else.

    Raises:
        DamagedFileError: a template that comes with the program cannot be used.
    """
    page, style = page_of(plan), read("plan.css")
    return fill(
        "plan.html",
        page=page,
        noted={note.mark for note in page.notes},
        style=Markup(style),
        style_hash=digest(style),
        drawing=Markup(chain_svg(page.chain)) if page.chain else "",
    )
