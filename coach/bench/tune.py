"""Finds how the model runs best on this machine, by trying."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.bench.bare import BareTimes, time_bare
from coach.config import Settings
from coach.errors import EngineError

if TYPE_CHECKING:
    from coach.llm.tuning import Tuning

TURN_TOKENS, TURN_STEPS = 45, 35
"""A typical turn: new prompt tokens, and generated ones."""
TIE = 1.05
"""Within this factor two settings are equally quick; measurements are no finer."""
LONG_TIE = 1.1
"""The same for long prompts, which are rare."""
MODEL_MB = 2_000
"""Most memory of the model's process: what all processes may have (coach.bench.bars), less the
rest of the program."""
MEMORY_STEP_MB = 50
"""Less than that is no difference in memory."""
SHORT_MEMORY_MB = 6_000
"""Machines with less memory trade precision of keys and values for room."""

BUSY_PERCENT = 15.0
"""From here on other programs change what is best: threads that share a core with them wait."""
ROUNDS = 2
"""How often each setting is measured, in turns with those that it is compared with."""

Say = Callable[[str], None]
TimeBare = Callable[["Tuning"], BareTimes]


@dataclass(frozen=True)
class Tried:
    """One setting and what it took."""

    tuning: Tuning
    times: BareTimes

    @property
    def turn_s(self) -> float:
        """Seconds of a typical turn."""
        return self.times.prompt_s + TURN_STEPS * self.times.step_s


def best_of(tried: Sequence[Tried]) -> Tried:
    """Return the setting to use: the quickest turn, and of equally quick ones the least memory.

    Settings that take too much memory are left out, and of the equally quick ones those that are
    slow with long prompts. Lossy precision is never chosen here: its price is not in these figures.
    """
    precise = [one for one in tried if one.tuning.kv == "f16"]
    fitting = [one for one in precise if one.times.rss_mb <= MODEL_MB] or precise
    quickest = min(one.turn_s for one in fitting)
    ties = [one for one in fitting if one.turn_s <= quickest * TIE]
    long_prompt = min(one.times.long_prompt_s for one in ties)
    ties = [one for one in ties if one.times.long_prompt_s <= long_prompt * LONG_TIE]
    return min(ties, key=lambda one: (round(one.times.rss_mb / MEMORY_STEP_MB), one.turn_s))


def thread_counts(physical: int | None, logical: int | None) -> list[int]:
    """Return the numbers of threads worth trying: powers of two, all cores, all hyper-threads."""
    most = logical or 1
    counts = {1, most, physical or most}
    counts |= {2**power for power in range(1, 6) if 2**power < most}
    return sorted(count for count in counts if count <= most)


def tune(settings: Settings, say: Say) -> tuple[list[Tried], Tried]:
    """Try settings with the real model; return all that were tried, and the best.

    Raises:
        CoachError: the model is missing.
        EngineError: the model cannot be run at all.
    """
    import psutil

    from coach.llm.catalogue import resolve_model
    from coach.llm.tuning import load_tuning

    model: Path = resolve_model(settings).path
    busy = psutil.cpu_percent(interval=1)
    if busy > BUSY_PERCENT:
        say(f"Other programs take {busy:.0f}% of the processor; close them for a better choice.")
    threads = thread_counts(psutil.cpu_count(logical=False), os.cpu_count())
    return search(
        load_tuning(settings).model_copy(update={"kv": "f16"}),
        threads,
        lambda tuning: time_bare(model, tuning, settings.context_tokens),
        say,
        short_memory=psutil.virtual_memory().total / 1e6 < SHORT_MEMORY_MB,
    )


def search(
    start: Tuning, threads: Sequence[int], time_one: TimeBare, say: Say, *, short_memory: bool
) -> tuple[list[Tried], Tried]:
    """Change one setting after the other and keep what is better.

    Trying all combinations would take an hour; these settings hardly depend on each other.

    Args:
        start: Where to begin.
        threads: Numbers of threads to try.
        time_one: Measures one setting.
        say: Told what is tried.
        short_memory: Whether less precise keys and values are worth the room that they save.

    Raises:
        EngineError: the model cannot be run at all.
    """
    tried: list[Tried] = []

    def attempt(tunings: Sequence[Tuning]) -> None:
        # In turns, with the best so far among them: a busy moment does not decide for one of them.
        for tuning in [*tunings] * ROUNDS:
            say(f"Trying {in_words(tuning)} …")
            try:
                _add(tried, Tried(tuning, time_one(tuning)))
            except EngineError:
                # Not every processor can do everything.
                say("  The model cannot be run like that.")

    def changed(**change: object) -> Tuning:
        return (best_of(tried).tuning if tried else start).model_copy(update=change)

    attempt([start])
    if not tried:
        raise EngineError("The model could not be run.", "Run: coach doctor")
    attempt([changed(repack=repack) for repack in (False, True)])
    attempt([changed(threads=count, batch_threads=count) for count in threads])
    attempt([changed(batch_threads=count) for count in threads])
    attempt([changed(flash_attention=on) for on in (False, True)])
    attempt([changed(ubatch=size) for size in (128, 256, 512)])
    best = best_of(tried)
    lossy = best.tuning.model_copy(update={"flash_attention": True, "kv": "q8_0"})
    attempt([lossy])
    smaller = next((one for one in tried if one.tuning == lossy), None)
    if short_memory and smaller is not None and smaller.times.rss_mb < best.times.rss_mb:
        return tried, smaller
    return tried, best


def _add(tried: list[Tried], new: Tried) -> None:
    """Add a measurement; of several of one setting the least disturbed times count."""
    for place, one in enumerate(tried):
        if one.tuning == new.tuning:
            tried[place] = Tried(one.tuning, least(one.times, new.times))
            return
    tried.append(new)


def least(one: BareTimes, other: BareTimes) -> BareTimes:
    """Return the smaller of each figure: other programs only ever make them larger."""
    figures = other.model_dump()
    return BareTimes(
        **{name: min(value, figures[name]) for name, value in one.model_dump().items()}
    )


def in_words(tuning: Tuning) -> str:
    """Return a setting in a few words."""
    threads = f"{tuning.threads}"
    if tuning.batch_threads != tuning.threads:
        threads += f"/{tuning.batch_threads}"
    attention = "flash attention" if tuning.flash_attention else "plain attention"
    weights = "repacked" if tuning.repack else "as in the file"
    return (
        f"{threads} threads, micro-batch {tuning.ubatch}, {attention}, keys and values "
        f"{tuning.kv}, weights {weights}"
    )
