from __future__ import annotations

import json
from typing import Any

import pytest

from coach import cli
from coach.bench import runner, tune
from coach.bench.bare import BareTimes
from coach.bench.bars import BARS
from coach.bench.tune import Tried
from coach.config import load_settings
from coach.llm.tuning import Tuning, load_tuning

FIGURES: dict[str, Any] = {
    **{bar.key: bar.limit for bar in BARS},
    "plan_s": 61.0,
    "ui_lag_p99_ms": None,
    "notes": ["The interface\x1b[2J could not be measured [bold]."],
    "cpu": "A [red]processor",
    "cores": 4,
    "threads": 4,
    "model_title": "A model",
    "ttft_p50_s_pasted": 0.75,
}


def _measured(settings: object, say: Any, extent: object = None) -> dict[str, Any]:
    say("Searching …")
    return FIGURES


def test_json_is_one_flat_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "bench", _measured)
    assert cli.main(["bench", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == FIGURES
    assert "Searching" in err


def test_the_table_says_which_bars_are_met(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "bench", _measured)
    monkeypatch.setenv("COLUMNS", "120")
    assert cli.main(["bench"]) == 0
    out = capsys.readouterr().out
    rows = {
        line.split("│")[1].strip(): line.split("│")[2:-1]
        for line in out.splitlines()
        if "│" in line
    }
    whole_plan = [cell.strip() for cell in rows["whole plan (s)"]]
    assert whole_plan == ["61", "60", "no"]
    assert [cell.strip() for cell in rows["a key waits at most, 99 of 100 (ms)"]] == [
        "-",
        "50",
        "-",
    ]
    met = [cells for name, cells in rows.items() if cells[-1].strip() == "yes"]
    assert len(met) == len(BARS) - 2
    assert "0.75" in out
    assert "Not measured: The interface could not be measured [bold]." in out
    assert "A [red]processor, 4 cores, 4 threads; A model" in out
    assert "\x1b" not in out


def _tuned(settings: object, say: Any) -> tuple[list[Tried], Tried]:
    say("Trying …")
    times = BareTimes(prompt_s=0.4, long_prompt_s=4.0, step_s=0.04, rss_mb=1200)
    plain = Tried(Tuning(threads=1, batch_threads=1), times)
    best = Tried(Tuning(threads=1, batch_threads=1, repack=True), times)
    return [plain, best], best


def test_tuning_is_remembered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tune, "tune", _tuned)
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.main(["bench", "--tune"]) == 0
    assert load_tuning(load_settings()).repack
    out = capsys.readouterr().out
    (line,) = [line for line in out.splitlines() if "chosen" in line]
    assert line.split() == "1/1 512 no f16 yes 0.40 4.00 40 1.80 1200 chosen".split()


def test_tuning_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tune, "tune", _tuned)
    assert cli.main(["bench", "--tune", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chosen"]["repack"] is True
    assert [row["repack"] for row in told["tried"]] == [False, True]
    assert told["tried"][0]["turn_s"] == pytest.approx(1.8)
