from __future__ import annotations

import pytest

from coach.ui import lag
from coach.ui.lag import delays, measure
from tests.ui.fakes import FakeWorkspace


def test_a_long_delay_counts_for_every_key_that_waits_through_it() -> None:
    assert delays([0.001, 0.0], interval=0.005) == [0.001, 0.0]
    assert delays([0.012], interval=0.005) == pytest.approx([0.012, 0.007, 0.002])
    assert delays([-0.001], interval=0.005) == [0.0]


async def test_answers_are_typed_into_the_real_interface(
    workspace: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lag, "CHARACTERS_PER_SECOND", 10_000.0)
    told = await measure(workspace, ["I fix the forklifts.", "Dave."])  # type: ignore[arg-type]
    assert 0 <= told["p99_ms"] <= told["max_ms"]
    assert told["seconds"] > 0
