"""What people are told about their documents, from ``prompts/knowledge/documents.yaml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, TypeVar, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from coach.config import shipped_folder
from coach.errors import DamagedFileError
from coach.files import load_yaml

ProblemName = Literal[
    "missing",
    "not_a_file",
    "unreadable",
    "empty",
    "too_large",
    "too_many_pages",
    "too_much_text",
    "password",
    "scanned",
    "damaged",
    "nested",
    "swollen",
    "binary",
    "encoding",
    "other_kind",
]
RemarkName = Literal[
    "pages_without_text",
    "pages_broken",
    "letters_broken",
    "encoding_guessed",
    "too_deep",
    "hidden",
    "other_files",
    "leads_out",
    "dead_link",
    "special",
    "missing",
    "unreadable",
    "too_deep_folder",
    "too_many",
]
PlaceName = Literal["page", "section"]

_Key = TypeVar("_Key", bound=str)
_Value = TypeVar("_Value")
_Text = Annotated[str, StringConstraints(strict=True, min_length=1)]


class Problem(BaseModel):
    """Why a file cannot be used.

    Attributes:
        reason: End of the sentence "The file X cannot be used: …", without a full stop.
        remedy: What to do next, a sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: _Text
    remedy: _Text


def _all_problems(found: dict[ProblemName, Problem]) -> dict[ProblemName, Problem]:
    return _complete(found, get_args(ProblemName))


def _all_remarks(found: dict[RemarkName, str]) -> dict[RemarkName, str]:
    return _complete(found, get_args(RemarkName))


def _all_places(found: dict[PlaceName, str]) -> dict[PlaceName, str]:
    return _complete(found, get_args(PlaceName))


class DocumentTexts(BaseModel):
    """Every text of the file; a missing or unknown one is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    problems: Annotated[dict[ProblemName, Problem], AfterValidator(_all_problems)]
    remarks: Annotated[dict[RemarkName, _Text], AfterValidator(_all_remarks)]
    places: Annotated[dict[PlaceName, _Text], AfterValidator(_all_places)]

    def remark(self, name: RemarkName, **values: object) -> str:
        """Return a remark with its variables filled in."""
        return self.remarks[name].format(**values)


@lru_cache(maxsize=1)
def texts() -> DocumentTexts:
    """Return the texts.

    Raises:
        DamagedFileError: the file is missing or does not have exactly the texts it should.
    """
    file = shipped_folder("prompts") / "knowledge" / "documents.yaml"
    try:
        return DocumentTexts.model_validate(load_yaml(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise DamagedFileError(
            f"The prompt file {file.name} cannot be used.", "Install the program again."
        ) from error


def _complete(found: dict[_Key, _Value], names: tuple[str, ...]) -> dict[_Key, _Value]:
    missing = set(names) - {str(name) for name in found}
    if missing:
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    return found
