"""Whether a message is about something that belongs to other people than a coach.

Rules first, because a wrong guess either lets a cry for help pass or turns a nurse's ordinary
answer away; then meaning, for what is said in a roundabout way. Labelled messages are in
``tests/interview/hard_cases.yaml``.
"""

from __future__ import annotations

from coach.interview.crisis import is_crisis
from coach.interview.harassment import is_harassment
from coach.interview.health import is_health
from coach.interview.meanings import Meanings, SensitiveKind
from coach.interview.misconduct import is_misconduct
from coach.interview.rules import plain_sentences


def sensitive_kind(text: str, meanings: Meanings | None = None) -> SensitiveKind | None:
    """Return what makes a message sensitive, the most pressing kind first, or None.

    Args:
        text: What the employee typed, cleaned.
        meanings: Finds by meaning what the rules do not; None for the rules alone.
    """
    said = plain_sentences(text)
    if is_crisis(said):
        return "crisis"
    if is_harassment(said):
        return "harassment"
    if is_misconduct(said):
        return "misconduct"
    if is_health(said):
        return "health"
    return None if meanings is None else meanings.kind_of(said)
