"""The fault campaign at its small size; and that it sees what is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from campaigns import faults
from campaigns.faulting import Fault, How, Nursery, possible
from campaigns.judging import judged

pytestmark = pytest.mark.skipif(not possible(), reason="it needs Linux and a C compiler")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


def test_nothing_is_lost() -> None:
    rows = faults.run(small=True, seed=1)
    assert [loss for row in rows for loss in row.losses] == []
    assert sum(row.tried for row in rows) >= 40


def lost(nursery: Nursery, how: How, life: str, *, step: int = 1) -> list[str]:
    """Return what a life loses to a fault at each of its calls, or every so many-th."""
    found = []
    for at in range(1, nursery.live(life, nursery.home(life)).calls + 1, step):
        home = nursery.home(life)
        ended = nursery.live(life, home, Fault(how, at))
        found.append(judged(nursery, life, home, [ended], f"at {at}"))
    return found


@pytest.mark.parametrize("how", [How.DIE, How.TORN, How.FULL])
def test_what_is_lost_is_seen(nursery: Nursery, how: How) -> None:
    losses = [loss for loss in lost(nursery, how, "careless settings") if loss]
    assert any("does not start" in loss or "the settings are" in loss for loss in losses)


@pytest.mark.parametrize("how", [How.DIE, How.TORN])
def test_no_call_of_saving_a_setting_is_dangerous(nursery: Nursery, how: How) -> None:
    assert not any(lost(nursery, how, "settings", step=4))


def test_a_damaged_database_is_seen(nursery: Nursery) -> None:
    home = nursery.home("answers")
    ended = nursery.live("answers", home)
    assert judged(nursery, "answers", home, [ended], "nothing") == ""
    assert "is another" in judged(nursery, "answers", home, [_pretended(ended.acks)], "a lie")
    database = home / "coach.sqlite3"
    database.write_bytes(database.read_bytes()[: -3 * 4096])
    loss = judged(nursery, "answers", home, [ended], "cut short")
    assert "damaged the database" in loss


def _pretended(acks: list[list[object]]) -> object:
    from campaigns.faulting import Ended

    _, session, turn, _ = next(ack for ack in acks if ack[0] == "said")
    return Ended(signal=0, acks=[["said", session, turn, "never said"]])


def test_what_a_kill_left_is_seen(nursery: Nursery, tmp_path: Path) -> None:
    home = nursery.home("settings", tmp_path / "case")
    (home / ".coach-mine-left").write_text("an answer")
    ended = nursery.live("settings", home)
    assert "left behind: ['.coach-mine-left']" in judged(nursery, "settings", home, [ended], "x")
