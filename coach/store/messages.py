"""Messages of an interview, as they are kept and as a transcript shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Speaker = Literal["coach", "employee"]
MessageKind = Literal[
    "opening", "question", "probe", "readback", "answer", "clarification", "closing"
]
MessageOrigin = Literal["stock", "model"]

REVIEW = "review"
"""Topic of what is said in a review, weeks after the interview, in the same transcript."""


class _Numbered(BaseModel):
    """Holds the number apart, so that it stands first in a line of ``transcript.jsonl``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turn: int
    """Number of the message, from 0 over both speakers."""


class NewMessage(BaseModel):
    """A message before it is saved and has its number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    speaker: Speaker
    topic: str
    """Id of the topic that it belongs to."""
    kind: MessageKind
    origin: MessageOrigin
    """Whether the model worded it; what people say and wrote is ``stock``."""
    text: str
    ttft_ms: float | None = None
    """Milliseconds from the answer to the first words of the reply."""
    total_ms: float | None = None
    """Milliseconds from the answer to the end of the reply."""


class Message(NewMessage, _Numbered):
    """A saved message; its JSON is a line of ``transcript.jsonl``."""
