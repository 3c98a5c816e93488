"""The page of a map as one HTML file and as PDF.

The HTML file has no scripts and nothing from other places; its policy allows its own style only.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from markupsafe import Markup

from coach.plan.export.pdf import typeset
from coach.plan.export.templates import digest, fill, read
from coach.team.drawing import TEMPLATES, Picture
from coach.team.page import page_of
from coach.team.page_texts import page_texts
from coach.team.writers import Drawn

PRINTED_PARTS = 80
"""Teams that get a part on paper: a hundred pages with the lists, and memory for their drawings."""


def to_html(drawn: Drawn) -> bytes:
    """Return the map as a page.

    Raises:
        DamagedFileError: a template that comes with the program cannot be used.
    """
    style = read("map.css", within=TEMPLATES)
    html = fill(
        "map.html",
        within=TEMPLATES,
        page=page_of(drawn),
        told=page_texts(),
        svg=_markup,
        style=Markup(style),
        style_hash=digest(style),
    )
    return html.encode("utf-8")


def to_pdf(drawn: Drawn) -> bytes:
    """Return the map on paper, with links, and drawings told in words.

    Raises:
        CoachError: Typst cannot be used on this machine, or a template is damaged.
    """
    page = json.dumps(asdict(page_of(drawn, PRINTED_PARTS)), ensure_ascii=False)
    told = page_texts().model_dump_json()
    return typeset(read("map.typ", within=TEMPLATES), {"page": page, "told": told}, "pdf")


def _markup(drawing: Picture) -> Markup:
    # The template of drawings escapes every text in it.
    return Markup(drawing.svg)
