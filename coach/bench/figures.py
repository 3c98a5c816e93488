"""Arithmetic: from measured times to the figures that are compared with the bars."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from coach.bench.turns import Turn

WINDOW = range(16, 25)
"""Answers around the twentieth; one turn alone says too little."""

Figures = dict[str, object]


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return a percentile with linear interpolation between neighbours; None of nothing."""
    if not values:
        return None
    ranked = sorted(values)
    place = (len(ranked) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (ranked[above] - ranked[below]) * (place - below)


def over(value: float | None, limit: float | None) -> float | None:
    """Return ``value / limit``; None where one of them is missing or the limit is 0."""
    return value / limit if value is not None and limit else None


def turn_figures(turns: Sequence[Turn], way: str) -> Figures:
    """Return the figures of one interview; the names end with the way of answering.

    Args:
        turns: All of them.
        way: ``typed`` or ``pasted``.
    """
    firsts = [turn.first_s for turn in turns]
    around = [turn for turn in turns if turn.number in WINDOW and turn.asked]
    figures: Figures = {
        "answers": len(turns),
        "ttft_p50_s": percentile(firsts, 50),
        "ttft_p95_s": percentile(firsts, 95),
        "question_p50_s": percentile([turn.question_s for turn in turns], 50),
        "question_p95_s": percentile([turn.question_s for turn in turns], 95),
        "reply_p50_s": percentile([turn.reply_s for turn in turns], 50),
        "reply_p95_s": percentile([turn.reply_s for turn in turns], 95),
        "ttft_over_limit_p50": percentile([turn.first_s / turn.limit_s for turn in around], 50),
        "window_turns": [turn.number for turn in around],
        "window_ttft_s": [turn.first_s for turn in around],
        "window_limit_s": [turn.limit_s for turn in around],
        "window_new_tokens": [turn.new_tokens for turn in around],
        "window_raw_prompt_s": [turn.raw_prompt_s for turn in around],
        "window_raw_step_s": [turn.raw_step_s for turn in around],
        "all_ttft_s": firsts,
        "all_asked": [turn.asked for turn in turns],
        "all_new_tokens": [turn.new_tokens for turn in turns],
    }
    return {f"{name}_{way}": value for name, value in figures.items()}


def raw_figures(turns: Sequence[Turn]) -> Figures:
    """Return generation beside its limit, and the raw speeds, over all given turns.

    Each turn's tokens are compared with the step measured right after it, so that a machine that
    grows slower in between does not count as ours.
    """
    measured = [turn for turn in turns if turn.raw_step_s]
    decode_s = sum(turn.decode_s for turn in measured)
    limit_s = sum(turn.generated * turn.raw_step_s for turn in measured)
    steps_s = sum(turn.steps * turn.raw_step_s for turn in measured)
    prompts = [turn for turn in measured if turn.new_tokens]
    return {
        "decode_over_limit": over(decode_s, limit_s),
        "decode_s": decode_s,
        "decode_limit_s": limit_s,
        "decode_tokens": sum(turn.generated for turn in measured),
        "decode_steps": sum(turn.steps for turn in measured),
        "decode_over_steps": over(decode_s, steps_s),
        "raw_step_s": median(turn.raw_step_s for turn in measured) if measured else None,
        "raw_tokens_per_s": over(1.0, median(turn.raw_step_s for turn in measured))
        if measured
        else None,
        "raw_prompt_tokens_per_s": over(
            sum(turn.new_tokens for turn in prompts), sum(turn.raw_prompt_s for turn in prompts)
        ),
    }


def search_figures(seconds: Sequence[float], size: str) -> Figures:
    """Return the figures of searches in milliseconds; the names end with the size."""
    milliseconds = [value * 1000 for value in seconds]
    return {
        f"search_p50_ms_{size}": percentile(milliseconds, 50),
        f"search_p95_ms_{size}": percentile(milliseconds, 95),
    }


def rounded(figures: Figures) -> Figures:
    """Return the figures with four significant places, lists included."""
    return {name: _rounded(value) for name, value in figures.items()}


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value
