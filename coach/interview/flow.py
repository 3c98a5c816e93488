"""Wording around the topics: greeting, bridges, closings; ``prompts/interview/flow.yaml``."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from coach.interview.readback import ReadbackTexts
from coach.llm.prompts import load_file


class FlowTexts(BaseModel):
    """Reviewed texts; those with ``{{ … }}`` are templates."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    greeting: str
    moved_on: str
    skipped: str
    asked_again: str
    back: str
    went_back_nowhere: str
    recap: str
    recap_heard: str
    recap_nothing: str
    tired: str
    closing: str
    closing_asked: str
    closing_tired: str
    said_earlier: str
    spoken_earlier: str
    long_answer: str
    model_stopped: str
    model_gone: str
    nothing_typed: str
    nothing_to_keep: str
    who_unknown: str
    readback: ReadbackTexts
    corrected: str
    corrected_guess: str
    withdrawn: str
    kept: str
    added: str
    not_changed: str
    which_line: str


@lru_cache(maxsize=1)
def load_flow() -> FlowTexts:
    """Read the texts.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("interview/flow", FlowTexts)
