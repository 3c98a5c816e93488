"""Rows on the team's server: how a document is laid out there, and how it is read back.

Each row is a whole part of a document or one sentence of it. Only the row of the whole part has
text and fields; a sentence has its vector. Anybody who can reach the server can write rows, so what
comes back is checked field by field, and cleaned.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from coach.knowledge.index import rows_of
from coach.knowledge.passages import Passage
from coach.knowledge.sources import own_passage
from coach.knowledge.team.texts import texts
from coach.store.documents import StoredDocument, StoredPart
from coach.text import clean, one_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TEAM_TOPIC = "team"
"""Topic of all passages that a team shares."""
WHOLE = "passage"
MAX_TEXT = 20_000
"""Longest text of a part, in characters; those that Coach makes have at most a few thousand."""
_MAX_FIELD = 1_000
_MAX_LINE = 250

_TEAM_ID = r"team-[0-9a-f]{16}"
_DOCUMENT_ID = re.compile(rf"{_TEAM_ID}\Z")
_PASSAGE_ID = re.compile(rf"{_TEAM_ID}-[1-9][0-9]{{0,6}}\Z")
_ROW_ID = re.compile(rf"({_TEAM_ID}-[1-9][0-9]{{0,6}})/(passage|sentence)/[0-9]{{1,6}}\Z")

_Field = Annotated[str, StringConstraints(strict=True, max_length=_MAX_FIELD)]


@dataclass(frozen=True)
class NewRow:
    """A row as it is sent.

    Attributes:
        id: Its name, made of the part's id.
        embedded: What its vector is made from.
        metadata: Its fields.
        text: The part's text, in the row of the whole part only.
    """

    id: str
    embedded: str
    metadata: dict[str, str | int]
    text: str | None


class SharedDocument(BaseModel):
    """A document that the team shares.

    Attributes:
        id: Its random name on the server.
        name: Its file's name.
        parts: How many parts it has.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    id: Annotated[str, StringConstraints(pattern=rf"^{_TEAM_ID}$")] = Field(alias="document")
    name: _Field
    parts: int = Field(ge=1, le=10_000_000)


class _SharedFields(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    title: _Field
    source: _Field


def is_document(name: str) -> bool:
    """Return whether ``name`` could be that of a document on the server."""
    return _DOCUMENT_ID.match(name) is not None


def is_passage(name: str) -> bool:
    """Return whether ``name`` could be that of a passage on the server."""
    return _PASSAGE_ID.match(name) is not None


def whole_row(passage_id: str) -> str:
    """Return the id of the row that holds the text of a passage."""
    return f"{passage_id}/{WHOLE}/0"


def kind_of(row_id: object) -> tuple[str, str] | None:
    """Return passage and kind of a row, or None when nobody who follows the layout wrote it."""
    found = _ROW_ID.match(row_id) if isinstance(row_id, str) else None
    return (found[1], found[2]) if found else None


def rows_to_send(
    team_id: str, document: StoredDocument, parts: Sequence[StoredPart]
) -> list[NewRow]:
    """Return the rows of a document; neither its place on disk nor its owner is in them.

    All rows hold a checksum of all parts, by which those of another version are found.
    """
    version = hashlib.sha256()
    for part in parts:
        version.update(f"{part.heading}\0{part.place}\0{part.text}\0".encode("utf-8", "replace"))
    rows: list[NewRow] = []
    for part in parts:
        passage = own_passage(document, part).model_copy(
            update={"id": f"{team_id}-{part.number}", "topic": TEAM_TOPIC}
        )
        for row in rows_of(passage):
            whole = row.kind == WHOLE
            fields: dict[str, str | int] = {
                "document": team_id,
                "version": version.hexdigest()[:16],
                "kind": row.kind,
                "part": part.number,
            }
            if whole:
                fields["title"], fields["source"] = passage.title, passage.source
                fields["name"] = one_line(document.name, limit=_MAX_LINE)
                fields["parts"] = len(parts)
            rows.append(NewRow(row.id, row.text, fields, passage.text if whole else None))
    return rows


def read_passage(row_id: object, text: object, fields: object) -> Passage:
    """Return the passage of the row of a whole part, safe to show.

    Raises:
        ValueError: the row is malformed.
    """
    known = kind_of(row_id)
    if known is None or known[1] != WHOLE:
        raise ValueError("the id is not that of a whole part")
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise ValueError("the text is missing or too long")
    shared = _SharedFields.model_validate(fields)
    words = texts().passages
    source = one_line(shared.source, limit=_MAX_LINE)
    return Passage(
        id=known[0],
        title=one_line(shared.title, limit=_MAX_LINE),
        topic=TEAM_TOPIC,
        keywords=[],
        aliases=[],
        method=words.method,
        source=words.source.format(source=source) if source else "",
        text=clean(text).strip(),
    )


def read_document(fields: object) -> SharedDocument:
    """Return what a row says of its document, safe to show.

    Raises:
        ValueError: the row is malformed.
    """
    found = SharedDocument.model_validate(fields)
    name = one_line(found.name, limit=_MAX_LINE)
    if not name:
        raise ValueError("the name is empty")
    return found.model_copy(update={"name": name})


def similarity(distance: object) -> float:
    """Return the cosine similarity that a cosine distance stands for, -1 to 1.

    Raises:
        ValueError: it is none.
    """
    if isinstance(distance, bool) or not isinstance(distance, (int, float)):
        raise ValueError("the distance is no number")
    if not math.isfinite(distance):
        raise ValueError("the distance is no finite number")
    return max(-1.0, min(1.0, 1.0 - distance))


def exact_similarity(vector: NDArray[np.float32], other: Any) -> float:  # noqa: ANN401
    """Return the cosine similarity of two vectors, -1 to 1.

    Args:
        vector: Of unit length, shape (384,).
        other: From the server, so of any kind.

    Raises:
        ValueError: the other is no vector of the same shape.
    """
    import numpy as np

    numbers = np.asarray(other, dtype=np.float32)
    length = float(np.linalg.norm(numbers)) if numbers.shape == vector.shape else 0.0
    if not (length > 0 and math.isfinite(length)):
        raise ValueError("the vector has another shape, or no length")
    return max(-1.0, min(1.0, float(vector @ numbers) / length))
