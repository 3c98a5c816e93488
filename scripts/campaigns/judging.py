"""Judging: what was lost in a home after a fault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from campaigns.faulting import Ended, Nursery

_MOST, _BEGINNING = 700, 250
"""How many letters of a loss are printed, and how many of them from its beginning."""


def judged(nursery: Nursery, life: str, home: Path, ended: Sequence[Ended], what: str) -> str:
    """Return what was lost in a home; empty where nothing was.

    Args:
        nursery: Where the program starts again.
        life: What was lived.
        home: The home.
        ended: How its lives ended; what any of them had acknowledged must be there.
        what: What happened to it, for the report.
    """
    acks: list[Any] = [ack for one in ended for ack in one.acks]
    again = nursery.check(life, home, acks)
    found = [one.trouble for one in ended] + [again.trouble, *again.losses]
    if again.signal:
        found.append(f"the next start was ended by the signal {again.signal}")
    if again.end.startswith("refused"):
        found.append(f"the next start: {again.end}")
    lost = " / ".join(_short(" ".join(one.split())) for one in found if one)
    return f"{what}: {lost}" if lost else ""


def _short(text: str) -> str:
    """Return what fits on a line: the beginning, and the end, where a traceback says what it is."""
    return text if len(text) <= _MOST else f"{text[:_BEGINNING]} … {text[_BEGINNING - _MOST :]}"
