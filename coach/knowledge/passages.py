"""Passages: short texts on lean and quality that can be searched and cited."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from coach.errors import CoachError
from coach.files import load_yaml
from coach.text import clean, fold_space, one_line

_FENCE = "---"
_SENTENCE_END = re.compile(
    r"""(?:(?<=[.!?])|(?<=[.!?]["')\]”’]))\s+(?=["'(\[“‘]?[A-Z0-9])""",
)
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:e\.g|i\.e|etc|vs|Mr|Mrs|Ms|Dr|St|No|ch|p|pp|fig))\.$")

Line = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=300)]
Slug = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$")]


class Passage(BaseModel):
    """One idea, with a workplace example, that answers and plans can cite.

    Attributes:
        id: Its name, the same as its file's name without ``.md``.
        title: What it is about, in a few words.
        topic: Name of its topic, the same as its folder's name.
        keywords: Words that employees use for it.
        aliases: Sentences that somebody with this problem would say.
        method: The method or idea that it belongs to.
        source: Author, work and year that the idea comes from.
        text: The passage itself, in paragraphs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    title: Line
    topic: Slug
    keywords: list[Line]
    aliases: list[Line]
    method: Line
    source: Line
    text: Annotated[str, StringConstraints(strict=True, min_length=1)]


def parse_passage(content: str) -> Passage:
    """Read one passage from Markdown with YAML front matter.

    Raises:
        ValueError: the front matter is missing, is not YAML, or has a wrong, missing or unknown
            field; the message says which, in one line.
    """
    import yaml

    lines = clean(content.removeprefix("\ufeff")).split("\n")
    if lines[0].rstrip() != _FENCE:
        raise ValueError("it does not start with front matter between lines of '---'")
    ends = [number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE]
    if not ends:
        raise ValueError("its front matter has no closing line of '---'")
    try:
        fields = load_yaml("\n".join(lines[1 : ends[0]]))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(f"its front matter is not YAML ({one_line(str(error))})") from error
    if not isinstance(fields, dict) or "text" in fields:
        raise ValueError("its front matter must be fields with values, and 'text' is not one")
    try:
        return Passage(**_named(fields), text="\n".join(lines[ends[0] + 1 :]).strip())
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"the field '{one_line(name)}': {one_line(first['msg'])}") from error


def load_passages(folder: Path) -> list[Passage]:
    """Read all passages ``<topic>/<id>.md`` below ``folder``, in order of topic and id.

    Raises:
        CoachError: a file cannot be read or is not a passage, its id or topic differs from its
            place, or two passages have the same id.
    """
    passages: dict[str, Passage] = {}
    for file in _files(folder):
        try:
            passage = parse_passage(file.read_text(encoding="utf-8"))
            if (passage.topic, passage.id) != (file.parent.name, file.stem):
                raise ValueError("its id or topic differs from the names of its file and folder")
            if passage.id in passages:
                raise ValueError("another passage has the same id")
        except (OSError, ValueError) as error:
            name = one_line(f"{file.parent.name}/{file.name}")
            raise CoachError(
                f"The passage {name} cannot be used: {one_line(str(error))}.",
                "Mend that file; docs/knowledge.md describes its form.",
            ) from error
        passages[passage.id] = passage
    return list(passages.values())


def fingerprint(folder: Path) -> str:
    """Return a checksum of all passage files below ``folder``, without parsing them.

    Raises:
        CoachError: a file cannot be read.
    """
    digest = hashlib.sha256()
    for file in _files(folder):
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CoachError(
                f"The passage {one_line(file.name)} cannot be read: {error.strerror}.",
                "Mend the permissions of that file.",
            ) from error
        name = f"{file.parent.name}/{file.name}"
        digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def sentences(text: str) -> list[str]:
    """Split ``text`` into sentences, each on one line.

    A full stop after an initial or a common abbreviation does not end a sentence.
    """
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        pending: list[str] = []
        for piece in _SENTENCE_END.split(fold_space(paragraph)):
            pending.append(piece)
            # An abbreviation has no blank in it, so that the last piece alone decides.
            if not _ABBREVIATION.search(piece):
                found.append(" ".join(pending))
                pending = []
        if pending:
            found.append(" ".join(pending))
    return [sentence for sentence in found if sentence]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.md"), key=lambda file: (file.parent.name, file.name))


def _named(fields: dict[Any, Any]) -> dict[str, Any]:
    """Return ``fields`` with names as text, so that an odd name is reported as unknown."""
    return {str(name): value for name, value in fields.items()}
