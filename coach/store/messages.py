"""Messages of an interview, as they are kept and as a transcript shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

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
    instead_of: int | None = None
    """Number of the earlier answer that this one was given in place of."""

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Say only of a changed answer what it stands in place of, as the contract has it."""
        fields: dict[str, Any] = handler(self)
        return {k: v for k, v in fields.items() if k not in _OF_CHANGES or v is not None}


_OF_CHANGES = frozenset({"instead_of", "now"})


class Message(NewMessage, _Numbered):
    """A saved message; its JSON is a line of ``transcript.jsonl``."""

    now: int | None = None
    """Number of the message that stands in the place of this answer by now, if one does."""


def places(messages: Sequence[Message]) -> dict[int, int]:
    """Return for each message the number of the answer whose place it was given for.

    Args:
        messages: A whole transcript. What was not given in the place of anything has its own.
    """
    found: dict[int, int] = {}
    for message in messages:
        before = message.instead_of
        found[message.turn] = message.turn if before is None else found.get(before, before)
    return found


def standing(messages: Sequence[Message]) -> list[Message]:
    """Return the messages that count: without answers that others stand in place of.

    Args:
        messages: A whole transcript; it keeps everything that was ever said.
    """
    place = places(messages)
    now = {m.turn: m.now for m in messages if m.now is not None}
    return [m for m in messages if now.get(place[m.turn], place[m.turn]) == m.turn]
