"""All targets of the fuzzing, room by room from the bottom."""

from __future__ import annotations

import os
from pathlib import Path

from campaigns import (
    fuzz_documents,
    fuzz_files,
    fuzz_interview,
    fuzz_models,
    fuzz_plans,
    fuzz_replies,
    fuzz_team,
    fuzz_texts,
)
from campaigns.fuzz_case import Target, must

TARGETS: tuple[Target, ...] = (
    *fuzz_texts.TARGETS,
    *fuzz_files.TARGETS,
    *fuzz_models.TARGETS,
    *fuzz_replies.TARGETS,
    *fuzz_documents.TARGETS,
    *fuzz_interview.TARGETS,
    *fuzz_plans.TARGETS,
    *fuzz_team.TARGETS,
)


def _untrue(_data: bytes) -> None:
    must(False, "what must be is not")


def _raise(_data: bytes) -> None:
    raise KeyError("lost")


def _write(_data: bytes) -> None:
    Path(os.devnull).with_name("coach-fuzz-outside").write_text("x")


def _loop(_data: bytes) -> None:
    while True:
        pass


def _die(_data: bytes) -> None:
    os.abort()


def _seed() -> list[bytes]:
    return [b"a"]


BROKEN = tuple(
    Target(f"broken on purpose: {check.__name__[1:]}", check, _seed, 1, small=1, seconds=0.2)
    for check in (_untrue, _raise, _write, _loop, _die)
)
"""None of the targets: they show that the campaign can see each kind of loss."""


def by_name(name: str) -> Target:
    """Return the target of that name.

    Raises:
        KeyError: there is none.
    """
    return {target.name: target for target in (*TARGETS, *BROKEN)}[name]
