"""Personas: who answers in a simulated interview, what they say, and what is true of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictStr,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from coach.errors import CoachError
from coach.files import load_yaml
from coach.interview.agenda import TOPIC_IDS
from coach.text import clean, one_line

TruthKey = Literal["customers", "focus", "needs", "measures", "stop", "suppliers", "first_step"]

_UNKNOWN_TOPIC = "unknown_topic"


def _known_topic(topic: str) -> str:
    if topic not in TOPIC_IDS:
        raise PydanticCustomError(_UNKNOWN_TOPIC, "the topic is unknown")
    return topic


TopicId = Annotated[StrictStr, AfterValidator(_known_topic)]
Words = Annotated[StrictStr, AfterValidator(clean), StringConstraints(min_length=1)]
Alternatives = Annotated[list[Words], Field(min_length=1)]

MAX_FILE_BYTES = 1_000_000


class Truth(BaseModel):
    """What is true of a persona, for scoring the notes.

    Each item is a list of wordings of which any one counts when it is found, in any case, in a
    noted fact. An empty list means that this is not scored.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    customers: list[Alternatives] = Field(default_factory=list)
    focus: list[Alternatives] = Field(default_factory=list)
    needs: list[Alternatives] = Field(default_factory=list)
    measures: list[Alternatives] = Field(default_factory=list)
    stop: list[Alternatives] = Field(default_factory=list)
    suppliers: list[Alternatives] = Field(default_factory=list)
    first_step: list[Alternatives] = Field(default_factory=list)
    unknown: list[TopicId] = Field(default_factory=list)
    """Topics whose honest outcome is "not known"."""

    def items(self, key: TruthKey) -> list[list[str]]:
        """Return the items of ``key``, each a list of alternatives."""
        return list(getattr(self, key))


class Persona(BaseModel):
    """Somebody who is interviewed in a simulation.

    ``answers`` maps a topic to what is said to the first, second, … question on it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Words
    """Name of the file without ``.yaml``."""
    role: Words
    style: Literal["plain", "terse", "rambling", "second-language", "hostile"]
    """How they write; for the reader only."""
    form: Literal["full", "short"]
    answers: dict[TopicId, list[Words]]
    asks: dict[TopicId, Words] = Field(default_factory=dict)
    """Said instead of an answer, once, the first time that the topic comes up."""
    readback: dict[TopicId, Words] = Field(default_factory=dict)
    """Replies to the read-back that covers a topic."""
    exhausted: Words = "I have nothing to add to that."
    """Said when a topic is asked about more often than there are answers."""
    truth: Truth = Field(default_factory=Truth)


def load_personas(folder: Path) -> list[Persona]:
    """Read every persona of ``folder`` in the order of their names.

    Raises:
        CoachError: the folder does not exist, has no personas, or one of them is not usable; the
            message names the file and the key.
    """
    if not os.path.isdir(folder):
        raise CoachError(
            f"The folder {one_line(str(folder))} does not exist.",
            "Name a folder with persona files (*.yaml).",
        )
    files = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    if not files:
        raise CoachError(
            f"There are no personas in {one_line(str(folder))}.",
            "Name a folder with persona files (*.yaml).",
        )
    return [load_persona(file) for file in files]


def load_persona(file: Path) -> Persona:
    """Read one persona.

    Raises:
        CoachError: the file cannot be read, is not YAML, has an unknown, missing or wrong key, or
            its id is not its file name.
    """
    name = one_line(file.name)
    values = _read(file, name)
    try:
        persona = Persona.model_validate(values)
    except ValidationError as error:
        raise CoachError(
            f"The persona {name} is not usable: {_explain(error.errors()[0])}.",
            "The format is described in docs/evaluation.md.",
        ) from error
    if persona.id != file.stem:
        raise CoachError(
            f"The persona {name} has the id '{one_line(persona.id)}'.",
            "The id must be the file name without .yaml.",
        )
    return persona


def _read(file: Path, name: str) -> dict[str, Any]:
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise CoachError(f"The persona {name} is too large.", "One megabyte is the limit.")
        values = load_yaml(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CoachError(f"The persona {name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CoachError(f"The persona {name} is not UTF-8 text.", "Save it as UTF-8.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # ValueError: a scalar that looks like a date and is none, such as 2026-13-45.
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise CoachError(
            f"The persona {name} is not valid YAML{where}.",
            "Texts with a colon or a quotation mark need quotation marks around them.",
        ) from error
    if not isinstance(values, dict):
        raise CoachError(
            f"The persona {name} is not a list of keys and values.",
            "The format is described in docs/evaluation.md.",
        )
    return values


def _explain(error: Any) -> str:  # noqa: ANN401 - pydantic's error details
    """Say in words what pydantic found wrong, with the key."""
    key = _dotted(error["loc"])
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"the key '{key}' is unknown"
    if kind == "missing":
        return f"the key '{key}' is missing"
    if kind == _UNKNOWN_TOPIC:
        return f"the topic in '{key.removesuffix('.[key]')}' is unknown"
    if kind == "string_type":
        return f"the key '{key}' must be a text"
    return f"the key '{key}' is wrong ({one_line(str(error['msg'])).lower().rstrip('.')})"


def _dotted(location: Iterable[Any]) -> str:
    return one_line(".".join(str(part) for part in location))
