from __future__ import annotations

from typing import Any

import pytest

from coach.bench.bars import BARS, Bar
from coach.bench.figures import (
    over,
    percentile,
    raw_figures,
    rounded,
    search_figures,
    turn_figures,
)
from coach.bench.turns import Turn


def turn(number: int, first_s: float, **fields: Any) -> Turn:
    times = {"question_s": first_s + 1, "reply_s": first_s + 2, "asked": True}
    return Turn(number=number, topic="work", answer="Yes.", first_s=first_s, **{**times, **fields})


def test_percentiles_lie_between_neighbours() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile([1.0, 2.0], 95) == pytest.approx(1.95)
    assert percentile([7.0], 95) == 7.0
    assert percentile([], 50) is None


def test_a_ratio_without_one_of_its_sides_is_none() -> None:
    assert over(3.0, 2.0) == 1.5
    assert over(3.0, 0.0) is None
    assert over(None, 2.0) is None
    assert over(1.0, None) is None


def test_the_limit_counts_around_the_twentieth_answer_where_the_model_was_asked() -> None:
    turns = [
        turn(15, 9.0, raw_prompt_s=1.0),
        turn(16, 0.6, raw_prompt_s=0.3, raw_step_s=0.1),
        turn(20, 0.5, raw_prompt_s=0.2, raw_step_s=0.05),
        turn(24, 0.1, raw_prompt_s=0.05, raw_step_s=0.05),
        turn(22, 0.0, asked=False),
        turn(25, 9.0, raw_prompt_s=1.0),
    ]
    figures = turn_figures(turns, "typed")
    assert figures["window_turns_typed"] == [16, 20, 24]
    assert figures["ttft_over_limit_p50_typed"] == pytest.approx(1.5)
    # Anybody can compute it again from what stands beside it.
    ratios = [
        first / limit
        for first, limit in zip(
            figures["window_ttft_s_typed"],  # type: ignore[call-overload]
            figures["window_limit_s_typed"],
            strict=True,
        )
    ]
    assert percentile(ratios, 50) == figures["ttft_over_limit_p50_typed"]


def test_times_of_replies_are_taken_over_all_answers() -> None:
    figures = turn_figures([turn(1, 0.2), turn(2, 0.4), turn(3, 0.9, asked=False)], "pasted")
    assert figures["ttft_p50_s_pasted"] == 0.4
    assert figures["question_p50_s_pasted"] == 1.4
    assert figures["reply_p50_s_pasted"] == 2.4
    assert figures["answers_pasted"] == 3
    assert figures["ttft_over_limit_p50_pasted"] is None


def test_generation_is_compared_with_the_step_of_its_own_turn() -> None:
    turns = [
        turn(1, 0.5, generated=10, steps=8, decode_s=0.44, raw_step_s=0.04),
        turn(2, 0.5, generated=10, steps=10, decode_s=0.88, raw_step_s=0.08),
        turn(3, 0.5, generated=99, steps=99, decode_s=99.0),
    ]
    figures = raw_figures(turns)
    assert figures["decode_over_limit"] == pytest.approx(1.1)
    assert figures["decode_tokens"] == 20
    assert figures["decode_over_steps"] == pytest.approx(1.32 / 1.12)
    assert figures["raw_step_s"] == pytest.approx(0.06)


def test_nothing_generated_leaves_no_ratio() -> None:
    figures = raw_figures([turn(1, 0.1)])
    assert figures["decode_over_limit"] is None
    assert figures["raw_tokens_per_s"] is None


def test_searches_are_told_in_milliseconds() -> None:
    assert search_figures([0.01, 0.03], "150") == pytest.approx(
        {"search_p50_ms_150": 20.0, "search_p95_ms_150": 29.0}
    )


def test_figures_are_rounded_also_in_lists() -> None:
    given: dict[str, object] = {"a": 0.123456, "b": [1.00001, 2], "c": None, "d": "x", "e": True}
    assert rounded(given) == {"a": 0.1235, "b": [1.0, 2], "c": None, "d": "x", "e": True}


def test_a_bar_is_met_at_its_value_and_open_when_not_measured() -> None:
    bar = Bar("plan_s", "plan", 60.0)
    assert bar.met({"plan_s": 60.0}) is True
    assert bar.met({"plan_s": 60.1}) is False
    assert bar.met({"plan_s": None}) is None
    least = Bar("index_speed_ratio", "speed", 0.8, least=True)
    assert least.met({"index_speed_ratio": 0.8}) is True
    assert least.met({"index_speed_ratio": 0.79}) is False
    assert least.met({}) is None


def test_there_is_a_bar_for_each_agreed_key() -> None:
    assert [bar.key for bar in BARS] == [
        "ttft_over_limit_p50",
        "ttft_p50_s",
        "ttft_p95_s",
        "ours_over_plain_chat",
        "decode_over_limit",
        "first_screen_s",
        "first_question_s",
        "ui_lag_p99_ms",
        "plan_s",
        "plan_first_section_s",
        "search_p95_ms_150",
        "search_p95_ms_10000",
        "index_corpus_s",
        "index_speed_ratio",
        "peak_rss_mb",
    ]
