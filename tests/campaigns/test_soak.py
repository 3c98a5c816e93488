"""The soak at its small size, and that it sees what grows."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

from campaigns.soak import run
from campaigns.soak_person import people
from campaigns.soak_samples import Process, Sample, judged, look, slope

STEADY = Sample(
    program=Process(memory=500.0, handles=20, threads=9),
    engine=Process(memory=300.0, handles=7, threads=3),
    children=1,
    turns=(0.9, 1.0, 1.1),
    work=0.5,
)


def lost(samples: list[Sample], **options: bool) -> list[str]:
    """Return the measures that are not flat."""
    return [row.kind.split(":")[0] for row in judged(samples, **options) if row.losses]


def test_nothing_grows_over_a_few_interviews() -> None:
    rows = run(small=True, seed=1)
    assert [loss for row in rows for loss in row.losses] == []
    assert rows[0].tried == 3
    assert {row.kind.split(":")[0] for row in rows[1:]} >= {
        "memory of the program",
        "handles of the program",
        "threads of the program",
        "processes of the program",
    }


def test_handles_that_stay_open_are_seen(tmp_path: Path) -> None:
    open_files: list[int] = []
    samples = []
    try:
        for _ in range(3):
            open_files.append(os.open(tmp_path, os.O_RDONLY))
            samples.append(dataclasses.replace(STEADY, program=look(os.getpid())))
    finally:
        for file in open_files:
            os.close(file)
    (row,) = (row for row in judged(samples) if row.losses)
    assert row.kind.startswith("handles of the program")
    assert row.losses == ["1 were not given back"]


def test_what_is_flat_is_flat_and_what_grows_is_named() -> None:
    count = 40
    assert lost([STEADY] * count) == []
    warming = [dataclasses.replace(STEADY, turns=(9.0,), work=9.0)] * 4
    assert lost([*warming, *[STEADY] * (count - 4)]) == []
    growing = [
        dataclasses.replace(
            STEADY,
            program=Process(500.0 + number, 20 + number, 9 + number),
            engine=Process(300.0 + number, 7 + number, 3 + number),
            children=1 + number,
            turns=(1 + number / 20,),
            work=1 + number / 20,
        )
        for number in range(count)
    ]
    everything = [row.kind.split(":")[0] for row in judged(growing)]
    assert lost(growing) == everything
    assert len(everything) == 9
    assert "wall time of a turn" not in {row.kind for row in judged(growing, times=False)}


def test_memory_that_is_given_back_at_the_end_is_still_seen_to_grow() -> None:
    rising = [
        dataclasses.replace(STEADY, program=Process(500.0 + 2 * number, 20, 9))
        for number in range(90)
    ]
    assert lost([*rising, *[STEADY] * 10]) == ["memory of the program"]
    assert slope([1.0, 3.0, 5.0]) == 2.0
    assert slope([4.0]) == 0.0


def test_no_two_interviews_are_answered_with_the_same_words() -> None:
    first, second = people(1), people(1)
    drawn = [next(first) for _ in range(6)]
    assert drawn == [next(second) for _ in range(6)]
    said = [text for one in drawn for texts in one.answers.values() for text in texts]
    assert len({*said}) == len(said)
    assert {one.form for one in drawn} == {"short"}
