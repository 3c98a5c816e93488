"""Messages that need another reply than the interview's next question, and those replies.

Texts are in ``prompts/interview/hard.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from coach.interview.instructions import wants_something_else
from coach.interview.languages import other_language
from coach.interview.meanings import Meanings
from coach.interview.sensitive import sensitive_kind
from coach.llm.prompts import load_file, render

HardKind = Literal["crisis", "harassment", "misconduct", "health", "instructions", "other_language"]


@dataclass(frozen=True)
class HardCase:
    """What is hard about a message.

    Attributes:
        kind: What the reply depends on.
        language: ISO 639-1 code of the message's language, for ``other_language`` only.
    """

    kind: HardKind
    language: str | None = None

    @property
    def is_sensitive(self) -> bool:
        """Whether no notes are taken of the message unless the employee wants that."""
        return self.kind not in ("instructions", "other_language")


class HardText(BaseModel):
    """The reply to one kind: in full the first time, short when it comes again.

    Both are templates; ``question`` is the interview's question, ``own`` a sentence in the
    employee's language or nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: str
    again: str


class HardTexts(BaseModel):
    """Reviewed replies for every kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crisis: HardText
    harassment: HardText
    misconduct: HardText
    health: HardText
    instructions: HardText
    other_language: HardText
    own: dict[str, str]
    """What the coach can do, in one sentence of each language that was reviewed, by ISO code."""

    def reply(self, case: HardCase, question: str, *, again: bool = False) -> str:
        """Return what the coach says to a hard message.

        Args:
            case: What was recognised.
            question: The interview's question to come back to; a crisis is not led back to it.
            again: Whether this kind was replied to before in the same interview.
        """
        text: HardText = getattr(self, case.kind)
        own = self.own.get(case.language or "", "")
        variables = {"question": question, "own": own}
        return render(text.again if again else text.first, variables).strip()


@lru_cache(maxsize=1)
def load_hard() -> HardTexts:
    """Read the texts.

    Raises:
        DamagedFileError: the file is missing or does not have the agreed form.
    """
    return load_file("interview/hard", HardTexts)


def hard_case(text: str, meanings: Meanings | None = None) -> HardCase | None:
    """Return what is hard about a message, or None when it is an ordinary one.

    People come before everything else, then orders to the coach in any language, then the language.

    Args:
        text: What the employee typed, cleaned.
        meanings: Finds by meaning what the rules do not; None for the rules alone.
    """
    kind = sensitive_kind(text, meanings)
    if kind is not None:
        return HardCase(kind)
    if wants_something_else(text):
        return HardCase("instructions")
    language = other_language(text)
    return None if language is None else HardCase("other_language", language)
