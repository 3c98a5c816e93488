"""Measures how long the interface keeps a key waiting while the model works.

Started as ``python -m coach.ui.lag`` with a list of answers as JSON on standard input; the real
program with the real model runs without a terminal. Prints JSON. ``coach bench`` reads it.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from coach.ui.app import CoachApp
from coach.ui.screens.interview import InterviewPage
from coach.ui.screens.start import Choices
from coach.ui.widgets.answer_box import AnswerBox

if TYPE_CHECKING:
    from coach.workspace import Workspace

SIZE = (120, 40)
"""Columns and rows of the screen."""
INTERVAL_SECONDS = 0.005
CHARACTERS_PER_SECOND = 15.0
"""A quick typist, as in coach/bench/turns.py."""
WAIT_SECONDS = 180.0
"""Longest wait for the program to come so far, a slow load of the model included."""
_POLL_SECONDS = 0.02


def delays(latenesses: Sequence[float], interval: float = INTERVAL_SECONDS) -> list[float]:
    """Return how long keys that come at an even pace would wait.

    While the event loop is held up, the watcher cannot look either: one look that comes late
    stands for all those that were due meanwhile, each with a little less to wait. Without them a
    long delay would weigh as little as a short one (known as coordinated omission).

    Args:
        latenesses: How late each look was, in seconds.
        interval: Seconds between two looks.
    """
    waited = []
    for lateness in latenesses:
        left = max(lateness, 0.0)
        waited.append(left)
        while (left := left - interval) > 0:
            waited.append(left)
    return waited


async def measure(workspace: Workspace, answers: Sequence[str]) -> dict[str, float]:
    """Type and send the answers, and return the delays of the event loop meanwhile.

    Returns:
        ``p99_ms`` and ``max_ms`` of the delays, ``seconds`` that were watched, and ``answers``.

    Raises:
        TimeoutError: the program did not come so far.
    """
    app = CoachApp(workspace)
    async with app.run_test(size=SIZE) as pilot:
        await _until(lambda: bool(app.screen.query(Choices)))
        app.open_interview()
        page = await _interview(app)
        latenesses: list[float] = []
        watcher = asyncio.create_task(_watch(latenesses))
        began = time.perf_counter()
        for answer in answers:
            if page.finished:
                break
            await _type(page.query_one(AnswerBox), answer)
            await pilot.press("enter")
            await _until(lambda: not page.runner.busy)
        seconds = time.perf_counter() - began
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher
        await pilot.press("ctrl+q")
    return {**_summary(delays(latenesses)), "seconds": seconds, "answers": len(answers)}


def _summary(waited: Sequence[float]) -> dict[str, float]:
    ranked = sorted(waited) or [0.0]
    p99 = ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))]
    return {"p99_ms": p99 * 1000, "max_ms": ranked[-1] * 1000}


async def _watch(latenesses: list[float]) -> None:
    """Look at the clock at an even pace, and note how late each look is."""
    while True:
        due = time.perf_counter() + INTERVAL_SECONDS
        await asyncio.sleep(INTERVAL_SECONDS)
        latenesses.append(time.perf_counter() - due)


async def _interview(app: CoachApp) -> InterviewPage:
    def ready() -> bool:
        screen = app.screen
        return (
            isinstance(screen, InterviewPage)
            and screen.runner.stoppable is False
            and bool(screen.runner.session_id)
        )

    await _until(ready)
    page = app.screen
    assert isinstance(page, InterviewPage)
    return page


async def _type(box: AnswerBox, text: str) -> None:
    for word in text.split(" "):
        await asyncio.sleep((len(word) + 1) / CHARACTERS_PER_SECOND)
        box.insert(f" {word}" if box.text else word)


async def _until(condition: Callable[[], bool]) -> None:
    end = time.perf_counter() + WAIT_SECONDS
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError
        await asyncio.sleep(_POLL_SECONDS)


def main() -> None:
    """Measure with the settings of the environment and print the result."""
    from coach.config import load_settings
    from coach.log import set_up_logging
    from coach.workspace import Workspace

    answers = json.loads(sys.stdin.readline())
    set_up_logging()
    with closing(Workspace(load_settings())) as workspace:
        print(json.dumps(asyncio.run(measure(workspace, answers))))


if __name__ == "__main__":
    main()
