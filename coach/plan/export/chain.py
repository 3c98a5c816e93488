"""The drawing of the chain: from me over my customer to the end customer.

It is one SVG for all formats. The colours are those of the text around it. Names are wrapped and
shortened here, by how wide their letters are at most, since an SVG does not wrap.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from coach.llm.prompts import render
from coach.plan.export.labels import labels
from coach.plan.export.parties import parties
from coach.plan.export.templates import fill
from coach.plan.model import Plan
from coach.text import clean, fold_space

LINE_WIDTH = 20.0
"""Width of a line in a box, in small letters of usual width in a wide bold font."""
MAX_LINES = 3
_NARROW = frozenset("iljI.,;:!'’| ")
_SLIM = frozenset('tfr()[]-"“”')
_WIDE = frozenset("mwMW@%&—…")

BOX_WIDTH, GAP, EDGE = 196, 48, 2
LINE_HEIGHT, FIRST_LINE = 18, 48


@dataclass(frozen=True)
class Box:
    """One box of the drawing.

    Attributes:
        role: Who stands there.
        lines: What they are called, in lines that fit; empty when the role says it all.
        known: Whether it is known who that is.
    """

    role: str
    lines: tuple[str, ...]
    known: bool = True


def chain(plan: Plan) -> tuple[Box, ...]:
    """Return the three boxes of a plan's chain; none when no statement is about the customer."""
    if not plan.statements("customer"):
        return ()
    words, found = labels().chain, parties(plan)
    me = Box(words.me, wrapped(found.me))
    return me, _box(words.customer, found.customer), _box(words.end, found.end)


def chain_alt(boxes: tuple[Box, ...]) -> str:
    """Return the drawing in words, for those who do not see it."""
    said = "; ".join(f"{b.role}: {' '.join(b.lines)}" if b.lines else b.role for b in boxes)
    return fold_space(render(labels().chain.alt, {"boxes": said}))


def chain_svg(boxes: tuple[Box, ...]) -> str:
    """Return the drawing."""
    lines = max([1, *(len(box.lines) for box in boxes)])
    return fill(
        "chain.svg",
        boxes=[
            {"box": box, "x": EDGE + number * (BOX_WIDTH + GAP)} for number, box in enumerate(boxes)
        ],
        box_width=BOX_WIDTH,
        gap=GAP,
        edge=EDGE,
        line_height=LINE_HEIGHT,
        first_line=FIRST_LINE,
        box_height=FIRST_LINE + (lines - 1) * LINE_HEIGHT + 16,
        width=len(boxes) * (BOX_WIDTH + GAP) - GAP + 2 * EDGE,
        alt=chain_alt(boxes),
    )


def wrapped(text: str, width: float = LINE_WIDTH, most: int = MAX_LINES) -> tuple[str, ...]:
    """Return text in lines that fit into a box, shortened when needed.

    Args:
        text: Any text.
        width: Width of a line, in small letters of usual width.
        most: How many lines there may be.
    """
    lines: list[str] = []
    rest = fold_space(clean(text))
    while rest and len(lines) < most:
        end = _fitting(rest, width)
        if end < len(rest):
            space = rest.rfind(" ", 0, end + 1)
            end = space if space > 0 else end
        lines.append(rest[:end].strip())
        rest = rest[end:].strip()
    if rest:
        last = lines[-1]
        lines[-1] = last[: _fitting(last, width - _width("…"))].rstrip(" ,;:") + "…"
    return tuple(lines)


def text_width(text: str) -> float:
    """Return how wide a line is at most, in small letters of usual width."""
    return sum(map(_width, text))


def _box(role: str, name: str) -> Box:
    if not name:
        return Box(role, (labels().chain.unknown,), known=False)
    return Box(role, () if name.casefold() == role.casefold() else wrapped(name))


def _fitting(text: str, width: float) -> int:
    """Return how many characters fit into a line; marks stay with what they stand on."""
    total, end = 0.0, 0
    for number, character in enumerate(text):
        total += _width(character)
        if total > width:
            break
        end = number + 1
    while 0 < end < len(text) and _width(text[end]) == 0:
        end += 1
    return max(1, end)


def _width(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if character in _NARROW:
        return 0.6
    if character in _SLIM:
        return 0.8
    if unicodedata.east_asian_width(character) in "WF":
        return 1.9
    return 1.7 if character in _WIDE else 1.25 if character.isupper() else 1.0
