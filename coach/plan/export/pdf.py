"""The plan as PDF, set by Typst in memory.

Typst's own fonts have Latin, Greek, Cyrillic and Hebrew letters; for others it takes what fonts the
system has, and shows an empty box where there is none. Nothing is read from the disk but fonts, and
nothing is downloaded: the templates import no packages.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Literal

from coach.errors import CoachError
from coach.plan.export.chain import Box, chain_alt, chain_svg
from coach.plan.export.page import page_of
from coach.plan.export.templates import read
from coach.plan.model import Plan

PICTURE_DPI = 216.0


def to_pdf(plan: Plan) -> bytes:
    """Return the plan as PDF with headings, links and alternative text marked for screen readers.

    Raises:
        CoachError: Typst cannot be used on this machine, or a template is damaged.
    """
    page = page_of(plan)
    drawing = chain_svg(page.chain) if page.chain else ""
    given = {**asdict(page), "drawing": drawing, "drawing_alt": chain_alt(page.chain)}
    data = json.dumps(given, ensure_ascii=False)
    return typeset(read("plan.typ"), {"plan": data}, "pdf", plan.created)


def chain_png(boxes: tuple[Box, ...]) -> bytes:
    """Return the drawing of the chain as a picture on white.

    Raises:
        CoachError: see ``to_pdf``.
    """
    return typeset(read("chain.typ"), {"drawing": chain_svg(boxes)}, "png")


def typeset(
    template: str,
    inputs: Mapping[str, str],
    kind: Literal["pdf", "png"],
    created: dt.datetime | None = None,
) -> bytes:
    """Return what Typst makes of a template.

    Args:
        template: The text of the template.
        inputs: What it finds in ``sys.inputs``, by name.
        kind: What is made.
        created: What a PDF says about when it was made.

    Raises:
        CoachError: Typst cannot be used on this machine, or the template is damaged.
    """
    try:
        import typst

        return typst.compile(
            template.encode("utf-8"),
            format=kind,
            sys_inputs=dict(inputs),
            ppi=PICTURE_DPI,
            timestamp=None if created is None else int(created.timestamp()),
        )
    except (ImportError, RuntimeError, ValueError, OSError) as error:
        raise CoachError(
            "The page could not be set on this machine.",
            "Take another format, such as html, and print it from a browser.",
        ) from error
