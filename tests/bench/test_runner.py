"""The whole measurement with the small model, with everything shortened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coach.bench import runner, turns
from coach.bench.bars import BARS
from coach.bench.runner import Extent, bench
from coach.config import Settings
from coach.errors import CoachError
from tests.models import SMALL, settings_with_models

SHORT = Extent(
    prepare=False, starts=1, answers=2, pasted=2, screen_answers=1, queries=3, passages=40, pages=2
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with_models(tmp_path).model_copy(update={"model": SMALL})


@pytest.mark.small_model
def test_everything_is_measured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "CHARACTERS_PER_SECOND", 100.0)
    said: list[str] = []
    figures = bench(settings, said.append, SHORT)
    assert json.loads(json.dumps(figures)) == figures
    # Two answers do not reach the twentieth.
    open_ = {bar.key for bar in BARS if bar.met(figures) is None}
    assert open_ - {"first_screen_s", "first_question_s"} == {"ttft_over_limit_p50"}
    for name in ("ttft_p50_s", "decode_s", "plain_chat_ttft_p50_s", "raw_step_s", "peak_rss_mb"):
        value = figures[name]
        assert isinstance(value, float)
        assert value > 0, name
    assert figures["answers_typed"] == figures["answers_pasted"] == 2
    assert len(figures["all_plain_chat_ttft_s"]) == 2  # type: ignore[arg-type]
    assert figures["model_file"] == f"{SMALL}.gguf"
    assert figures["threads"] == figures["tuning_threads"]
    assert len(said) > 5


def test_a_part_that_fails_does_not_spoil_the_rest(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise CoachError("No terminal.")

    for name in ("measure_starts", "measure_smoothness", "search_shipped", "index_shipped"):
        monkeypatch.setattr(runner, name, broken)
    monkeypatch.setattr(
        runner, "_interview_figures", lambda *_: {"peak_rss_mb_interview": 10.0, "plan_s": 2.0}
    )
    figures = bench(settings, lambda _: None, SHORT)
    assert figures["notes"] == ["No terminal."] * 4
    assert figures["first_screen_s"] is None
    assert figures["search_p95_ms_150"] is None
    assert figures["index_corpus_s"] is None
    assert figures["plan_s"] == 2.0
    assert figures["peak_rss_mb"] == 10.0
