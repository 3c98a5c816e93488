"""What is said of an organisation's own wording, from ``prompts/interview/own.yaml``."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.llm.prompts import load_file


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Files(_Strict):
    rule: str
    count: str
    alike: str
    unknown_file: str
    no_probe: str
    no_stage: str
    form: str
    large: str


class _Check(_Strict):
    good: str
    bad: str
    none: str
    result: str
    remedy: str
    no_folder: str
    no_folder_remedy: str
    not_set: str
    doctor: str


class OwnTexts(_Strict):
    """Every text; names in braces are filled in."""

    rules: dict[str, str]
    files: _Files
    notice: str
    check: _Check
    copied: str


@lru_cache(maxsize=1)
def own_texts() -> OwnTexts:
    """Return the texts.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("interview/own", OwnTexts)
