"""What differs between two versions of a plan, shown by signs and by colour."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from coach.plan.difference import Line, Part, marked
from coach.plan.editing_texts import texts
from coach.ui.show import MUTED, line, plain

LINE_CHARACTERS = 2_000
_STYLES = {"old": "$text-error", "new": "$text-success", "same": ""}


def shown(parts: Sequence[Part]) -> Content:
    """Return a difference as content; the signs say the same as the colours."""
    words = texts().difference
    if not parts:
        return Content.styled(words.none, MUTED)
    blocks = [
        Content("\n").join([line(part.title, "bold $primary"), *map(_line, part.lines)])
        for part in parts
    ]
    key = Content.styled(words.key.format(), MUTED)
    return Content("\n\n").join([*blocks, key])


def _line(changed: Line) -> Content:
    pieces = [
        plain(marked(changed, piece), _STYLES[piece.kind], limit=LINE_CHARACTERS)
        for piece in changed.pieces
    ]
    return Content.assemble((changed.sign, "bold $accent"), " ", Content(" ").join(pieces))
