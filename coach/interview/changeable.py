"""Which of the employee's messages are answers to a question, so that they can be changed."""

from __future__ import annotations

from coach.interview.state import State
from coach.store.messages import REVIEW, Message, places, standing
from coach.store.store import Store


def changeable(store: Store, session_id: str, turn: int) -> Message | None:
    """Return what stands in the place of an answer by now, or None where it cannot be changed.

    An answer to a question can be changed, also one that was changed before. What was said to a
    read-back, asked back or put right by hand cannot: the notes are corrected instead.

    Args:
        store: Where the interview is kept.
        session_id: The interview.
        turn: Number of a message; of a changed answer any of its texts.

    Raises:
        NotFoundError: there is no such session.
    """
    messages = store.messages(session_id)
    place = places(messages)
    first = next((m for m in messages if m.turn == place.get(turn)), None)
    if first is None or first.speaker != "employee" or first.kind != "answer":
        return None
    if first.topic == REVIEW:
        return None
    saved = store.snapshot_before(session_id, first.turn + 1)
    if saved is None or saved.turn == first.turn:  # a correction is saved together with its notes
        return None
    if State.model_validate_json(saved.state).phase != "topic":
        return None
    return next((m for m in standing(messages) if place[m.turn] == first.turn), None)
