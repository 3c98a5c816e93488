from __future__ import annotations

import sys
from pathlib import Path

import pytest

from coach.bench.starting import Start, measure_starts, worst_median
from tests.models import SMALL, settings_with_models


def test_the_slower_size_counts() -> None:
    starts = {
        (80, 24): [Start(0.1, 0.9), Start(0.2, 0.5), Start(0.9, 0.6)],
        (120, 40): [Start(0.3, 0.4), Start(0.3, 0.4), Start(0.1, 0.4)],
    }
    assert worst_median(starts) == Start(0.3, 0.6)


@pytest.mark.small_model
@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo terminals on Windows")
def test_the_program_is_started_in_a_terminal_and_closed_again(tmp_path: Path) -> None:
    import psutil

    settings = settings_with_models(tmp_path).model_copy(update={"model": SMALL})
    starts = measure_starts(settings, rounds=1, sizes=[(80, 24)])
    assert starts is not None
    (start,) = starts[80, 24]
    assert 0 < start.first_screen < start.first_question
    left = [process.cmdline() for process in psutil.Process().children(recursive=True)]
    assert not [line for line in left if line[-2:] == ["-m", "coach"]]
