"""What fits into the model's context: the system prompt, and the newest turns of a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from coach.llm.engine import Message

CHARACTERS_A_TOKEN = 3.8
"""Interviews in English have 4.1 to 4.3 with the default model; the rest is a margin."""
MESSAGE_TOKENS = 6
"""What the chat format adds to a message."""
DROPPED_TOGETHER = 8
"""So many of the oldest messages go at a time: what the engine has computed for the rest then
serves several turns."""


def tokens(text: str) -> int:
    """Return about how many tokens a message takes."""
    return int(len(text) / CHARACTERS_A_TOKEN) + MESSAGE_TOKENS


def fitting(system: Message, chat: Sequence[Message], room: int) -> list[Message]:
    """Return the system prompt and as many of the newest messages as fit.

    Args:
        system: Always kept.
        chat: The conversation, from the user's first message on; the last message is always kept.
        room: Tokens that the prompt may take.
    """
    first = 0
    while (
        first < len(chat) - 1
        and tokens(system.content) + sum(tokens(line.content) for line in chat[first:]) > room
    ):
        first = min(first + DROPPED_TOGETHER, len(chat) - 1)
    return [system, *chat[first:]]
