"""The difference between two versions of a plan, line by line, changed words marked by signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from coach.plan.editing_texts import texts
from coach.plan.model import Plan, Section
from coach.text import clean, fold_space

LineKind = Literal["added", "removed", "changed", "moved"]
PieceKind = Literal["same", "old", "new"]

ALIKE = 0.4
"""From this share of common words on, a line counts as changed and not as another one."""


@dataclass(frozen=True)
class Piece:
    """Some words of a changed line: in both versions, only in the old, or only in the new one."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class Line:
    """One statement that differs.

    Attributes:
        kind: What became of it.
        pieces: Its words; of one kind but in a changed line.
    """

    kind: LineKind
    pieces: tuple[Piece, ...]

    @property
    def sign(self) -> str:
        """The sign in front of the line."""
        words = texts().difference
        signs = {"added": words.added, "removed": words.removed, "changed": words.changed}
        return signs.get(self.kind, words.moved)

    def __str__(self) -> str:
        return f"{self.sign} {' '.join(marked(self, piece) for piece in self.pieces)}"


@dataclass(frozen=True)
class Part:
    """A section with the statements that differ."""

    title: str
    lines: tuple[Line, ...]


def difference(old: Plan, new: Plan) -> list[Part]:
    """Return what differs between two plans, section by section, in the order of the new one."""
    ids = [section.id for section in new.sections]
    for place, section in enumerate(old.sections):
        if section.id not in ids:
            ids.insert(place, section.id)
    parts = []
    for section_id in ids:
        before, after = old.section(section_id), new.section(section_id)
        lines = _lines(_texts(before), _texts(after))
        if lines:
            title = (after or before or Section(id=section_id, title="")).title
            parts.append(Part(clean(title), tuple(lines)))
    return parts


def written(parts: Sequence[Part]) -> str:
    """Return a difference for a terminal, without colour."""
    words = texts().difference
    if not parts:
        return words.none
    blocks = ["\n".join([part.title, *(f"  {line}" for line in part.lines)]) for part in parts]
    return "\n\n".join([*blocks, words.key.format()])


def marked(line: Line, piece: Piece) -> str:
    """Return words of a line with the signs that say that they changed."""
    words = texts().difference
    if line.kind != "changed" or piece.kind == "same":
        return piece.text
    frame = words.old_words if piece.kind == "old" else words.new_words
    return frame.format(words=piece.text)


def _texts(section: Section | None) -> list[str]:
    return [fold_space(clean(s.text)) for s in section.statements] if section else []


def _lines(old: list[str], new: list[str]) -> list[Line]:
    """Return the lines of one section that differ, in the order of the new version."""
    before, after = [t for t in old if t in new], [t for t in new if t in old]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {after[block.b + i] for block in blocks for i in range(block.size)}
    gone = [text for text in old if text not in new]
    lines: list[tuple[float, Line]] = []
    for place, text in enumerate(new):
        if text in kept:
            continue
        if text in old:
            lines.append((place, Line("moved", (Piece("same", text),))))
            continue
        closest = max(gone, key=lambda one: _likeness(one, text), default="")
        if closest and _likeness(closest, text) >= ALIKE:
            gone.remove(closest)
            lines.append((place, Line("changed", _pieces(closest, text))))
        else:
            lines.append((place, Line("added", (Piece("new", text),))))
    for text in gone:
        # A line that is gone stands after the last line before it that is still there.
        earlier = old[: old.index(text)]
        place = max((new.index(one) for one in earlier if one in kept), default=-1)
        lines.append((place + 0.5, Line("removed", (Piece("old", text),))))
    return [line for _, line in sorted(lines, key=lambda placed: placed[0])]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower().split(), other.lower().split(), autojunk=False).ratio()


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    before, after = old.split(), new.split()
    pieces = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", " ".join(before[i:j])))
            continue
        if i < j:
            pieces.append(Piece("old", " ".join(before[i:j])))
        if k < m:
            pieces.append(Piece("new", " ".join(after[k:m])))
    return tuple(pieces)
