"""The fuzzing at its small size, and that it can see a loss."""

from __future__ import annotations

import sys

import pytest
from campaigns import fuzz
from campaigns.fuzz_targets import BROKEN, TARGETS
from campaigns.table import table

SEED = 20261123


def test_nothing_hostile_gets_through() -> None:
    rows = fuzz.run(small=True, seed=SEED)
    assert not [loss for row in rows for loss in row.losses], table(rows)
    assert {row.kind: row.tried for row in rows} == {one.name: one.small for one in TARGETS}


@pytest.mark.skipif(sys.platform == "win32", reason="no clock of a process's own time")
def test_each_kind_of_loss_is_seen_and_told() -> None:
    rows = fuzz.try_targets(BROKEN, SEED)
    told = {row.kind.partition(": ")[2]: row.losses for row in rows}
    words = {
        "untrue": "what must be is not",
        "raise": "KeyError",
        "write": "writes",
        "loop": "no end within",
        "die": "the process ended with status",
    }
    assert told.keys() == words.keys()
    for kind, losses in told.items():
        assert len(losses) == 1, kind
        assert words[kind] in losses[0]
    assert not any(row.survived for row in rows)
