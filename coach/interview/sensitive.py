"""Whether a message is about something that belongs to other people than a coach.

Rules, because a wrong guess either lets a cry for help pass or turns a nurse's ordinary answer
away; labelled messages are in ``tests/interview/hard_cases.yaml``.
"""

from __future__ import annotations

from typing import Literal

from coach.interview.crisis import is_crisis
from coach.interview.harassment import is_harassment
from coach.interview.health import is_health
from coach.interview.misconduct import is_misconduct
from coach.interview.rules import plain_sentences

SensitiveKind = Literal["crisis", "harassment", "misconduct", "health"]


def sensitive_kind(text: str) -> SensitiveKind | None:
    """Return what makes a message sensitive, the most pressing kind first, or None.

    Args:
        text: What the employee typed, cleaned.
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
    return None
