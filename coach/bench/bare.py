"""The model in a bare loop, with nothing of the coach around it, in a process of its own.

Started as ``python -m coach.bench.bare`` with the model and a tuning on standard input; prints how
long parts of a turn take.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from coach.bench.children import child_environment
from coach.errors import EngineError

if TYPE_CHECKING:
    from coach.llm.tuning import Tuning

DEPTH = 500
"""Tokens before the new ones: instructions, examples and what was said."""
NEW_TOKENS = 45
LONG_PROMPT = 512
STEPS = 40
REPEATS = 2
WAIT_SECONDS = 600.0


class BareTimes(BaseModel):
    """What the bare model takes with one tuning.

    Attributes:
        prompt_s: Seconds for 45 new tokens after 500 others.
        long_prompt_s: Seconds for 512 tokens at the beginning.
        step_s: Seconds for one generated token, the median of 40.
        rss_mb: Memory of the process, in units of 10⁶ bytes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt_s: float
    long_prompt_s: float
    step_s: float
    rss_mb: float


def time_bare(model: Path, tuning: Tuning, context_tokens: int) -> BareTimes:
    """Run the loop in a process of its own and return its times.

    Raises:
        EngineError: the model cannot be run like that.
    """
    from coach.llm.local import SPIN_COUNT

    setup = {
        "model": str(model),
        "tuning": tuning.model_dump(),
        "context_tokens": context_tokens,
    }
    process = subprocess.run(
        [sys.executable, "-m", "coach.bench.bare"],
        input=json.dumps(setup),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env={"GOMP_SPINCOUNT": SPIN_COUNT, **child_environment()},
        timeout=WAIT_SECONDS,
        check=False,
    )
    if process.returncode or not process.stdout.strip():
        raise EngineError("The model cannot be run with this setting.")
    return BareTimes.model_validate_json(process.stdout)


def main() -> None:
    """Read the setting, run the loop, print its times."""
    import psutil

    from coach.llm.context import Context
    from coach.llm.tuning import Tuning

    setup = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # native code may print; only the result belongs on the output
    context = Context(
        Path(setup["model"]),
        context_tokens=setup["context_tokens"],
        tuning=Tuning.model_validate(setup["tuning"]),
        prefixes=None,
    )
    times = _run(context)
    rss = psutil.Process().memory_info().rss / 1e6
    out.write(BareTimes(**times, rss_mb=rss).model_dump_json())
    out.flush()
    # The context's own threads may still be busy; there is nothing left to tidy.
    os._exit(0)


def _run(context: Any) -> dict[str, float]:  # noqa: ANN401 - coach.llm.context.Context, imported late
    # Which tokens they are makes no difference to the time.
    tokens = [1000 + number for number in range(LONG_PROMPT + NEW_TOKENS)]
    held = context.sequence([], tokens)

    def evaluate(start: int, count: int) -> None:
        context.extend(held, tokens[: start + count], lambda: False)
        context.logits()

    evaluate(0, NEW_TOKENS)  # the weights come from the disk at the first use
    long_prompts, prompts = [], []
    for _ in range(REPEATS):
        context.shorten(held, 0)
        long_prompts.append(_timed(lambda: evaluate(0, LONG_PROMPT)))
        context.shorten(held, DEPTH)
        prompts.append(_timed(lambda: evaluate(DEPTH, NEW_TOKENS)))
    steps = [_timed(lambda: context.decode(held, [tokens[0]])) for _ in range(STEPS)]
    # The quickest try is the one that other programs disturbed least.
    return {
        "prompt_s": min(prompts),
        "long_prompt_s": min(long_prompts),
        "step_s": median(steps),
    }


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
