"""The bars: what each figure has to reach on the machine that it is measured on."""

from __future__ import annotations

from dataclasses import dataclass

from coach.bench.figures import Figures


@dataclass(frozen=True)
class Bar:
    """One figure and its bar.

    Attributes:
        key: Name of the figure.
        meaning: What it says, for people.
        limit: It is met at this value or below; where ``least``, at this value or above.
        least: Whether more is better.
    """

    key: str
    meaning: str
    limit: float
    least: bool = False

    def met(self, figures: Figures) -> bool | None:
        """Return whether the bar is met; None when it was not measured."""
        value = figures.get(self.key)
        if not isinstance(value, (int, float)):
            return None
        return value >= self.limit if self.least else value <= self.limit


BARS = (
    Bar("ttft_over_limit_p50", "first word of a reply ÷ what the machine can do", 1.5),
    Bar("ttft_p50_s", "first word of a reply, half of them within (s)", 0.6),
    Bar("ttft_p95_s", "first word of a reply, 95 of 100 within (s)", 1.5),
    Bar("ours_over_plain_chat", "first word ÷ that of a plain chat with the model", 1.2),
    Bar("decode_over_limit", "generating ÷ what the machine can do", 1.1),
    Bar("first_screen_s", "start to the first screen (s)", 1.0),
    Bar("first_question_s", "start to the first question (s)", 1.5),
    Bar("ui_lag_p99_ms", "a key waits at most, 99 of 100 (ms)", 50.0),
    Bar("plan_s", "whole plan (s)", 60.0),
    Bar("plan_first_section_s", "first section of the plan (s)", 8.0),
    Bar("search_p95_ms_150", "search in the library as it comes, 95 of 100 (ms)", 40.0),
    Bar("search_p95_ms_10000", "search in 10,000 passages, 95 of 100 (ms)", 80.0),
    Bar("index_corpus_s", "first index of the library as it comes (s)", 10.0),
    Bar(
        "index_speed_ratio",
        "speed of adding documents ÷ that of the embedding alone, at least",
        0.8,
        least=True,
    ),
    Bar("peak_rss_mb", "memory of all processes at its peak (MB)", 2600.0),
)
